//! Voices and ears by command: programs that a user gives. The tests use programs that every system has, and the emulator's
//! own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::common::{TestServer, body, key, text, tone};
use convai_emulator::{CharacterConfig, CommandLine, Config, Options, PUBLIC_CHARACTER_ID as PELL};
use reqwest::blocking::Response;
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

/// A program that fails, prints a line, or runs for long: the emulator itself.
const PROGRAM: &str = env!("CARGO_BIN_EXE_convai-emulator");

fn command(words: &[&str]) -> Option<CommandLine> {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    Some(CommandLine::try_from(words).expect("a command"))
}

/// A program that writes this file to its output.
fn writing(file: &Path) -> Option<CommandLine> {
    let file = file.to_str().expect("a path");
    if cfg!(windows) { command(&["cmd", "/c", "type", file]) } else { command(&["cat", file]) }
}

/// A folder of a test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("convai-commands-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn file(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let file = folder("files").join(name);
    fs::write(&file, content).expect("a file");
    file
}

/// A turn with a recording, without a voice.
fn send_recording(server: &TestServer, wav: Vec<u8>) -> Response {
    let form = Form::new()
        .text("charID", PELL)
        .text("sessionID", "-1")
        .text("voiceResponse", "False")
        .part("file", Part::bytes(wav).file_name("audio.wav"));
    let request = server.client.post(server.url("/character/getResponse"));
    request.header("CONVAI-API-KEY", key()).multipart(form).send().expect("a response")
}

fn spoken_turn(server: &TestServer, character: &str) -> Response {
    server.post_turn(&[("charID", character), ("userText", "Who are you?"), ("voiceResponse", "True")])
}

/// The cause of a turn that must fail, as the client and the journal have it.
fn failure(server: &TestServer, response: Response) -> String {
    assert_eq!(response.status(), 404);
    let told = text(&body(response), "text");
    let noted = text(&server.get_control("journal/last"), "note");
    assert_eq!(told, format!("process_failure, error: RuntimeError('{noted}')"));
    noted
}

#[test]
fn npc_toml_names_programs_as_lists() {
    let text = "[server]\nears_command = [\"listen\", \"it's me\"]\ncommand_timeout_ms = 5\n\
                [[character]]\nid = \"a\"\nname = \"A\"\nvoice_command = ['C:\\tools\\speak.exe', '']\n";
    let config = Config::parse("npc.toml".as_ref(), text).expect("a configuration");
    let words = |command: Option<CommandLine>| Vec::<String>::from(command.expect("a command"));
    let CharacterConfig { voice_command, .. } = config.characters[0].clone();
    assert_eq!(words(voice_command), ["C:\\tools\\speak.exe", ""]);
    let options = Options::from(config);
    assert_eq!((words(options.ears_command), options.command_timeout_ms), (vec!["listen".into(), "it's me".into()], 5));
    let error = Config::parse("npc.toml".as_ref(), "[server]\nvoice_command = []\n").err().expect("an error");
    assert!(error.to_string().contains("npc.toml:2:17: the command is empty"), "{error}");
}

#[test]
fn a_voice_that_fails_is_a_failed_turn() {
    let not_wav = file("words.txt", "no sound");
    for (voice_command, cause) in [
        (
            command(&[PROGRAM, "--nonsense"]),
            "the voice command convai-emulator: it exited with code 2: convai-emulator:",
        ),
        (command(&["no-such-program-anywhere"]), "it was not found; install it, or give its whole path"),
        (command(&[PROGRAM, "--stop-after", "60"]), "it was not finished after 2.0 seconds"),
        (writing(&not_wav), "that are no WAV file: it does not begin with RIFF and WAVE"),
        (command(&[PROGRAM, "--version"]), "that are no WAV file"),
    ] {
        // The others take their time on a busy machine.
        let command_timeout_ms = if cause.contains("2.0 seconds") { 2000 } else { 50_000 };
        let server = TestServer::with(Options { voice_command, command_timeout_ms, ..Options::default() });
        let began = Instant::now();
        let noted = failure(&server, spoken_turn(&server, PELL));
        assert!(noted.contains(cause), "{noted}");
        assert!(began.elapsed() < Duration::from_secs(50), "the program that hangs is not awaited");
        let history = body(server.post("/character/chatHistory/list", &json!({ "charID": PELL, "limit": "-1" })));
        assert_eq!(history, json!([]), "the session does not have the turn");
        let stream = [("charID", PELL), ("userText", "Who?"), ("voiceResponse", "True"), ("stream", "True")];
        assert!(failure(&server, server.post_turn(&stream)).contains(cause));
        assert_eq!(server.say(PELL, "-1", "Who are you?")["charID"], PELL, "a turn without a voice is answered");
    }
}

