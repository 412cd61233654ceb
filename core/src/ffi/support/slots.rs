//! Slots for the objects behind the handles. A reader takes no lock: one atomic addition pins an object and shows whether
//! it is still there. Writers take a mutex.
//!
//! The atomic word of a slot holds the generation, whether the slot holds an object, and how many readers have pinned it.
//! Because all three change together, no reader can overlook that an object was removed: it either pins the object first,
//! and the writer sees that, or finds that the object is gone. A removed object that is still pinned stays in its slot
//! until a later call of a writer drops it, so that no reader ever runs a destructor.

use std::{
    any::Any,
    cell::UnsafeCell,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

pub(super) type Object = Arc<dyn Any + Send + Sync>;

/// The first chunk has this many slots, and so has the second. Each further one has twice as many as the one before it,
/// so that the slots, once made, never move.
const FIRST_CHUNK: usize = 16;
const CHUNKS: usize = 17;

/// The layout of a slot's word, from the lowest bit: pins, whether the slot holds an object, generation.
const PIN: u64 = 1;
const PINS: u64 = (1 << 31) - 1;
const LIVE: u64 = 1 << 31;
const GENERATION: u64 = 1 << 32;

/// Where an object is: the index of its slot, and the generation of the slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(super) struct Position {
    pub index: usize,
    pub generation: usize,
}

/// A table of objects of several kinds, whose indices have `INDEX_BITS` bits and whose
/// generations have `GENERATION_BITS` bits.
pub(super) struct Slots<K, const INDEX_BITS: u32, const GENERATION_BITS: u32> {
    chunks: [OnceLock<Box<[Slot<K>]>>; CHUNKS],
    writer: Mutex<Writer>,
}

struct Slot<K> {
    word: AtomicU64,
    /// Changed only by a writer, and only while the slot is neither live nor pinned by a reader that saw it live.
    object: UnsafeCell<Option<(K, Object)>>,
}

// SAFETY: the rule at `object` excludes that it is read and changed at the same time. The objects are Send and Sync.
unsafe impl<K: Send + Sync> Sync for Slot<K> {}

/// What only writers use.
#[derive(Default)]
struct Writer {
    /// How many slots were ever used.
    used: usize,
    /// The indices of empty slots, without the retired ones.
    free: Vec<usize>,
    /// The indices of slots whose object was removed while it was pinned.
    graveyard: Vec<usize>,
    live: usize,
}

/// Keeps an object in its slot.
pub(super) struct Pinned<'a, K> {
    slot: &'a Slot<K>,
}

impl<K, const INDEX_BITS: u32, const GENERATION_BITS: u32> Default for Slots<K, INDEX_BITS, GENERATION_BITS> {
    fn default() -> Self {
        const { assert!(locate((1 << INDEX_BITS) - 1).0 < CHUNKS) };
        Self { chunks: [const { OnceLock::new() }; CHUNKS], writer: Mutex::default() }
    }
}

impl<K: Copy + PartialEq, const INDEX_BITS: u32, const GENERATION_BITS: u32> Slots<K, INDEX_BITS, GENERATION_BITS> {
    const LAST_INDEX: usize = (1 << INDEX_BITS) - 1;
    const LAST_GENERATION: u64 = (1 << GENERATION_BITS) - 1;

