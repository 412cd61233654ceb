//! Structs and buffers of the caller. A struct is read and written within the size that the caller states.

use crate::api::{Error, Status};
use std::mem::MaybeUninit;

/// The largest buffer that a call accepts, in bytes. A larger length is taken for a mistake and refused before any
/// access.
pub(in crate::ffi) const LARGEST_INPUT: usize = 1 << 30;

/// An upper bound for the size of any struct. A larger `struct_size` was not set by the caller.
const LARGEST_STRUCT: usize = 4096;

/// A struct that begins with `uint32_t struct_size`.
///
/// # Safety
/// `Self` is `repr(C)`, begins with that field, and is valid for every bit pattern, all zeros included.
pub(in crate::ffi) unsafe trait Versioned: Copy {
    const NAME: &'static str;
    /// The size of the first version of the struct, up to the end of its last field.
    const FIRST_SIZE: usize;
}

/// `versioned!(name, last_field: Type)` declares a struct whose first version ends with that field.
macro_rules! versioned {
    ($name:ident, $last:ident: $type:ty) => {
        // SAFETY: plain data of integers and raw pointers that begins with `struct_size`.
        unsafe impl $crate::ffi::support::structs::Versioned for $name {
            const NAME: &'static str = stringify!($name);
            const FIRST_SIZE: usize = std::mem::offset_of!($name, $last) + size_of::<$type>();
        }
        const _: () = assert!(std::mem::offset_of!($name, struct_size) == 0);
    };
}
pub(in crate::ffi) use versioned;

/// # Safety
/// The pointer is not NULL and has at least four bytes.
unsafe fn size_field<T: Versioned>(pointer: *const T) -> usize {
    // SAFETY: as above.
    unsafe { pointer.cast::<u32>().read_unaligned() as usize }
}

fn is_valid_size<T: Versioned>(size: usize) -> bool {
    (T::FIRST_SIZE..=LARGEST_STRUCT).contains(&size)
}

/// Reads `struct_size` and checks it.
///
/// # Safety
/// The pointer is not NULL and has at least four bytes.
unsafe fn stated_size<T: Versioned>(pointer: *const T) -> Result<usize, Error> {
    // SAFETY: as above.
    let size = unsafe { size_field(pointer) };
    if is_valid_size::<T>(size) {
        return Ok(size);
    }
    Err(Error::new(
        Status::StructSize,
        format!(
            "`{}.struct_size` is {size}, but must be sizeof({}), {} in this version: start from its _INIT macro",
            T::NAME,
            T::NAME,
            size_of::<T>()
        ),
    ))
}

/// Reads a struct that may be NULL. Fields that an older caller does not have read as zero; fields that only a newer
/// caller has must be zero.
///
/// # Safety
/// NULL, or readable for the size that it says.
pub(in crate::ffi) unsafe fn read<T: Versioned>(pointer: *const T) -> Result<Option<T>, Error> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: as above.
    let value = unsafe { read_known(pointer, stated_size(pointer)?) }.ok_or_else(|| {
        Error::new(
            Status::StructSize,
            format!(
                "{} has fields set that this version of the library does not know: leave them zero, or load a newer library",
                T::NAME
            ),
        )
    })?;
    Ok(Some(value))
}

/// Reads a struct of this size, unless fields are set that this version does not know.
///
/// # Safety
/// Readable for `size` bytes, which are at least those of the first version.
unsafe fn read_known<T: Versioned>(pointer: *const T, size: usize) -> Option<T> {
    let known = size.min(size_of::<T>());
    // SAFETY: as above.
    unsafe {
        let unknown = std::slice::from_raw_parts(pointer.cast::<u8>().add(known), size - known);
        if unknown.iter().any(|&byte| byte != 0) {
            return None;
        }
        let mut value = MaybeUninit::<T>::zeroed();
        pointer.cast::<u8>().copy_to_nonoverlapping(value.as_mut_ptr().cast(), known);
        Some(value.assume_init())
    }
}

