//! The table behind the handles. The value of a handle is a token: the index of a slot, the slot's generation, a kind
//! and an epoch, which differs between a parent and its forked child. The token is never dereferenced, so that a handle
//! which is NULL, stale, of another kind or invented gives an error.

use super::{fork, per_process::PerProcess};
use crate::api::{Error, Status};
use std::{
    any::Any,
    sync::{Arc, PoisonError, RwLock},
};

/// The kind of object that a token names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(in crate::ffi) enum Kind {
    Client = 1,
    Operation = 2,
    Conversation = 3,
    Utterance = 4,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Client, Kind::Operation, Kind::Conversation, Kind::Utterance];

    fn name(self) -> &'static str {
        match self {
            Kind::Client => "client",
            Kind::Operation => "operation",
            Kind::Conversation => "conversation",
            Kind::Utterance => "utterance",
        }
    }

    fn name_with_article(self) -> &'static str {
        match self {
            Kind::Client => "a client",
            Kind::Operation => "an operation",
            Kind::Conversation => "a conversation",
            Kind::Utterance => "an utterance",
        }
    }
}

/// The layout of a token, from the lowest bit: always 1 (so that no address of an aligned object is a token), kind,
/// epoch, index, generation.
#[cfg(target_pointer_width = "64")]
mod bits {
    pub const EPOCH: u32 = 8;
    pub const INDEX: u32 = 20;
    pub const GENERATION: u32 = 32;
}
#[cfg(target_pointer_width = "32")]
mod bits {
    pub const EPOCH: u32 = 2;
    pub const INDEX: u32 = 14;
    pub const GENERATION: u32 = 12;
}
const KIND_BITS: u32 = 3;
const EPOCH_AT: u32 = 1 + KIND_BITS;
const INDEX_AT: u32 = EPOCH_AT + bits::EPOCH;
const GENERATION_AT: u32 = INDEX_AT + bits::INDEX;
const LAST_GENERATION: usize = mask(bits::GENERATION);

const fn mask(width: u32) -> usize {
    (1 << width) - 1
}

const fn field(token: usize, at: u32, width: u32) -> usize {
    (token >> at) & mask(width)
}

fn token(index: usize, generation: usize, kind: Kind) -> usize {
    let epoch = fork::epoch() as usize & mask(bits::EPOCH);
    1 | (kind as usize) << 1 | epoch << EPOCH_AT | index << INDEX_AT | generation << GENERATION_AT
}

type Object = Arc<dyn Any + Send + Sync>;

#[derive(Default)]
struct Table(RwLock<Slots>);

static TABLE: PerProcess<Table> = PerProcess::new();

#[derive(Default)]
struct Slots {
    slots: Vec<Slot>,
    free: Vec<usize>,
    live: usize,
}

struct Slot {
    generation: usize,
    object: Option<(Kind, Object)>,
}

/// Adds an object to the table and returns its token.
pub(in crate::ffi) fn insert<T: Any + Send + Sync, H>(object: Arc<T>, kind: Kind) -> Result<*mut H, Error> {
    let mut table = TABLE.get().0.write().unwrap_or_else(PoisonError::into_inner);
    let index = match table.free.pop() {
        Some(index) => index,
        None if table.slots.len() > mask(bits::INDEX) => {
            return Err(Error::new(
                Status::Internal,
                "too many objects are alive: free those that are no longer needed",
            ));
        }
        None => {
            // Generation 0 is never used, so that no small number is a valid token.
            table.slots.push(Slot { generation: 1, object: None });
            table.slots.len() - 1
        }
    };
    table.live += 1;
    let slot = &mut table.slots[index];
    slot.object = Some((kind, object));
    Ok(std::ptr::without_provenance_mut(token(index, slot.generation, kind)))
}

/// Looks an object up. The `Arc` keeps it alive, even if another thread frees the handle in the meantime.
pub(in crate::ffi) fn get<T: Any + Send + Sync>(token: usize, kind: Kind) -> Result<Arc<T>, Error> {
    let index = check(token, kind)?;
    let table = TABLE.get().0.read().unwrap_or_else(PoisonError::into_inner);
    let object = table.find(index, token).ok_or_else(|| stale(kind))?;
    Arc::clone(object).downcast().map_err(|_| stale(kind))
}

/// Removes an object from the table and sets the caller's variable to NULL. Returns `None` for NULL.
///
/// # Safety
/// `variable` is NULL or valid.
pub(in crate::ffi) unsafe fn remove<T: Any + Send + Sync, H>(
    variable: *mut *mut H,
    kind: Kind,
) -> Result<Option<Arc<T>>, Error> {
    if variable.is_null() {
        return Ok(None);
    }
    // SAFETY: as above. The variable may be part of a packed struct, so its address may be unaligned.
    let token = unsafe { variable.read_unaligned() }.addr();
    if token == 0 {
        return Ok(None);
    }
    let index = check(token, kind)?;
    let object = {
        let mut table = TABLE.get().0.write().unwrap_or_else(PoisonError::into_inner);
        table.find(index, token).ok_or_else(|| stale(kind))?;
        table.empty(index)
    };
    // SAFETY: as above.
    unsafe { variable.write_unaligned(std::ptr::null_mut()) };
    Ok(object.and_then(|object| object.downcast().ok()))
}

