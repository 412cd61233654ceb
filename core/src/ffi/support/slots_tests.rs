use super::*;
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, AtomicUsize},
    thread,
};

/// 32 slots in two chunks, with 15 generations each.
type Small = Slots<u8, 5, 4>;
const SLOTS: usize = 32;
const GENERATIONS: usize = 15;

/// Counts the objects that exist, and names the threads that drop them.
struct Counted {
    value: AtomicUsize,
    existing: Arc<AtomicUsize>,
    dropped_by_reader: Arc<AtomicBool>,
}

thread_local! {
    static READER: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.existing.fetch_sub(1, Ordering::Relaxed);
        self.dropped_by_reader.fetch_or(READER.get(), Ordering::Relaxed);
    }
}

#[derive(Default)]
struct Fixture {
    slots: Small,
    existing: Arc<AtomicUsize>,
    dropped_by_reader: Arc<AtomicBool>,
}

impl Fixture {
    fn insert(&self, value: usize) -> Option<Position> {
        self.existing.fetch_add(1, Ordering::Relaxed);
        let (existing, dropped_by_reader) = (Arc::clone(&self.existing), Arc::clone(&self.dropped_by_reader));
        self.slots.insert(Arc::new(Counted { value: value.into(), existing, dropped_by_reader }), 1)
    }

    fn value(&self, position: Position) -> Option<usize> {
        let pinned = self.slots.pin(position)?;
        assert_eq!(pinned.kind(), 1);
        pinned.object().downcast_ref::<Counted>().map(|object| object.value.load(Ordering::Relaxed))
    }

    fn set_value(&self, position: Position, value: usize) {
        let pinned = self.slots.pin(position).unwrap();
        pinned.object().downcast_ref::<Counted>().unwrap().value.store(value, Ordering::Relaxed);
    }

    fn remove(&self, position: Position) -> bool {
        self.slots.remove(position, 1).is_some()
    }

    fn existing(&self) -> usize {
        self.existing.load(Ordering::Relaxed)
    }
}

#[test]
fn an_index_has_one_place() {
    let mut places = BTreeSet::new();
    for index in 0..1 << 12 {
        let (chunk, offset) = locate(index);
        let length = if chunk == 0 { FIRST_CHUNK } else { FIRST_CHUNK << (chunk - 1) };
        assert!(offset < length && places.insert((chunk, offset)), "{index}");
    }
    assert_eq!(locate((1 << 20) - 1), (CHUNKS - 1, (1 << 19) - 1));
}

#[test]
fn an_object_is_found_until_it_is_removed() {
    let fixture = Fixture::default();
    let position = fixture.insert(7).unwrap();
    assert_eq!((fixture.value(position), fixture.slots.live()), (Some(7), 1));
    assert!(fixture.slots.remove(position, 2).is_none(), "of another kind");
    assert!(fixture.remove(position) && !fixture.remove(position));
    assert_eq!((fixture.value(position), fixture.slots.live(), fixture.existing()), (None, 0, 0));
}

#[test]
fn a_position_that_was_never_given_out_is_refused() {
    let fixture = Fixture::default();
    let position = fixture.insert(7).unwrap();
    for index in [0, 1, 15, 16, 31, 32, 1 << 20, usize::MAX / 2] {
        for generation in [0, 1, 2, GENERATIONS, u32::MAX as usize] {
            let other = Position { index, generation };
            if other != position {
                assert_eq!((fixture.value(other), fixture.remove(other)), (None, false), "{other:?}");
            }
        }
    }
}

#[test]
fn a_removed_object_stays_while_it_is_pinned() {
    let fixture = Fixture::default();
    let position = fixture.insert(7).unwrap();
    let pinned = fixture.slots.pin(position).unwrap();
    assert!(fixture.remove(position));
    assert_eq!((fixture.slots.live(), fixture.existing()), (0, 1));
    assert!(fixture.slots.pin(position).is_none());
    // Its slot is not given to another object.
    let other = fixture.insert(8).unwrap();
    assert!(other.index != position.index);
    fixture.slots.collect();
    assert!(pinned.object().downcast_ref::<Counted>().is_some());
    drop(pinned);
    assert_eq!(fixture.existing(), 2, "a reader drops no object");
    fixture.slots.collect();
    assert_eq!(fixture.existing(), 1);
    assert!(fixture.remove(other));
}

