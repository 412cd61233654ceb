//! The state file: what a client has seen a reply to is there after a restart, also when the process was killed.

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::common::{TestServer, body, key, text, try_read_response};
use convai_emulator::{Config, Emulator, Options, PUBLIC_CHARACTER_ID as PELL};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_convai-emulator");

/// A folder for state files, which is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("convai-emulator-state-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn options(&self) -> Options {
        Options { state: Some(self.0.join("state.db")), ..Options::default() }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn characters_and_sessions_survive_a_restart() {
    let folder = Folder::new("restart");
    let (kept, deleted, session) = {
        let server = TestServer::with(folder.options());
        let kept = server.create_character();
        let deleted = server.create_character();
        let session = text(&server.say(&kept, "-1", "My name is Ada."), "sessionID");
        server.say(&kept, &session, "Where are you?");
        server.post("/character/update", &json!({ "charID": kept, "charName": "Red" }));
        server.post("/character/delete", &json!({ "charID": deleted }));
        (kept, deleted, session)
    };
    let server = TestServer::with(folder.options());
    assert_eq!(body(server.post("/character/get", &json!({ "charID": kept })))["character_name"], "Red");
    assert_eq!(server.post("/character/get", &json!({ "charID": deleted })).status(), 400);
    // The character remembers what was said before the restart.
    let reply = text(&server.say(&kept, &session, "What is my name?"), "text");
    assert!(reply.contains("Ada"), "{reply}");
    let characters = server.get_control("characters");
    let red = characters.as_array().and_then(|all| all.iter().find(|one| one["character_id"] == kept.as_str()));
    assert_eq!(red.expect("the character")["sessions"], json!([{ "session_id": session, "turns": 3 }]));
    // Ids go on where they were: none is given twice.
    let next = server.create_character();
    assert!(next != kept && next != deleted, "{next}");
    assert_ne!(text(&server.say(&kept, "-1", "Hello."), "sessionID"), session);
}

#[test]
fn the_history_and_the_usage_survive_a_restart() {
    let folder = Folder::new("history");
    let history = |server: &TestServer, session: &str| {
        let list = body(server.post("/character/chatHistory/list", &json!({ "charID": PELL, "limit": "-1" })));
        let fields = json!({ "charID": PELL, "sessionID": session });
        let details = server.post("/character/chatHistory/details", &fields);
        (list, details.status().as_u16(), body(details))
    };
    let usage =
        |server: &TestServer| body(server.post("/user/user-api-usage", &json!({})))["usage_v2"]["metrics"].clone();
    let (kept, deleted, before, used) = {
        let server = TestServer::with(folder.options());
        let kept = text(&server.say(PELL, "-1", "My name is Ada."), "sessionID");
        // More than a session keeps: the list still has the time of the first turn.
        for turn in 0..70 {
            server.say(PELL, &kept, &turn.to_string());
        }
        let deleted = text(&server.say(PELL, "-1", "Hi"), "sessionID");
        let delete = json!({ "charID": PELL, "sessionIDs": [deleted] });
        assert_eq!(server.post("/character/chatHistory/delete", &delete).status(), 200);
        let before = history(&server, &kept);
        assert_eq!(before.2.as_array().map(Vec::len), Some(64));
        (kept, deleted, before, usage(&server))
    };
    let server = TestServer::with(folder.options());
    assert_eq!(usage(&server), used);
    assert_eq!(used[0], json!({ "id": "interactions", "usage_details": [{ "limit": 3000, "usage": 72 }] }));
    assert_eq!(history(&server, &kept), before);
    assert_eq!(history(&server, &deleted).1, 400);
}

#[test]
fn a_story_and_the_section_of_a_session_survive_a_restart() {
    let folder = Folder::new("story");
    let post = |server: &TestServer, path: &str, fields: Value| {
        let response = server.post(&format!("/character/{path}"), &fields);
        assert_eq!(response.status(), 200, "{path}");
        body(response)
    };
    let (id, session, before) = {
        let server = TestServer::with(folder.options());
        let id = server.create_character();
        let create = |name: &str| {
            let fields = json!({ "character_id": id, "section_name": name, "objective": "" });
            text(&post(&server, "narrative/create-section", fields), "section_id")
        };
        let (first, second) = (create("Welcome"), create("Tour"));
        let decisions = json!({ "decisions": [{ "criteria": "tour", "next_section_id": second }] });
        let edit = json!({ "character_id": id, "section_id": first, "updated_data": decisions });
        post(&server, "narrative/edit-section", edit);
        let trigger = json!({ "character_id": id, "trigger_name": "t", "trigger_message": "" });
        post(&server, "narrative/create-trigger", trigger);
        post(&server, "toggle-is-narrative-driven", json!({ "character_id": id, "is_narrative_driven": true }));
        let session = text(&server.say(&id, "-1", "The tour, please."), "sessionID");
        let current = json!({ "character_id": id, "session_id": session });
        (id, session, post(&server, "narrative/get-current-section", current))
    };
    assert_eq!(before["section_name"], "Tour");
    let server = TestServer::with(folder.options());
    let current = json!({ "character_id": id, "session_id": session });
    assert_eq!(post(&server, "narrative/get-current-section", current), before);
    let count = |path: &str| post(&server, path, json!({ "character_id": id })).as_array().map(Vec::len);
    assert_eq!([count("narrative/list-sections"), count("narrative/list-triggers")], [Some(2), Some(1)]);
}

