//! The largest figures of all pairs, which docs/testing.md quotes.

use std::sync::Mutex;

struct Totals {
    pairs: u32,
    /// The pairs that were measured more than once.
    repeated: u32,
    time: f64,
    memory: f64,
    left: i64,
}

static TOTALS: Mutex<Totals> = Mutex::new(Totals { pairs: 0, repeated: 0, time: 0.0, memory: 0.0, left: 0 });

/// Adds the pairs of a program, and prints the figures of all programs so far. The notes of the pairs have columns, as
/// `faults.c` prints them.
pub fn add(notes: &[String]) {
    let mut totals = TOTALS.lock().expect("no panic");
    for note in notes {
        let columns: Vec<_> = note.split('|').collect();
        let [_, _, time, memory, left, tries, ..] = columns[..] else { continue };
        totals.pairs += 1;
        totals.repeated += u32::from(word(tries, 1) != "1");
        totals.time = totals.time.max(number(word(time, 2)));
        totals.memory = totals.memory.max(number(word(memory, 2)));
        totals.left = totals.left.max(number(word(left, 1)) as i64);
    }
    let Totals { pairs, repeated, time, memory, left } = *totals;
    println!(
        "faults: {pairs} pairs so far, {repeated} measured again: at most {time:.1} times the time of a healthy call, \
         {memory:.1} times its memory, and {left} bytes left"
    );
}

fn word(column: &str, index: usize) -> &str {
    column.split_whitespace().nth(index).unwrap_or_default()
}

fn number(word: &str) -> f64 {
    word.parse().unwrap_or_else(|_| panic!("faults.c prints {word:?}"))
}