    /// Pins an object. Wait-free, and allocates nothing. Returns `None` if the object was removed or never existed.
    pub fn pin(&self, position: Position) -> Option<Pinned<'_, K>> {
        let slot = self.slot(position.index)?;
        // Acquire: a reader that sees the slot live sees the object that the writer put there before. The addition
        // comes first and the check second, so that the writer that ends the object's life counts this pin.
        let before = slot.word.fetch_add(PIN, Ordering::Acquire);
        let pinned = Pinned { slot };
        (before & !PINS == word_of(position)).then_some(pinned)
    }

    /// Adds an object. Returns `None` if all slots are in use or retired.
    pub fn insert(&self, object: Object, kind: K) -> Option<Position> {
        self.write(|writer| {
            let index = writer.free.pop().or_else(|| self.make_slot(writer))?;
            let slot = self.slot(index)?;
            // SAFETY: the slot is empty, and the mutex excludes other writers. A reader with an old position may add to
            // the word meanwhile, but sees that the slot is not live, and does not access the object.
            unsafe { *slot.object.get() = Some((kind, object)) };
            writer.live += 1;
            // Release: see `pin`.
            let before = slot.word.fetch_or(LIVE, Ordering::Release);
            Some(Position { index, generation: (before / GENERATION) as usize })
        })
    }

    /// Removes an object and returns it. If a reader has pinned it, the slot keeps a second reference until it is
    /// swept.
    pub fn remove(&self, position: Position, kind: K) -> Option<Object> {
        self.write(|writer| {
            let slot = self.slot(position.index)?;
            // Relaxed: only writers change these bits, and the mutex is locked.
            if slot.word.load(Ordering::Relaxed) & !PINS != word_of(position) {
                return None;
            }
            // SAFETY: only writers change the object.
            let (_, object) = unsafe { &*slot.object.get() }.as_ref().filter(|(of, _)| *of == kind)?;
            let object = Arc::clone(object);
            writer.live -= 1;
            // From here on no reader can pin the object. Acquire: if none has pinned it, the accesses of all that had
            // are over, because each of them released its pin with an operation on this word.
            let before = slot.word.fetch_and(!LIVE, Ordering::Acquire);
            if before & PINS == 0 {
                // `object` is another reference, so no destructor runs here.
                self.empty(writer, position.index);
            } else {
                writer.graveyard.push(position.index);
            }
            Some(object)
        })
    }

    /// All objects of a kind.
    pub fn all(&self, kind: K) -> Vec<Object> {
        let writer = self.lock();
        let slots = (0..writer.used).filter_map(|index| self.slot(index));
        let live = slots.filter(|slot| slot.word.load(Ordering::Relaxed) & LIVE != 0);
        // SAFETY: only writers change the objects, and the mutex is locked.
        let objects = live.filter_map(|slot| unsafe { &*slot.object.get() }.as_ref());
        objects.filter(|(of, _)| *of == kind).map(|(_, object)| Arc::clone(object)).collect()
    }

    /// The number of objects that were inserted and not removed.
    pub fn live(&self) -> usize {
        self.lock().live
    }

    /// Drops removed objects that are no longer pinned.
    pub fn collect(&self) {
        self.write(|_| ());
    }

    /// Runs `body` with the mutex locked, and drops removed objects that are no longer pinned. They are dropped after
    /// the mutex is unlocked, because a destructor may use the table.
    fn write<R>(&self, body: impl FnOnce(&mut Writer) -> R) -> R {
        let mut writer = self.lock();
        let removed = self.sweep(&mut writer);
        let result = body(&mut writer);
        drop(writer);
        drop(removed);
        result
    }

    /// Takes removed objects that are no longer pinned out of their slots.
    fn sweep(&self, writer: &mut Writer) -> Vec<Object> {
        let graveyard = std::mem::take(&mut writer.graveyard);
        let mut objects = Vec::new();
        for index in graveyard {
            // Acquire: as in `remove`. A reader with an old position may hold the count up for a moment; then the slot
            // is swept the next time.
            let pinned = self.slot(index).is_some_and(|slot| slot.word.load(Ordering::Acquire) & PINS != 0);
            if pinned {
                writer.graveyard.push(index);
            } else {
                objects.extend(self.empty(writer, index));
            }
        }
        objects
    }

    /// Empties a slot that is neither live nor pinned.
    fn empty(&self, writer: &mut Writer, index: usize) -> Option<Object> {
        let slot = self.slot(index)?;
        // SAFETY: the mutex is locked, and the callers have seen that no reader uses the object.
        let (_, object) = unsafe { &mut *slot.object.get() }.take()?;
        // A slot whose generations are used up is retired, so that no position is ever used twice.
        if slot.word.load(Ordering::Relaxed) / GENERATION < Self::LAST_GENERATION {
            slot.word.fetch_add(GENERATION, Ordering::Relaxed);
            writer.free.push(index);
        }
        Some(object)
    }

    /// The slot, if it was ever used. Nothing but loads: the chunk is set once, by a writer.
    fn slot(&self, index: usize) -> Option<&Slot<K>> {
        let (chunk, offset) = locate(index);
        self.chunks.get(chunk)?.get()?.get(offset)
    }

    /// The index of a slot that was never used, if there is one.
    fn make_slot(&self, writer: &mut Writer) -> Option<usize> {
        let index = writer.used;
        if index > Self::LAST_INDEX {
            return None;
        }
        let (chunk, offset) = locate(index);
        let length = if chunk == 0 { FIRST_CHUNK } else { FIRST_CHUNK << (chunk - 1) };
        let slots = self.chunks[chunk].get_or_init(|| (0..length).map(|_| Slot::empty()).collect());
        // Generation 0 is never used, so that no small number is a valid token. Added, because a reader with an invented
        // position may have pinned the slot.
        slots[offset].word.fetch_add(GENERATION, Ordering::Relaxed);
        writer.used += 1;
        Some(index)
    }

    fn lock(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K> Slot<K> {
    fn empty() -> Self {
        Self { word: AtomicU64::new(0), object: UnsafeCell::new(None) }
    }
}

impl<K: Copy> Pinned<'_, K> {
    pub fn kind(&self) -> K {
        self.entry().0
    }

    pub fn object(&self) -> &Object {
        &self.entry().1
    }

    fn entry(&self) -> &(K, Object) {
        // SAFETY: `pin` gives this value away only if the slot was live when it was pinned. A writer does not change the
        // object as long as it sees the pin.
        let entry = unsafe { &*self.slot.object.get() };
        entry.as_ref().expect("a live slot holds an object")
    }
}

impl<K> Drop for Pinned<'_, K> {
    fn drop(&mut self) {
        // Release: the writer that finds no pin left sees all accesses as done.
        self.slot.word.fetch_sub(PIN, Ordering::Release);
    }
}

/// The word of a live slot, without its pins.
fn word_of(position: Position) -> u64 {
    (position.generation as u64 * GENERATION) | LIVE
}

/// The chunk of an index, and the offset in it.
const fn locate(index: usize) -> (usize, usize) {
    match (index / FIRST_CHUNK).checked_ilog2() {
        None => (0, index),
        Some(power) => (power as usize + 1, index - (FIRST_CHUNK << power)),
    }
}

#[cfg(test)]
#[path = "slots_tests.rs"]
mod tests;
