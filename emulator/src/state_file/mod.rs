//! The state file: keeps the worlds in an SQLite database (`--state`).
//!
//! One thread owns the database. It takes all changes that wait, writes them in one transaction, and then tells each
//! request that its change is stored. Under load one commit serves many turns, and an idle emulator commits at once.
//!
//! A commit is a write to the log beside the file (WAL). It outlives the process, also one that is killed. It is not
//! flushed to the disk each time, so a power failure can lose the last changes, but does not damage the file.

mod database;

use std::io;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use crate::world::{Change, Durable, Store, StoredWorld};
use database::Database;

/// How many jobs are written with one commit at most, so that the first of them does not wait long.
const MAX_BATCH: usize = 1000;

/// Keeps the worlds in a file. The last changes are written when it is dropped.
pub struct StateFile {
    /// `None` only while it is dropped.
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread is to do.
enum Job {
    Load { world: String, reply: Sender<io::Result<StoredWorld>> },
    Write { world: String, changes: Vec<Change>, done: oneshot::Sender<io::Result<()>> },
}

impl StateFile {
    /// Opens the file, or creates it. Another emulator may not use it at the same time.
    pub fn open(path: &Path) -> io::Result<Self> {
        let database = Database::open(path)?;
        let (jobs, waiting) = mpsc::channel();
        let thread =
            thread::Builder::new().name("convai-emulator-state".to_owned()).spawn(move || serve(database, &waiting))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Does nothing if the thread has ended. The receiver of the job's result then reports it.
    fn send(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(job);
        }
    }
}

impl Store for StateFile {
    fn load(&self, world: &str) -> io::Result<StoredWorld> {
        let (reply, result) = mpsc::channel();
        self.send(Job::Load { world: world.to_owned(), reply });
        result.recv().unwrap_or_else(|_| Err(thread_ended()))
    }

    fn submit(&self, world: &str, changes: Vec<Change>) -> Durable {
        let (done, result) = oneshot::channel();
        self.send(Job::Write { world: world.to_owned(), changes, done });
        Box::pin(async { result.await.unwrap_or_else(|_| Err(thread_ended())) })
    }
}

impl Drop for StateFile {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn thread_ended() -> io::Error {
    io::Error::other("the thread that writes the state file has ended")
}

/// Works until all senders are dropped.
fn serve(mut database: Database, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let batch = std::iter::once(first).chain(jobs.try_iter()).take(MAX_BATCH).collect();
        run(&mut database, batch);
    }
}

/// Writes the changes of a batch with one commit, and answers the loads.
fn run(database: &mut Database, batch: Vec<Job>) {
    let mut writes = Vec::new();
    for job in batch {
        match job {
            Job::Write { world, changes, done } => writes.push((world, changes, done)),
            Job::Load { world, reply } => {
                // A world is loaded with the changes that came before.
                write(database, std::mem::take(&mut writes));
                let _ = reply.send(database.load(&world));
            }
        }
    }
    write(database, writes);
}

fn write(database: &mut Database, writes: Vec<(String, Vec<Change>, oneshot::Sender<io::Result<()>>)>) {
    if writes.is_empty() {
        return;
    }
    let changes =
        writes.iter().flat_map(|(world, changes, _)| changes.iter().map(move |change| (world.as_str(), change)));
    let result = database.write(changes);
    for (_, _, done) in writes {
        // A request that was cancelled meanwhile does not wait any more.
        let _ = done.send(match &result {
            Ok(()) => Ok(()),
            Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Character, Token};

    /// A path that is removed at the end.
    struct TempPath(std::path::PathBuf);

    impl TempPath {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("convai-emulator-{}-{name}.db", std::process::id()));
            let _ = std::fs::remove_file(&path);
            Self(path)
        }
    }

    impl Drop for TempPath {
        fn drop(&mut self) {
            for suffix in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{suffix}", self.0.display()));
            }
        }
    }

    fn character(id: &str, name: &str) -> Change {
        Change::Character(Character { id: id.to_owned(), name: name.to_owned(), ..Character::public() })
    }

