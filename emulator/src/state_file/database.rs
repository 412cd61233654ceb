//! The tables of the state file.

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, Row, params};
use serde::de::DeserializeOwned;

use crate::world::{Change, Character, MAX_SESSIONS, MAX_TURNS, StoredSession, StoredWorld, Token, Turn};

/// Marks the file as a state file: "NPCs" in ASCII.
const APPLICATION_ID: i32 = 0x4e50_4373;
/// Grows with each change of the tables.
const VERSION: i32 = 2;
/// How long to wait for another program to finish with the file.
const BUSY_TIMEOUT: Duration = Duration::from_millis(500);

/// `position` keeps the order in which rows were added, also when a row is changed later.
const TABLES: &str = "
    CREATE TABLE characters (
        position INTEGER PRIMARY KEY,
        world TEXT NOT NULL,
        id TEXT NOT NULL,
        details TEXT NOT NULL,
        UNIQUE (world, id)
    );
    CREATE TABLE counters (
        world TEXT NOT NULL,
        name TEXT NOT NULL,
        value INTEGER NOT NULL,
        PRIMARY KEY (world, name)
    ) WITHOUT ROWID;
    CREATE TABLE sessions (
        position INTEGER PRIMARY KEY,
        world TEXT NOT NULL,
        character TEXT NOT NULL,
        session TEXT NOT NULL,
        memory TEXT NOT NULL,
        UNIQUE (world, character, session)
    );
    CREATE TABLE turns (
        position INTEGER PRIMARY KEY,
        session INTEGER NOT NULL REFERENCES sessions (position) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        time TEXT NOT NULL,
        user TEXT NOT NULL,
        reply TEXT NOT NULL
    );
    CREATE INDEX turns_of_session ON turns (session, position);
";

/// What version 2 added.
const TABLES_2: &str = "
    CREATE TABLE tokens (
        position INTEGER PRIMARY KEY,
        world TEXT NOT NULL,
        token TEXT NOT NULL,
        details TEXT NOT NULL,
        UNIQUE (world, token)
    );
";

pub struct Database(Connection);

impl Database {
    pub fn open(path: &Path) -> io::Result<Self> {
        let describe = |error: rusqlite::Error| open_error(path, &error);
        let connection = Connection::open(path).map_err(describe)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(describe)?;
        // One emulator has the file for itself: what another one writes would not be seen.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE").map_err(describe)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(describe)?;
        check(&connection, path)?;
        let mode: String =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)).map_err(describe)?;
        if mode != "wal" {
            return Err(io::Error::other(format!(
                "{}: this file system does not support SQLite's WAL",
                path.display()
            )));
        }
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(describe)?;
        create_tables(&connection).map_err(describe)?;
        Ok(Self(connection))
    }

    pub fn load(&self, world: &str) -> io::Result<StoredWorld> {
        self.load_tables(world).map_err(io::Error::other)
    }

    fn load_tables(&self, world: &str) -> rusqlite::Result<StoredWorld> {
        Ok(StoredWorld {
            characters: self.details::<Character>("characters", world)?,
            counters: self.rows("SELECT name, value FROM counters WHERE world = ?", world, |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
            })?,
            sessions: self.load_sessions(world)?,
            tokens: self.details::<Token>("tokens", world)?,
        })
    }

    /// The rows of a table whose details are JSON, in their order. One that cannot be read, such as that of a later version,
    /// is left out.
    fn details<T: DeserializeOwned>(&self, table: &str, world: &str) -> rusqlite::Result<Vec<T>> {
        let sql = format!("SELECT details FROM {table} WHERE world = ? ORDER BY position");
        let details = self.rows(&sql, world, |row| row.get::<_, String>(0))?;
        Ok(details.iter().filter_map(|details| serde_json::from_str(details).ok()).collect())
    }

    /// The newest sessions with their newest turns, the oldest first.
    fn load_sessions(&self, world: &str) -> rusqlite::Result<Vec<StoredSession>> {
        let newest = format!(
            "SELECT position, character, session, memory FROM sessions WHERE world = ?
             ORDER BY position DESC LIMIT {MAX_SESSIONS}"
        );
        let mut turns = self.0.prepare(&format!(
            "SELECT number, time, user, reply FROM turns WHERE session = ? ORDER BY position DESC LIMIT {MAX_TURNS}"
        ))?;
        let mut sessions = Vec::new();
        for (position, mut session) in self.rows(&newest, world, stored_session)? {
            session.turns = turns.query_map([position], stored_turn)?.collect::<Result<_, _>>()?;
            session.turns.reverse();
            sessions.push(session);
        }
        sessions.reverse();
        Ok(sessions)
    }

    fn rows<T>(&self, sql: &str, world: &str, read: fn(&Row) -> rusqlite::Result<T>) -> rusqlite::Result<Vec<T>> {
        self.0.prepare(sql)?.query_map([world], read)?.collect()
    }

    /// Writes all changes, each with the name of its world, or none.
    pub fn write<'a>(&mut self, changes: impl Iterator<Item = (&'a str, &'a Change)>) -> io::Result<()> {
        let transaction = self.0.transaction().map_err(io::Error::other)?;
        for (world, change) in changes {
            apply(&transaction, world, change).map_err(io::Error::other)?;
        }
        transaction.commit().map_err(io::Error::other)
    }
}

