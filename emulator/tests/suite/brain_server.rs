//! Replies by a server with a language model.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use crate::common::model_server::{ModelServer, begin, finish, send, wait_for_close, write};
use crate::common::streamed::{Streamed, joined_text, object};
use crate::common::{TestServer, body, text};
use convai_emulator::{BaseUrl, BrainServer, Config, Options, PUBLIC_CHARACTER_ID as PELL};
use serde_json::json;

fn options(url: &str) -> Options {
    let url = Some(BaseUrl::parse(url).expect("a URL"));
    Options { brain: BrainServer { url, model: Some("small".to_owned()) }, ..Options::default() }
}

fn emulator(model: &ModelServer) -> TestServer {
    TestServer::with(options(&model.url))
}

/// The text and the note of a turn that must fail.
fn failure(server: &TestServer, fields: &[(&str, &str)]) -> (String, String) {
    let response = server.post_turn(fields);
    assert_eq!(response.status(), 404);
    let note = response.headers()["x-emulator-note"].to_str().expect("a note").to_owned();
    let body = body(response);
    assert_eq!(body["charID"], PELL);
    (text(&body, "text"), note)
}

#[test]
fn the_model_reads_the_backstory_and_the_session() {
    let model = ModelServer::saying("Good evening, traveller.");
    let server = TestServer::with(Options { brain_key: Some("a-key-of-the-model".to_owned()), ..options(&model.url) });
    let first = server.say(PELL, "-1", "Hello!");
    assert_eq!(first["text"], "Good evening, traveller.");
    server.say(PELL, &text(&first, "sessionID"), "Who are you?");
    let requests = model.requests();
    let [first, second] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(first.head.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"), "{}", first.head);
    assert!(first.head.to_lowercase().contains("\r\nauthorization: bearer a-key-of-the-model\r\n"), "{}", first.head);
    assert_eq!((&first.body["model"], &first.body["stream"]), (&json!("small"), &json!(true)));
    let system = first.messages("system");
    assert!(system[0].contains("Pell the Lamplighter") && system[0].contains("Pell is afraid of moths."), "{system:?}");
    assert!(!system[0].contains("Actions:"), "the turn asks for no actions: {system:?}");
    assert_eq!(second.messages("user"), ["Hello!", "Who are you?"]);
    assert_eq!(second.messages("assistant"), ["Good evening, traveller."]);
    let brain = &server.get_control("journal/last")["brain"];
    assert_eq!(brain["name"], format!("small at {}", model.url));
    assert!(brain["ms"].is_u64(), "{brain}");
}

/// The model waits with each word until the client has read the one before.
#[test]
fn a_streamed_turn_has_the_first_words_when_the_model_has_written_them() {
    let (client_read, reads) = mpsc::channel::<()>();
    let reads = Mutex::new(reads);
    let model = ModelServer::start(move |_, stream| {
        begin(stream);
        send(stream, "One");
        for word in [" two", " three.", " Four"] {
            send(stream, word);
            let waited = reads.lock().expect("the channel").recv_timeout(Duration::from_secs(60));
            waited.expect("the client has read a word");
        }
        finish(stream);
    });
    let server = emulator(&model);
    server.change_settings(json!({ "stream_pace": 0 }));
    let mut turn = Streamed::send(&server, &[]);
    let mut words = Vec::new();
    while let Ok(chunk) = turn.chunk() {
        if chunk.is_empty() {
            break;
        }
        let event = object(&chunk);
        words.push(text(&event, "text"));
        let _ = client_read.send(());
    }
    assert_eq!(words, ["One", " two", " three.", " Four"]);
    let last = server.wait_for_last(|last| last["outcome"] == "answered");
    assert_eq!(last["reply"], "One two three. Four", "the journal has the text that was sent");
    let session = text(&last, "session");
    let details = json!({ "charID": PELL, "sessionID": session });
    let history = body(server.post("/character/chatHistory/details", &details));
    assert!(history.to_string().contains("One two three. Four"), "{history}");
}

#[test]
fn a_streamed_turn_speaks_each_sentence() {
    let model = ModelServer::saying("I keep the lamps. Do you see them?");
    let server = emulator(&model);
    server.change_settings(json!({ "stream_pace": 0 }));
    let mut turn = Streamed::send(&server, &[("voiceResponse", "True")]);
    let (mut whole, mut spoken) = (String::new(), Vec::new());
    loop {
        let chunk = turn.chunk().expect("a chunk");
        if chunk.is_empty() {
            break;
        }
        let event = object(&chunk);
        whole.push_str(event["text"].as_str().unwrap_or_default());
        if event["audio"].is_string() {
            let wav =
                hound::WavReader::new(std::io::Cursor::new(crate::common::decode(&event["audio"]))).expect("a WAV");
            assert!(wav.duration() > 1000);
            spoken.push(whole.clone());
        }
    }
    assert_eq!(spoken, ["I keep the lamps.", "I keep the lamps. Do you see them?"]);
}

#[test]
fn a_failure_of_the_server_is_a_process_failure() {
    let answers: [(&str, &str, &str); 8] = [
        ("HTTP/1.1 500 Oops\r\ncontent-length: 9\r\n\r\nno memory", "RuntimeError", "status 500: no memory"),
        ("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n", "ConnectionError", "ended before"),
        ("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: [DONE]\n\n", "RuntimeError", "empty"),
        ("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {\n\n", "RuntimeError", "not JSON"),
        (
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {\"error\":{\"message\":\"full\"}}\n\n",
            "RuntimeError",
            "full",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
            "RuntimeError",
            "no reply",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 99\r\n\r\ndata: {}\n\n",
            "ConnectionError",
            "the brain",
        ),
        ("", "ConnectionError", "the brain"),
    ];
    let next = Arc::new(AtomicUsize::new(0));
    let number = next.clone();
    let model = ModelServer::start(move |_, stream| {
        write(stream, answers[number.load(Ordering::Relaxed)].0);
    });
    let server = emulator(&model);
    for (index, (_, kind, cause)) in answers.iter().enumerate() {
        next.store(index, Ordering::Relaxed);
        for stream in ["False", "True"] {
            let fields = [("charID", PELL), ("userText", "Hi"), ("sessionID", "kept"), ("stream", stream)];
            let (text, note) = failure(&server, &fields);
            assert!(text.starts_with(&format!("process_failure, error: {kind}('the brain small at ")), "{text}");
            assert!(note.contains(cause), "{note}");
        }
    }
    assert_eq!(model.requests().last().expect("a request").messages("user"), ["Hi"], "failed turns are forgotten");
}

#[test]
fn a_server_that_is_not_there_or_does_not_answer_is_a_process_failure() {
    let gone = TestServer::with(options("http://127.0.0.1:1/v1"));
    let (text, note) = failure(&gone, &[("charID", PELL), ("userText", "Hi")]);
    assert!(text.starts_with("process_failure, error: ConnectionError('the brain "), "{text}");
    assert!(note.contains("cannot connect"), "{note}");
    let model = ModelServer::start(|_, stream| {
        begin(stream);
        assert!(wait_for_close(stream));
    });
    let slow = TestServer::with(Options { brain_timeout_ms: 200, ..options(&model.url) });
    let (text, _) = failure(&slow, &[("charID", PELL), ("userText", "Hi")]);
    assert!(text.starts_with("process_failure, error: TimeoutError('the brain "), "{text}");
}

#[test]
fn a_failure_after_the_first_words_is_the_last_event() {
    let model = ModelServer::start(|_, stream| {
        begin(stream);
        send(stream, "One two three");
    });
    let server = emulator(&model);
    server.change_settings(json!({ "stream_pace": 0 }));
    let mut turn = Streamed::send(&server, &[("sessionID", "kept")]);
    let texts: Vec<String> = turn.objects().iter().map(|event| text(event, "text")).collect();
    assert_eq!(texts[..2], ["One", " two"]);
    assert!(texts[2].starts_with("process_failure, error: ConnectionError("), "{texts:?}");
    let last = server.wait_for_last(|last| last["outcome"] == "answered");
    assert!(text(&last, "note").contains("ended before"), "{last}");
    failure(&server, &[("charID", PELL), ("userText", "Again"), ("sessionID", "kept")]);
    assert_eq!(model.requests()[1].messages("user"), ["Again"], "the failed turn is forgotten");
}

#[test]
fn a_turn_that_is_cancelled_ends_its_request() {
    let (closed, closes) = mpsc::channel();
    let closed = Mutex::new(closed);
    let model = ModelServer::start(move |request, stream| {
        if request.messages("user")[0] == "stream" {
            begin(stream);
            send(stream, "One two");
        }
        let ended = wait_for_close(stream);
        closed.lock().expect("the channel").send(ended).expect("the test");
    });
    let server = emulator(&model);
    let mut streamed = Streamed::send(&server, &[("userText", "stream")]);
    assert!(!streamed.chunk().expect("a word").is_empty());
    drop(streamed);
    assert_eq!(closes.recv_timeout(Duration::from_secs(60)), Ok(true));
    server.wait_for_last(|last| last["outcome"] == "aborted");
    let mut whole = server.connect();
    std::io::Write::write_all(&mut whole, &server.turn_bytes(PELL)).expect("sent");
    while model.requests().len() < 2 {
        thread::sleep(Duration::from_millis(5));
    }
    drop(whole);
    assert_eq!(closes.recv_timeout(Duration::from_secs(60)), Ok(true));
}

#[test]
fn four_replies_are_written_at_the_same_time() {
    let (open, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = most.clone();
    let model = ModelServer::start(move |_, stream| {
        seen.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(50));
        open.fetch_sub(1, Ordering::SeqCst);
        begin(stream);
        send(stream, "Yes.");
        finish(stream);
    });
    let server = emulator(&model);
    thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| assert_eq!(server.say(PELL, "-1", "Hi")["text"], "Yes."));
        }
    });
    assert_eq!(model.requests().len(), 12);
    let most = most.load(Ordering::SeqCst);
    assert!((2..=4).contains(&most), "{most}");
}