/// Reads a struct that must not be NULL, for an audio thread: a failure is a bare status.
///
/// # Safety
/// As for `read`.
pub(in crate::ffi) unsafe fn read_on_audio_thread<T: Versioned>(pointer: *const T) -> Result<T, Status> {
    if pointer.is_null() {
        return Err(Status::NullPointer);
    }
    // SAFETY: as above.
    unsafe {
        let size = size_field(pointer);
        if !is_valid_size::<T>(size) {
            return Err(Status::StructSize);
        }
        read_known(pointer, size).ok_or(Status::StructSize)
    }
}

/// Reads an array of pointers to structs, each with `read_item`, which is told what the item is. `pointer` may be NULL if
/// `count` is 0.
///
/// # Safety
/// NULL, or `count` pointers, each as for `read`.
pub(in crate::ffi) unsafe fn read_list<T: Versioned, U>(
    pointer: *const *const T,
    count: u32,
    what: &str,
    read_item: impl Fn(T, &str) -> Result<U, Error>,
) -> Result<Vec<U>, Error> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if pointer.is_null() {
        return Err(Error::null(what));
    }
    let item = |index| {
        let what = format!("{what}[{index}]");
        // SAFETY: as above.
        let item = unsafe { read(pointer.add(index).read_unaligned()) }.map_err(|error| error.about(what.as_str()))?;
        read_item(item.ok_or_else(|| Error::null(&what))?, &what)
    };
    (0..count as usize).map(item).collect()
}

/// Reads a struct that must not be NULL.
///
/// # Safety
/// As for `read`.
pub(in crate::ffi) unsafe fn read_required<T: Versioned>(pointer: *const T, what: &str) -> Result<T, Error> {
    // SAFETY: as above.
    unsafe { read(pointer) }?.ok_or_else(|| Error::null(what))
}

/// Fills the caller's struct within its stated size. `struct_size` is not changed. NULL does nothing.
///
/// # Safety
/// NULL, or writable for the size that it says.
pub(in crate::ffi) unsafe fn write<T: Versioned>(pointer: *mut T, value: &T) -> Result<(), Error> {
    if pointer.is_null() {
        return Ok(());
    }
    // SAFETY: as above.
    unsafe {
        let known = stated_size(pointer)?.min(size_of::<T>());
        let skip = size_of::<u32>();
        std::ptr::from_ref(value)
            .cast::<u8>()
            .add(skip)
            .copy_to_nonoverlapping(pointer.cast::<u8>().add(skip), known - skip);
    }
    Ok(())
}

/// Writes an output. NULL does nothing; the address may be unaligned.
///
/// # Safety
/// NULL, or valid for writing.
pub(in crate::ffi) unsafe fn write_value<T>(output: *mut T, value: T) {
    if !output.is_null() {
        // SAFETY: as above.
        unsafe { output.write_unaligned(value) };
    }
}

/// The caller's bytes. `pointer` may be NULL if `length` is 0.
///
/// # Safety
/// NULL, or readable for `length` bytes as long as what is returned.
pub(in crate::ffi) unsafe fn bytes<'a>(pointer: *const u8, length: usize, what: &str) -> Result<&'a [u8], Error> {
    // SAFETY: as above.
    unsafe { slice(pointer, length, what) }
}

/// The frames of the caller, for an audio thread: a failure is a bare status. `pointer` may be NULL if `frames` is 0.
///
/// # Safety
/// NULL, or readable for `frames` times `frame_bytes` bytes as long as what is returned.
pub(in crate::ffi) unsafe fn frames<'a>(
    pointer: *const u8,
    frames: usize,
    frame_bytes: usize,
) -> Result<&'a [u8], Status> {
    let length = frames.checked_mul(frame_bytes).filter(|&length| length <= LARGEST_INPUT);
    let length = length.ok_or(Status::InvalidArgument)?;
    if length == 0 {
        return Ok(&[]);
    }
    if pointer.is_null() {
        return Err(Status::NullPointer);
    }
    // SAFETY: as above, and checked for NULL. Bytes need no alignment.
    Ok(unsafe { std::slice::from_raw_parts(pointer, length) })
}

