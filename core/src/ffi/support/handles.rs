//! The table behind the handles. The value of a handle is a token: the index of a slot, the slot's generation, a kind
//! and an epoch, which differs between a parent and its forked child. The token is never dereferenced, so that a handle
//! which is NULL, stale, of another kind or invented gives an error.

use super::{
    fork,
    per_process::PerProcess,
    slots::{Position, Slots},
};
use crate::api::{Error, Status};
use std::{any::Any, sync::Arc};

/// The kind of object that a token names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(in crate::ffi) enum Kind {
    Client = 1,
    Operation = 2,
    Conversation = 3,
    Utterance = 4,
    Queue = 5,
    Playback = 6,
}

impl Kind {
    const ALL: [Kind; 6] =
        [Kind::Client, Kind::Operation, Kind::Conversation, Kind::Utterance, Kind::Queue, Kind::Playback];

    fn name(self) -> &'static str {
        match self {
            Kind::Client => "client",
            Kind::Operation => "operation",
            Kind::Conversation => "conversation",
            Kind::Utterance => "utterance",
            Kind::Queue => "queue",
            Kind::Playback => "playback",
        }
    }

    fn name_with_article(self) -> &'static str {
        match self {
            Kind::Client => "a client",
            Kind::Operation => "an operation",
            Kind::Conversation => "a conversation",
            Kind::Utterance => "an utterance",
            Kind::Queue => "a queue",
            Kind::Playback => "a playback",
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

const fn mask(width: u32) -> usize {
    (1 << width) - 1
}

const fn field(token: usize, at: u32, width: u32) -> usize {
    (token >> at) & mask(width)
}

fn token(position: Position, kind: Kind) -> usize {
    let epoch = fork::epoch() as usize & mask(bits::EPOCH);
    1 | (kind as usize) << 1 | epoch << EPOCH_AT | position.index << INDEX_AT | position.generation << GENERATION_AT
}

type Table = Slots<Kind, { bits::INDEX }, { bits::GENERATION }>;

static TABLE: PerProcess<Table> = PerProcess::new();

/// Adds an object to the table and returns its token.
pub(in crate::ffi) fn insert<T: Any + Send + Sync, H>(object: Arc<T>, kind: Kind) -> Result<*mut H, Error> {
    let position = TABLE.get().insert(object, kind).ok_or_else(|| {
        Error::new(Status::Internal, "too many objects are alive: free those that are no longer needed")
    })?;
    Ok(std::ptr::without_provenance_mut(token(position, kind)))
}

/// Looks an object up. The `Arc` keeps it alive, even if another thread frees the handle in the meantime.
pub(in crate::ffi) fn get<T: Any + Send + Sync>(token: usize, kind: Kind) -> Result<Arc<T>, Error> {
    let found = check(token, kind).and_then(|position| {
        let pinned = TABLE.get().pin(position).filter(|pinned| pinned.kind() == kind).ok_or(Refusal::Freed)?;
        Arc::clone(pinned.object()).downcast().map_err(|_| Refusal::Freed)
    });
    found.map_err(|refusal| refusal.error(kind))
}

/// Looks an object up and runs `body` with it, for the thread of an audio callback: it waits for nothing, allocates
/// nothing and frees nothing, whatever the token is. If another thread frees the handle meanwhile, a later call on
/// another thread drops the object.
pub(in crate::ffi) fn with<T: Any + Send + Sync, R>(
    token: usize,
    kind: Kind,
    body: impl FnOnce(&T) -> R,
) -> Result<R, Status> {
    let position = check(token, kind).map_err(Refusal::status)?;
    // Without a table there is no object.
    let pinned = TABLE.existing().and_then(|table| table.pin(position)).filter(|pinned| pinned.kind() == kind);
    let pinned = pinned.ok_or(Status::BadHandle)?;
    pinned.object().downcast_ref().map(body).ok_or(Status::BadHandle)
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
    let removed = check(token, kind).and_then(|position| TABLE.get().remove(position, kind).ok_or(Refusal::Freed));
    let object = removed.map_err(|refusal| refusal.error(kind))?;
    // SAFETY: as above.
    unsafe { variable.write_unaligned(std::ptr::null_mut()) };
    Ok(object.downcast().ok())
}

/// All objects of a kind.
pub(in crate::ffi) fn all<T: Any + Send + Sync>(kind: Kind) -> Vec<Arc<T>> {
    TABLE.get().all(kind).into_iter().filter_map(|object| object.downcast().ok()).collect()
}

/// The number of objects that are alive.
pub(in crate::ffi) fn live() -> usize {
    TABLE.get().live()
}

/// Drops objects that were removed while a call used them.
pub(in crate::ffi) fn collect() {
    TABLE.get().collect();
}

/// Why a token is refused. An audio thread needs no more than the status; an error has a message.
#[derive(Clone, Copy)]
enum Refusal {
    Null,
    OfKind(Kind),
    Invented,
    OfParent,
    Freed,
}

impl Refusal {
    fn status(self) -> Status {
        match self {
            Refusal::OfParent => Status::Forked,
            Refusal::Null | Refusal::OfKind(_) | Refusal::Invented | Refusal::Freed => Status::BadHandle,
        }
    }

    fn error(self, expected: Kind) -> Error {
        let (kind, with_article) = (expected.name(), expected.name_with_article());
        let message = match self {
            Refusal::Null => format!("the {kind} is NULL"),
            Refusal::OfKind(of) => format!("{} was passed where {with_article} is expected", of.name_with_article()),
            Refusal::Invented => format!("the value is not a {kind} of this library"),
            Refusal::OfParent => {
                format!("the {kind} belongs to the parent process: create a new client after fork()")
            }
            Refusal::Freed => format!("the {kind} was freed already"),
        };
        Error::new(self.status(), message)
    }
}

/// Checks everything that needs no access to the table.
fn check(token: usize, kind: Kind) -> Result<Position, Refusal> {
    if token == 0 {
        return Err(Refusal::Null);
    }
    let of = Kind::ALL.into_iter().find(|of| *of as usize == field(token, 1, KIND_BITS));
    match of {
        Some(of) if token & 1 == 1 && of == kind => {}
        Some(of) if token & 1 == 1 => return Err(Refusal::OfKind(of)),
        _ => return Err(Refusal::Invented),
    }
    if field(token, EPOCH_AT, bits::EPOCH) != fork::epoch() as usize & mask(bits::EPOCH) {
        return Err(Refusal::OfParent);
    }
    Ok(Position {
        index: field(token, INDEX_AT, bits::INDEX),
        generation: field(token, GENERATION_AT, bits::GENERATION),
    })
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