#[test]
fn a_destructor_may_use_the_table() {
    struct Uses(Arc<Fixture>);
    impl Drop for Uses {
        fn drop(&mut self) {
            let position = self.0.insert(1).unwrap();
            assert!(self.0.remove(position));
        }
    }
    let fixture = Arc::new(Fixture::default());
    let position = fixture.slots.insert(Arc::new(Uses(Arc::clone(&fixture))), 3).unwrap();
    let pinned = fixture.slots.pin(position);
    drop(fixture.slots.remove(position, 3));
    drop(pinned);
    fixture.slots.collect();
    assert_eq!(fixture.existing(), 0);
}

#[test]
fn every_position_is_given_out_once_until_the_table_is_used_up() {
    let fixture = Fixture::default();
    let mut seen = BTreeSet::new();
    let mut alive = Vec::new();
    // Objects of very different lifetimes.
    while let Some(position) = fixture.insert(seen.len()) {
        assert!(seen.insert((position.index, position.generation)), "{position:?} was given out twice");
        alive.push(position);
        if alive.len() == SLOTS || seen.len() % 3 == 0 {
            let oldest = alive.remove(seen.len() % alive.len());
            assert!(fixture.remove(oldest));
        }
    }
    for position in alive {
        assert!(fixture.remove(position));
    }
    // The last slots may have generations left, which the loop above could not reach while all were in use.
    while let Some(position) = fixture.insert(0) {
        assert!(seen.insert((position.index, position.generation)));
        assert!(fixture.remove(position));
    }
    assert_eq!((seen.len(), fixture.slots.live(), fixture.existing()), (SLOTS * GENERATIONS, 0, 0));
    assert!(seen.iter().all(|&(index, generation)| fixture.value(Position { index, generation }).is_none()));
}

/// Two threads insert and remove until every slot is retired, and two readers pin whatever they find.
#[test]
fn readers_see_an_object_that_is_there_or_none() {
    for _ in 0..if cfg!(miri) { 1 } else { 10 } {
        let fixture = Fixture::default();
        let newest = [const { AtomicUsize::new(0) }; 2];
        let done = AtomicBool::new(false);
        // How many positions were given out. In the end that is all of them, also those of slots whose object was pinned
        // when it was removed.
        let given_out = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    READER.set(true);
                    while !done.load(Ordering::Relaxed) {
                        for newest in &newest {
                            let packed = newest.load(Ordering::Acquire);
                            let position = Position { index: packed >> 8, generation: packed & 0xff };
                            // An object holds its own position, so that a reader notices another one.
                            assert!(fixture.value(position).is_none_or(|value| value == packed));
                        }
                    }
                });
            }
            let writers = newest.each_ref().map(|newest| {
                scope.spawn(|| {
                    while given_out.load(Ordering::Relaxed) < SLOTS * GENERATIONS {
                        let Some(position) = fixture.insert(0) else {
                            thread::yield_now();
                            continue;
                        };
                        let count = given_out.fetch_add(1, Ordering::Relaxed);
                        let packed = position.index << 8 | position.generation;
                        fixture.set_value(position, packed);
                        newest.store(packed, Ordering::Release);
                        if count.is_multiple_of(16) {
                            thread::yield_now();
                        }
                        assert!(fixture.remove(position) && !fixture.remove(position));
                    }
                })
            });
            writers.into_iter().for_each(|writer| writer.join().unwrap());
            done.store(true, Ordering::Relaxed);
        });
        assert!(fixture.insert(0).is_none(), "a position was given out twice");
        fixture.slots.collect();
        assert_eq!(fixture.existing(), 0);
        assert!(!fixture.dropped_by_reader.load(Ordering::Relaxed));
    }
}