/// The buffer of an audio callback. `None` if it is no buffer: NULL, misaligned, or of an impossible size.
///
/// # Safety
/// NULL, or writable for `frames` times `channels` values as long as what is returned.
pub(in crate::ffi) unsafe fn audio_buffer<'a, T>(output: *mut T, frames: usize, channels: u32) -> Option<&'a mut [T]> {
    let count = frames.checked_mul(channels as usize)?;
    let length = count.checked_mul(size_of::<T>())?;
    let is_buffer = length <= LARGEST_INPUT && !output.is_null() && output.is_aligned();
    // SAFETY: as above, and checked for NULL and alignment.
    is_buffer.then(|| unsafe { std::slice::from_raw_parts_mut(output, count) })
}

/// A copy of the caller's bytes. Fails with an error if memory is exhausted.
///
/// # Safety
/// As for `bytes`.
pub(in crate::ffi) unsafe fn copy(pointer: *const u8, length: usize, what: &str) -> Result<Vec<u8>, Error> {
    // SAFETY: as above.
    let bytes = unsafe { bytes(pointer, length, what) }?;
    let mut copy = Vec::new();
    copy.try_reserve_exact(length).map_err(|_| {
        Error::new(Status::Internal, format!("there is no memory for a copy of `{what}` ({length} bytes)"))
    })?;
    copy.extend_from_slice(bytes);
    Ok(copy)
}

/// The caller's values. `pointer` may be NULL if `count` is 0.
///
/// # Safety
/// NULL, or readable for `count` values as long as what is returned.
pub(in crate::ffi) unsafe fn slice<'a, T>(pointer: *const T, count: usize, what: &str) -> Result<&'a [T], Error> {
    check_buffer(pointer, count, what)?;
    if count == 0 {
        return Ok(&[]);
    }
    // SAFETY: as above, and checked for NULL and alignment.
    Ok(unsafe { std::slice::from_raw_parts(pointer, count) })
}

/// The caller's buffer for values. `pointer` may be NULL if `count` is 0.
///
/// # Safety
/// NULL, or writable for `count` values as long as what is returned.
pub(in crate::ffi) unsafe fn slice_mut<'a, T>(pointer: *mut T, count: usize, what: &str) -> Result<&'a mut [T], Error> {
    check_buffer(pointer, count, what)?;
    if count == 0 {
        return Ok(&mut []);
    }
    // SAFETY: as above, and checked for NULL and alignment.
    Ok(unsafe { std::slice::from_raw_parts_mut(pointer, count) })
}

/// Refuses buffers of `count` values each that overlap.
pub(in crate::ffi) fn check_disjoint<A, B>(input: *const A, output: *const B, count: usize) -> Result<(), Error> {
    let end = |start: usize, size: usize| start.saturating_add(count.saturating_mul(size));
    let (input, output) =
        ((input.addr(), end(input.addr(), size_of::<A>())), (output.addr(), end(output.addr(), size_of::<B>())));
    if count == 0 || input.0 == 0 || output.0 == 0 || input.1 <= output.0 || output.1 <= input.0 {
        return Ok(());
    }
    Err(Error::argument("output", "`input` and `output` overlap: give the output a buffer of its own"))
}

fn check_buffer<T>(pointer: *const T, count: usize, what: &str) -> Result<(), Error> {
    if count == 0 {
        return Ok(());
    }
    if pointer.is_null() {
        return Err(Error::null(what));
    }
    if !pointer.is_aligned() {
        return Err(Error::argument(what, format!("`{what}` must be aligned to {} bytes", align_of::<T>())));
    }
    match count.checked_mul(size_of::<T>()) {
        Some(length) if length <= LARGEST_INPUT => Ok(()),
        _ => Err(Error::argument(
            what,
            format!("`{what}` is larger than a call accepts ({LARGEST_INPUT} bytes): check the length"),
        )),
    }
}