#[test]
fn tokens_survive_a_restart() {
    let folder = Folder::new("tokens");
    let given = |server: &TestServer| text(&body(server.post("/user/connect", &json!({}))), "apiAuthToken");
    let change = |server: &TestServer, path: &str, token: &str| {
        assert_eq!(server.post(path, &json!({ "apiAuthToken": token })).status(), 200);
    };
    let status = |server: &TestServer, token: &str| {
        let request = server.client.post(server.url("/character/list")).header("API-AUTH-TOKEN", token);
        request.send().expect("a response").status().as_u16()
    };
    let (kept, revoked, extended) = {
        let server = TestServer::with(folder.options());
        server.change_settings(json!({ "token_lifetime_ms": 600_000 }));
        let (kept, revoked, extended) = (given(&server), given(&server), given(&server));
        change(&server, "/user/revoke-token", &revoked);
        server.change_settings(json!({ "token_lifetime_ms": 3_600_000 }));
        change(&server, "/user/extend-token", &extended);
        (kept, revoked, extended)
    };
    let server = TestServer::with(folder.options());
    assert_eq!([&kept, &revoked, &extended].map(|token| status(&server, token)), [200, 401, 200]);
    server.post_control("clock", &json!({ "advance_ms": 600_000 }));
    assert_eq!([&kept, &extended].map(|token| status(&server, token)), [401, 200]);
    server.post_control("reset", &json!({}));
    drop(server);
    assert_eq!(status(&TestServer::with(folder.options()), &extended), 401, "a reset forgets them");
}

#[test]
fn a_reset_empties_the_file() {
    let folder = Folder::new("reset");
    let id = {
        let server = TestServer::with(folder.options());
        let id = server.create_character();
        server.say(&id, "-1", "Hello.");
        assert_eq!(server.post_control("reset", &json!({})).0, 200);
        id
    };
    let server = TestServer::with(folder.options());
    assert_eq!(server.post("/character/get", &json!({ "charID": id })).status(), 400);
    assert_eq!(server.create_character(), id, "ids begin anew");
}

#[test]
fn a_character_of_the_configuration_wins_over_a_stored_one() {
    let folder = Folder::new("config");
    let start = |backstory: &str| {
        let text = format!("[[character]]\nid = \"keeper\"\nname = \"Raymond\"\nbackstory = \"{backstory}\"\n");
        let config = Config::parse("npc.toml".as_ref(), &text).expect("a configuration");
        TestServer::with(Options { state: folder.options().state, ..Options::from(config) })
    };
    let session = {
        let server = start("Raymond keeps the lighthouse.");
        server.post("/character/update", &json!({ "charID": "keeper", "charName": "Changed" }));
        text(&server.say("keeper", "-1", "My name is Ada."), "sessionID")
    };
    let server = start("Raymond sold the lighthouse.");
    let found = body(server.post("/character/get", &json!({ "charID": "keeper" })));
    assert_eq!(
        (&found["character_name"], &found["backstory"]),
        (&json!("Raymond"), &json!("Raymond sold the lighthouse."))
    );
    let reply = text(&server.say("keeper", &session, "What is my name?"), "text");
    assert!(reply.contains("Ada"), "{reply}");
}

#[test]
fn each_key_has_its_own_stored_world() {
    let folder = Folder::new("keys");
    let options = || Options { worlds: convai_emulator::WorldScope::PerKey, ..folder.options() };
    let id = TestServer::with(options()).create_character();
    let server = TestServer::with(options());
    let get = |key: &str| {
        let request = server.client.post(server.url("/character/get")).header("CONVAI-API-KEY", key);
        request.json(&json!({ "charID": id })).send().expect("a response").status().as_u16()
    };
    assert_eq!((get(key()), get("the-key-of-somebody-else")), (200, 400));
}

#[test]
fn a_second_emulator_does_not_take_the_same_file() {
    let folder = Folder::new("twice");
    let _first = TestServer::with(folder.options());
    let error = Emulator::start(folder.options()).map(|_| ()).expect_err("in use");
    assert!(error.to_string().contains("another program uses it"), "{error}");
}

/// The program with a state file.
struct Program {
    child: Child,
    port: u16,
}

impl Program {
    fn start(folder: &Folder) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["--voice", "builtin", "--until-stdin-closes", "--state"])
            .arg(folder.0.join("state.db"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("a stdout")).read_line(&mut line).expect("a line");
        let port = line.trim_end().rsplit(':').next().and_then(|port| port.parse().ok());
        Self { child, port: port.unwrap_or_else(|| panic!("{line:?}")) }
    }

    /// Ends the process as `kill -9` does.
    fn kill(mut self) {
        self.child.kill().expect("the process is killed");
        self.child.wait().expect("an exit status");
    }

    /// All characters with their sessions.
    fn characters(&self) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let request = "GET /_emulator/characters HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).expect("the request is sent");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("a response");
        let (_, body) = response.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).expect("JSON")
    }
}