    fn counter(value: u64) -> Change {
        Change::Counter { name: "n".to_owned(), value }
    }

    /// Waits without a runtime.
    fn finish(durable: Durable) -> io::Result<()> {
        tokio::runtime::Builder::new_current_thread().build()?.block_on(durable)
    }

    #[test]
    fn what_was_stored_is_there_after_the_next_start() {
        let path = TempPath::new("restart");
        {
            let state = StateFile::open(&path.0).expect("a file");
            drop(state.submit("", vec![character("b", "Bo"), character("a", "Ada"), counter(1)]));
            drop(state.submit("", vec![character("b", "Bob"), counter(2)]));
            finish(state.submit("other", vec![character("c", "Cy")])).expect("stored");
        }
        let state = StateFile::open(&path.0).expect("the same file");
        let world = state.load("").expect("a world");
        let names: Vec<&str> = world.characters.iter().map(|character| character.name.as_str()).collect();
        assert_eq!(names, ["Bob", "Ada"], "in the order of creation");
        assert_eq!(world.counters, [("n".to_owned(), 2)]);
        assert_eq!(state.load("other").expect("a world").characters.len(), 1);
        drop(state.submit("", vec![Change::CharacterRemoved { id: "b".to_owned() }]));
        assert_eq!(state.load("").expect("a world").characters.len(), 1);
        drop(state.submit("", vec![Change::Reset]));
        assert!(state.load("").expect("a world").characters.is_empty());
        assert_eq!(state.load("other").expect("a world").characters.len(), 1, "a reset is for one world");
    }

    #[test]
    fn a_file_in_use_and_a_foreign_file_are_refused() {
        let path = TempPath::new("in-use");
        let first = StateFile::open(&path.0).expect("a file");
        let error = StateFile::open(&path.0).map(|_| ()).expect_err("in use");
        assert!(error.to_string().contains("another program uses it"), "{error}");
        drop(first);
        StateFile::open(&path.0).expect("free again");

        let path = TempPath::new("foreign");
        std::fs::write(
            &path.0,
            "no database, but longer than the header of one, which has a hundred bytes. ".repeat(20),
        )
        .expect("a file");
        let error = StateFile::open(&path.0).map(|_| ()).expect_err("foreign");
        assert!(error.to_string().contains("is not a state file"), "{error}");
        let path = TempPath::new("database");
        let other = rusqlite::Connection::open(&path.0).expect("a database");
        other.execute_batch("CREATE TABLE theirs (value TEXT)").expect("a table");
        drop(other);
        let error = StateFile::open(&path.0).map(|_| ()).expect_err("foreign");
        assert!(error.to_string().contains("is not a state file"), "{error}");
    }

    #[test]
    fn a_file_of_the_first_version_is_upgraded() {
        let path = TempPath::new("first");
        let state = StateFile::open(&path.0).expect("a file");
        finish(state.submit("", vec![character("a", "Ada")])).expect("stored");
        drop(state);
        let first = rusqlite::Connection::open(&path.0).expect("a database");
        first.execute_batch("DROP TABLE tokens; PRAGMA user_version = 1").expect("the tables of the first version");
        drop(first);
        let state = StateFile::open(&path.0).expect("the same file");
        let token = Token { token: "t".to_owned(), user: "user-1".to_owned(), expires: 5, revoked: false };
        drop(state.submit("", vec![Change::Token(token)]));
        let world = state.load("").expect("a world");
        assert_eq!((world.characters.len(), world.tokens.len(), world.tokens[0].expires), (1, 1, 5));
    }

    #[test]
    fn a_file_of_a_later_version_is_refused() {
        let path = TempPath::new("later");
        drop(StateFile::open(&path.0).expect("a file"));
        let later = rusqlite::Connection::open(&path.0).expect("a database");
        later.pragma_update(None, "user_version", 99).expect("a version");
        drop(later);
        let error = StateFile::open(&path.0).map(|_| ()).expect_err("later");
        assert!(error.to_string().contains("later version"), "{error}");
    }
}