fn apply(connection: &Connection, world: &str, change: &Change) -> rusqlite::Result<()> {
    match change {
        Change::Character(character) => {
            let details = serde_json::to_string(character).unwrap_or_default();
            connection.execute(
                "INSERT INTO characters (world, id, details) VALUES (?, ?, ?)
                 ON CONFLICT (world, id) DO UPDATE SET details = excluded.details",
                params![world, character.id, details],
            )?;
        }
        Change::CharacterRemoved { id } => {
            connection.execute("DELETE FROM characters WHERE world = ? AND id = ?", [world, id])?;
            connection.execute("DELETE FROM sessions WHERE world = ? AND character = ?", [world, id])?;
        }
        Change::Counter { name, value } => {
            connection.execute(
                "INSERT OR REPLACE INTO counters (world, name, value) VALUES (?, ?, ?)",
                params![world, name, value.cast_signed()],
            )?;
        }
        Change::Turn { character, session, turn, memory } => {
            let position: i64 = connection.query_row(
                "INSERT INTO sessions (world, character, session, memory) VALUES (?, ?, ?, ?)
                 ON CONFLICT (world, character, session) DO UPDATE SET memory = excluded.memory RETURNING position",
                [world, character, session, memory],
                |row| row.get(0),
            )?;
            connection.execute(
                "INSERT INTO turns (session, number, time, user, reply) VALUES (?, ?, ?, ?, ?)",
                params![position, turn.number.cast_signed(), turn.time, turn.user, turn.reply],
            )?;
        }
        Change::SessionRemoved { character, session } => {
            connection.execute(
                "DELETE FROM sessions WHERE world = ? AND character = ? AND session = ?",
                [world, character, session],
            )?;
        }
        Change::Token(token) => {
            let details = serde_json::to_string(token).unwrap_or_default();
            connection.execute(
                "INSERT INTO tokens (world, token, details) VALUES (?, ?, ?)
                 ON CONFLICT (world, token) DO UPDATE SET details = excluded.details",
                params![world, token.token, details],
            )?;
        }
        Change::Reset => {
            for table in ["characters", "counters", "sessions", "tokens"] {
                connection.execute(&format!("DELETE FROM {table} WHERE world = ?"), [world])?;
            }
        }
    }
    Ok(())
}

fn stored_session(row: &Row) -> rusqlite::Result<(i64, StoredSession)> {
    let session =
        StoredSession { character: row.get(1)?, session: row.get(2)?, memory: row.get(3)?, turns: Vec::new() };
    Ok((row.get(0)?, session))
}

fn stored_turn(row: &Row) -> rusqlite::Result<Turn> {
    Ok(Turn { number: row.get::<_, i64>(0)?.cast_unsigned(), time: row.get(1)?, user: row.get(2)?, reply: row.get(3)? })
}

/// Refuses files that are not state files, before anything is written to them.
fn check(connection: &Connection, path: &Path) -> io::Result<()> {
    let describe = |error: rusqlite::Error| open_error(path, &error);
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0)).map_err(describe);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(describe)?;
    let refuse =
        |problem: &str| Err(io::Error::new(io::ErrorKind::InvalidData, format!("{} {problem}", path.display())));
    match (pragma("application_id")?, pragma("user_version")?) {
        (0, _) if tables == 0 => Ok(()),
        (APPLICATION_ID, 1..=VERSION) => Ok(()),
        (APPLICATION_ID, _) => refuse("was written by a later version of the emulator; use that, or another file"),
        _ => refuse("is not a state file of the emulator; choose another path"),
    }
}

fn create_tables(connection: &Connection) -> rusqlite::Result<()> {
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let missing = match version {
        VERSION => return Ok(()),
        1 => TABLES_2.to_owned(),
        _ => format!("{TABLES}{TABLES_2}"),
    };
    connection.execute_batch(&format!(
        "BEGIN; {missing} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; COMMIT;"
    ))
}

fn open_error(path: &Path, error: &rusqlite::Error) -> io::Error {
    let path = path.display();
    let message = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            format!("{path} cannot be opened: another program uses it, such as a second emulator")
        }
        Some(ErrorCode::NotADatabase) => format!("{path} is not a state file of the emulator; choose another path"),
        _ => format!("{path} cannot be opened: {error}"),
    };
    io::Error::other(message)
}