#[test]
fn a_program_writes_down_what_is_said() {
    let ears_command = writing(&file("said.txt", "Go  forward\n ten meters. \n"));
    let server = TestServer::with(Options { ears_command, ..Options::default() });
    let script = json!({ "heard": "go forward ten meters", "reply": "I walk." });
    assert_eq!(server.post_control("scripts", &script).0, 201);
    let reply = body(send_recording(&server, tone(22_050)));
    assert_eq!((&reply["userQuery"], &reply["text"]), (&json!("Go forward ten meters."), &json!("I walk.")));
    let heard = &server.get_control("journal/last")["heard"];
    let guessed_by = if cfg!(windows) { "the ears command cmd" } else { "the ears command cat" };
    assert_eq!((&heard["words"], &heard["guessed_by"]), (&json!("Go forward ten meters."), &json!(guessed_by)));
    assert!(heard["ms"].is_u64(), "{heard}");
    let changes = server.get_control("changes");
    let summary = changes["entries"].as_array().and_then(|entries| entries.last()).expect("an entry");
    assert_eq!((&summary["heard"], &summary["guessed_by"]), (&heard["words"], &heard["guessed_by"]));
    let silence = tone(16_000).into_iter().enumerate().map(|(at, byte)| if at < 44 { byte } else { 0 });
    let reply = body(send_recording(&server, silence.collect()));
    assert!(text(&reply, "text").contains("That is silence"), "{reply}");
    assert_eq!(server.get_control("journal/last")["heard"], Value::Null);
}

#[test]
fn ears_that_fail_are_a_failed_turn_and_ears_that_hear_nothing_are_none() {
    for (ears_command, cause) in [
        (
            command(&[PROGRAM, "--nonsense"]),
            "the ears command convai-emulator: it exited with code 2: convai-emulator:",
        ),
        (command(&["no-such-program-anywhere"]), "it was not found"),
        (writing(&file("long.txt", "word ".repeat(20_000))), "it wrote more than 65536 bytes"),
    ] {
        let server = TestServer::with(Options { ears_command, ..Options::default() });
        let noted = failure(&server, send_recording(&server, tone(16_000)));
        assert!(noted.contains(cause), "{noted}");
    }
    let ears_command = writing(&file("nothing.txt", " \n"));
    let server = TestServer::with(Options { ears_command, ..Options::default() });
    let reply = body(send_recording(&server, tone(16_000)));
    assert!(text(&reply, "text").contains("I can measure a voice but not make out its words"), "{reply}");
}

/// With programs that pass on any bytes. The shell here is the program itself.
#[cfg(unix)]
mod unix {
    use super::*;
    use crate::common::decode;

    #[test]
    fn a_program_speaks_the_reply() {
        let wav = tone(16_000);
        let voice_command = writing(&file("it's a voice.wav", &wav));
        let server = TestServer::with(Options { voice_command, ..Options::default() });
        let reply = body(spoken_turn(&server, PELL));
        assert_eq!((decode(&reply["audio"]), &reply["sample_rate"]), (wav.clone(), &json!(16_000)));
        let speech = server.post("/tts/", &json!({ "transcript": "Good evening.", "voice": "MALE" }));
        assert_eq!(speech.bytes().expect("a body").to_vec(), wav);
        let stream =
            server.post_turn(&[("charID", PELL), ("userText", "Who?"), ("voiceResponse", "True"), ("stream", "True")]);
        assert!(stream.text().expect("events").contains("\"audio\":\"UklGR"));
    }

    #[test]
    fn a_character_can_have_a_voice_of_its_own() {
        let wav = tone(8000);
        file("own.wav", &wav);
        let npc = "[[character]]\nid = \"keeper\"\nname = \"Raymond\"\n";
        let mut config = Config::parse("npc.toml".as_ref(), npc).expect("a configuration");
        config.characters[0].voice_command = writing(&file("own.wav", &wav));
        let server = TestServer::with(Options::from(config));
        assert_eq!(decode(&body(spoken_turn(&server, "keeper"))["audio"]), wav);
        assert_ne!(decode(&body(spoken_turn(&server, PELL))["audio"]), wav);
    }