#[test]
fn the_model_chooses_among_the_actions_of_the_turn() {
    let model = ModelServer::saying("As you wish.\n**Actions:** open the Door, Dance, wave");
    let server = emulator(&model);
    let fields = [("charID", PELL), ("userText", "Jump!"), ("actions", "Wave,Open,Jump"), ("stream", "False")];
    let objects = ("objects", r#"[{"name":"Door","description":"A door"}]"#);
    let reply = body(server.post_turn(&[fields.as_slice(), &[objects]].concat()));
    assert_eq!((&reply["text"], &reply["actionSequence"]), (&json!("As you wish."), &json!(" \nOpen Door\n Wave")));
    let system = model.requests()[0].messages("system").concat();
    assert!(system.contains("choose: Wave, Open, Jump.") && system.contains("Around you: Door."), "{system}");

    server.change_settings(json!({ "stream_pace": 0 }));
    let mut turn = Streamed::send(&server, &[("actions", "Wave,Open")]);
    let events = turn.objects();
    assert_eq!(events.last().expect("an event")["actionSequence"], " \nOpen\n Wave");
    assert_eq!(joined_text(&events), "As you wish.");
}

#[test]
fn scripts_come_before_the_model() {
    let model = ModelServer::saying("From the model.");
    let server = emulator(&model);
    server.post_control("scripts", &json!({ "text": "open the door", "reply": "From a script." }));
    assert_eq!(server.say(PELL, "-1", "Open the door!")["text"], "From a script.");
    assert_eq!(server.get_control("journal/last")["brain"]["name"], "script");
    assert_eq!(model.requests().len(), 0);
    assert_eq!(server.say(PELL, "-1", "Close it.")["text"], "From the model.");
}

#[test]
fn a_fault_changes_the_whole_reply_of_a_model() {
    let model = ModelServer::saying("One two three.");
    let server = emulator(&model);
    server.change_settings(json!({ "stream_pace": 0 }));
    server.add_fault(json!({ "stream": "error", "pieces": 2 }));
    let mut turn = Streamed::send(&server, &[]);
    let events = turn.objects();
    assert!(events.len() == 3 && events[2]["ERROR"].is_string(), "{events:?}");
}

#[test]
fn each_character_can_have_a_brain_of_its_own() {
    let (common, own) = (ModelServer::saying("The common one."), ModelServer::saying("My own."));
    let file = format!(
        "[server]\nbrain_url = \"{}\"\n[[character]]\nid = \"a\"\nname = \"A\"\nbrain = {{ url = \"{}/\" }}\n\
         [[character]]\nid = \"b\"\nname = \"B\"\nbrain = \"backstory\"\nbackstory = \"B likes fog.\"\n\
         [[character]]\nid = \"c\"\nname = \"C\"\n[[character]]\nid = \"d\"\nname = \"D\"\nbrain = {{ model = \"other\" }}\n",
        common.url, own.url
    );
    let config = Config::parse("npc.toml".as_ref(), &file).expect("a configuration");
    let options = Options { brain_key: Some("a-key-of-the-model".to_owned()), ..Options::from(config) };
    let server = TestServer::with(options);
    let said = |character| text(&server.say(character, "-1", "Fog?"), "text");
    assert_eq!(["a", "b", "c", "d"].map(said), ["My own.", "I like fog.", "The common one.", "The common one."]);
    assert!(!own.requests()[0].head.to_lowercase().contains("authorization"), "the key is that of another server");
    let requests = common.requests();
    assert!(requests.iter().all(|request| request.head.contains("a-key-of-the-model")));
    let models: BTreeSet<&str> = requests.iter().filter_map(|request| request.body["model"].as_str()).collect();
    assert_eq!(models, BTreeSet::from(["default", "other"]));
}

#[test]
fn an_invalid_brain_is_refused_with_its_place() {
    let error = |lines: &str| {
        let file = format!("[[character]]\nid = \"a\"\nname = \"A\"\n{lines}\n");
        Config::parse("npc.toml".as_ref(), &file).err().expect("an error").to_string()
    };
    assert!(error("brain = \"clever\"").starts_with("npc.toml:4:9: invalid value"), "{}", error("brain = \"clever\""));
    assert!(error("brain = { urls = \"x\" }").starts_with("npc.toml:4:11: unknown field `urls`"));
    let wrong = error("brain = { url = \"localhost\" }");
    assert!(wrong.starts_with("npc.toml:4:17: localhost is not a complete URL"), "{wrong}");
    let file = "[[character]]\nid = \"a\"\nname = \"A\"\nbrain = {}\n";
    let options = Options::from(Config::parse("npc.toml".as_ref(), file).expect("a configuration"));
    let error = convai_emulator::Emulator::start(options).err().expect("an error").to_string();
    assert_eq!(error, "the brain of the character a has no url; give it one, or use --brain-url");
}

#[test]
fn a_key_that_the_server_quotes_is_masked() {
    let model = ModelServer::start(|_, stream| {
        let body = "Incorrect key a-key-of-the-model";
        write(stream, &format!("HTTP/1.1 401 No\r\ncontent-length: {}\r\n\r\n{body}", body.len()));
    });
    let server = TestServer::with(Options { brain_key: Some("a-key-of-the-model".to_owned()), ..options(&model.url) });
    let (text, note) = failure(&server, &[("charID", PELL), ("userText", "Hi")]);
    assert!(text.contains("status 401: Incorrect key ****") && note.contains("****"), "{text} {note}");
    assert!(!server.get_control("journal").to_string().contains("a-key-of-the-model"));
}