/// The reading side of a player's connection. It ends when the process is killed: Wine may keep a connection that the process
/// was about to accept.
struct UntilKilled<'a> {
    stream: TcpStream,
    killed: &'a AtomicBool,
}

impl Read for UntilKilled<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.stream.read(buffer) {
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    if self.killed.load(Ordering::SeqCst) {
                        return Err(error);
                    }
                }
                done => return done,
            }
        }
    }
}

/// One player, who talks in one session until the emulator is gone.
struct Player {
    number: usize,
    /// Turns whose reply began to arrive.
    acknowledged: u64,
    /// Turns that were sent.
    sent: u64,
}

impl Player {
    fn session(&self) -> String {
        format!("player-{}", self.number)
    }

    /// Takes up to `turns` turns. Returns early when the connection ends.
    fn play(&mut self, port: u16, killed: &AtomicBool, turns: u64) {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return };
        stream.set_nodelay(true).expect("an option");
        stream.set_read_timeout(Some(Duration::from_millis(100))).expect("an option");
        let mut reader = BufReader::new(UntilKilled { stream: stream.try_clone().expect("a second handle"), killed });
        for _ in 0..turns {
            let form = format!(
                "charID={}&sessionID={}&voiceResponse=False&userText=turn+{}",
                convai_emulator::PUBLIC_CHARACTER_ID,
                self.session(),
                self.sent
            );
            let request = format!(
                "POST /character/getResponse HTTP/1.1\r\nHost: localhost\r\nCONVAI-API-KEY: {}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
                key(),
                form.len()
            );
            self.sent += 1;
            if stream.write_all(request.as_bytes()).is_err() {
                return;
            }
            // The first byte of the response is the promise.
            match reader.fill_buf() {
                Ok(bytes) if !bytes.is_empty() => self.acknowledged += 1,
                _ => return,
            }
            match try_read_response(&mut reader) {
                Ok((status, _)) => assert_eq!(status, 200),
                Err(_) => return,
            }
        }
    }
}

/// `CONVAI_EMULATOR_KILL_TURNS` sets the number of turns: `make test-long` plays 10,000.
#[test]
fn no_acknowledged_turn_is_lost_when_the_process_is_killed() {
    const PLAYERS: usize = 16;
    const ROUNDS: u64 = 4;
    let turns: u64 = match std::env::var("CONVAI_EMULATOR_KILL_TURNS") {
        Ok(turns) => turns.parse().expect("CONVAI_EMULATOR_KILL_TURNS is a number"),
        Err(_) => 800,
    };
    let folder = Folder::new("kill");
    let mut players: Vec<Player> = (0..PLAYERS).map(|number| Player { number, acknowledged: 0, sent: 0 }).collect();
    let acknowledged = |players: &[Player]| players.iter().map(|player| player.acknowledged).sum::<u64>();
    for round in 1..=ROUNDS {
        let program = Program::start(&folder);
        let port = program.port;
        let done = Mutex::new(0);
        let killed = AtomicBool::new(false);
        let target = turns * round / ROUNDS;
        let start = acknowledged(&players);
        std::thread::scope(|scope| {
            let (done, killed) = (&done, &killed);
            let play = |player: &mut Player| {
                // A part of the turns at a time, so that the count below follows.
                loop {
                    let before = player.acknowledged;
                    player.play(port, killed, 5);
                    let now = player.acknowledged - before;
                    *done.lock().expect("no panic") += now;
                    if now < 5 {
                        return;
                    }
                }
            };
            let threads: Vec<_> = players.iter_mut().map(|player| scope.spawn(move || play(player))).collect();
            // In the middle of the turns of all players.
            loop {
                let playing = threads.iter().any(|thread| !thread.is_finished());
                let turns = start + *done.lock().expect("no panic");
                if turns >= target {
                    break;
                }
                assert!(
                    playing,
                    "the connections of all players ended after {turns} turns, before the process was killed"
                );
                std::thread::sleep(Duration::from_millis(1));
            }
            program.kill();
            killed.store(true, Ordering::SeqCst);
        });
        assert!(acknowledged(&players) >= target);

        let program = Program::start(&folder);
        let characters = program.characters();
        let public = characters.as_array().into_iter().flatten().find(|one| one["listing"] == "PUBLIC");
        let sessions = public.expect("the public character")["sessions"].clone();
        for player in &players {
            let found = sessions.as_array().into_iter().flatten().find(|one| one["session_id"] == player.session());
            let stored = found.map_or(0, |session| session["turns"].as_u64().expect("a number"));
            assert!(
                (player.acknowledged..=player.sent).contains(&stored),
                "player {}: {stored} turns are stored, {} were acknowledged, {} were sent",
                player.number,
                player.acknowledged,
                player.sent
            );
        }
        program.kill();
    }
    println!("{} turns were acknowledged in {ROUNDS} runs, each of which was killed", acknowledged(&players));
}