    /// A script, with the files that it uses.
    fn shell(script: &str, arguments: &[&Path]) -> Option<CommandLine> {
        let arguments: Vec<&str> = arguments.iter().map(|path| path.to_str().expect("a path")).collect();
        command(&[&["sh", "-c", script, "sh"], arguments.as_slice()].concat())
    }

    #[test]
    fn text_and_audio_arrive_by_standard_input() {
        let (said, heard) = (folder("input").join("said"), folder("input").join("heard"));
        let wav = file("reply.wav", tone(16_000));
        let words = "`id` $HOME \"; touch x; 'ü'";
        let server = TestServer::with(Options {
            voice_command: shell(
                "cat >\"$1\"; echo \"|$CONVAI_EMULATOR_CHARACTER|$CONVAI_EMULATOR_VOICE|$CONVAI_EMULATOR_LANGUAGE|\" >>\"$1\"; \
                 cat \"$2\"",
                &[&said, &wav],
            ),
            ears_command: shell("cat >\"$1\"; echo yes", &[&heard]),
            ..Options::default()
        });
        server.change_settings(json!({ "echo": true }));
        let spoken = server.post_turn(&[("charID", PELL), ("userText", words), ("voiceResponse", "True")]);
        assert_eq!(spoken.status(), 200);
        let given = fs::read_to_string(&said).expect("what the voice was given");
        assert!(given.starts_with(&format!("{words}|{PELL}|")), "{given}");
        send_recording(&server, tone(48_000));
        let wav = hound::WavReader::open(&heard).expect("what the ears were given");
        let hound::WavSpec { channels, sample_rate, bits_per_sample, .. } = wav.spec();
        assert_eq!((channels, sample_rate, bits_per_sample, wav.duration()), (1, 16_000, 16, 8000));
    }

    #[test]
    fn four_programs_run_at_the_same_time() {
        let log = folder("limit").join("log");
        let wav = file("limit.wav", tone(8000));
        let script = "echo + >>\"$1\"; sleep 0.3; echo - >>\"$1\"; cat \"$2\"";
        let server = TestServer::with(Options { voice_command: shell(script, &[&log, &wav]), ..Options::default() });
        server.change_settings(json!({ "echo": true }));
        std::thread::scope(|scope| {
            for turn in 0..10 {
                let server = &server;
                scope.spawn(move || {
                    let words = turn.to_string();
                    let fields = [("charID", PELL), ("userText", words.as_str()), ("voiceResponse", "True")];
                    assert_eq!(server.post_turn(&fields).status(), 200);
                });
            }
        });
        let (mut running, mut most) = (0, 0);
        for line in fs::read_to_string(&log).expect("the log").lines() {
            running += if line == "+" { 1 } else { -1 };
            most = most.max(running);
        }
        assert_eq!((running, most), (0, 4));
    }

    #[test]
    fn words_that_are_not_utf_8_are_an_error() {
        let ears_command = writing(&file("latin-1.txt", b"caf\xe9"));
        let server = TestServer::with(Options { ears_command, ..Options::default() });
        let noted = failure(&server, send_recording(&server, tone(16_000)));
        assert!(noted.contains("what it wrote is not UTF-8"), "{noted}");
    }

    /// A client that hangs up ends the program of its turn.
    #[test]
    fn the_program_of_a_turn_that_is_cancelled_is_killed() {
        let log = folder("cancel").join("log");
        let script = "echo $$ >\"$1\"; exec sleep 300";
        let server = TestServer::with(Options { voice_command: shell(script, &[&log]), ..Options::default() });
        let turn = String::from_utf8(server.turn_bytes(PELL)).expect("text");
        // The same length: the emulator takes a boolean in any case, and ignores spaces around it.
        let turn = turn.replace("voiceResponse=False", "voiceResponse=+True");
        let mut stream = server.connect();
        std::io::Write::write_all(&mut stream, turn.as_bytes()).expect("the request is sent");
        let wait = |until: &dyn Fn() -> bool| {
            let began = Instant::now();
            while !until() {
                assert!(began.elapsed() < Duration::from_secs(50));
                std::thread::sleep(Duration::from_millis(20));
            }
        };
        wait(&|| fs::read_to_string(&log).is_ok_and(|id| id.ends_with('\n')));
        let id = fs::read_to_string(&log).expect("the id of the process");
        let process = Path::new("/proc").join(id.trim());
        let alive = || fs::read_to_string(process.join("cmdline")).is_ok_and(|line| line.contains("sleep"));
        if Path::new("/proc/self").exists() {
            assert!(alive());
            drop(stream);
            wait(&|| !alive());
        }
    }
}