/// All objects of a kind.
pub(in crate::ffi) fn all<T: Any + Send + Sync>(kind: Kind) -> Vec<Arc<T>> {
    let table = TABLE.get().0.read().unwrap_or_else(PoisonError::into_inner);
    let of_kind = table.slots.iter().filter_map(|slot| slot.object.as_ref()).filter(|(of, _)| *of == kind);
    of_kind.filter_map(|(_, object)| Arc::clone(object).downcast().ok()).collect()
}

/// The number of objects that are alive.
pub(in crate::ffi) fn live() -> usize {
    TABLE.get().0.read().unwrap_or_else(PoisonError::into_inner).live
}

impl Slots {
    fn find(&self, index: usize, token: usize) -> Option<&Object> {
        let slot = self.slots.get(index)?;
        let (kind, object) = slot.object.as_ref()?;
        // A token with a changed kind must not free an object of another kind.
        let same_kind = *kind as usize == field(token, 1, KIND_BITS);
        (same_kind && slot.generation == field(token, GENERATION_AT, bits::GENERATION)).then_some(object)
    }

    fn empty(&mut self, index: usize) -> Option<Object> {
        let slot = &mut self.slots[index];
        let (_, object) = slot.object.take()?;
        self.live -= 1;
        // A slot whose generations are used up is retired, so that no token is ever used twice.
        if slot.generation < LAST_GENERATION {
            slot.generation += 1;
            self.free.push(index);
        }
        Some(object)
    }
}

/// Checks everything that needs no access to the table, and returns the index.
fn check(token: usize, kind: Kind) -> Result<usize, Error> {
    if token == 0 {
        return Err(Error::new(Status::BadHandle, format!("the {} is NULL", kind.name())));
    }
    let of = Kind::ALL.into_iter().find(|of| *of as usize == field(token, 1, KIND_BITS));
    match of {
        Some(of) if token & 1 == 1 && of == kind => {}
        Some(of) if token & 1 == 1 => {
            return Err(Error::new(
                Status::BadHandle,
                format!("{} was passed where {} is expected", of.name_with_article(), kind.name_with_article()),
            ));
        }
        _ => {
            return Err(Error::new(Status::BadHandle, format!("the value is not a {} of this library", kind.name())));
        }
    }
    if field(token, EPOCH_AT, bits::EPOCH) != fork::epoch() as usize & mask(bits::EPOCH) {
        return Err(Error::new(
            Status::Forked,
            format!("the {} belongs to the parent process: create a new client after fork()", kind.name()),
        ));
    }
    Ok(field(token, INDEX_AT, bits::INDEX))
}

fn stale(kind: Kind) -> Error {
    Error::new(Status::BadHandle, format!("the {} was freed already", kind.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inserted(value: u32) -> *mut () {
        insert(Arc::new(value), Kind::Operation).unwrap()
    }

    #[test]
    fn a_token_finds_its_object_until_it_is_removed() {
        let mut token = inserted(7);
        let copy = token;
        assert_eq!(*get::<u32>(token.addr(), Kind::Operation).unwrap(), 7);
        assert_eq!(unsafe { remove::<u32, _>(&mut token, Kind::Operation) }.unwrap().as_deref(), Some(&7));
        assert!(token.is_null());
        assert_eq!(unsafe { remove::<u32, _>(&mut token, Kind::Operation) }.unwrap(), None);
        assert_eq!(get::<u32>(copy.addr(), Kind::Operation).unwrap_err().status, Status::BadHandle);
    }

    #[test]
    fn a_reused_slot_does_not_revive_the_old_token() {
        let mut first = inserted(1);
        let old = first;
        unsafe { remove::<u32, _>(&mut first, Kind::Operation) }.unwrap();
        let mut others: Vec<_> = (0..64).map(inserted).collect();
        assert!(!others.contains(&old));
        assert!(get::<u32>(old.addr(), Kind::Operation).is_err());
        for token in &mut others {
            unsafe { remove::<u32, _>(token, Kind::Operation) }.unwrap();
        }
    }

    #[test]
    fn a_value_that_is_not_a_token_of_the_kind_is_refused() {
        let mut token = inserted(1);
        for invented in
            [0, 1, 2, 3, 0x1000, usize::MAX, usize::MAX - 1, token.addr() ^ 1, token.addr() ^ (1 << GENERATION_AT)]
        {
            assert_eq!(get::<u32>(invented, Kind::Operation).unwrap_err().status, Status::BadHandle, "{invented:#x}");
        }
        assert_eq!(get::<u32>(token.addr(), Kind::Client).unwrap_err().status, Status::BadHandle);
        let of_another_kind = (Kind::Operation as usize ^ Kind::Client as usize) << 1;
        let mut tampered: *mut () = std::ptr::without_provenance_mut(token.addr() ^ of_another_kind);
        assert!(unsafe { remove::<u32, _>(&mut tampered, Kind::Client) }.is_err());
        assert!(get::<u32>(token.addr(), Kind::Operation).is_ok());
        let of_another_process = token.addr() ^ (1 << EPOCH_AT);
        assert_eq!(get::<u32>(of_another_process, Kind::Operation).unwrap_err().status, Status::Forked);
        unsafe { remove::<u32, _>(&mut token, Kind::Operation) }.unwrap();
    }
}
