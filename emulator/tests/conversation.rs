//! The character: its backstory, its memory, what it hears, and its voice.

mod common;

use common::{Bench, body, decode, key, text, tone};
use convai_emulator::{Pcm, encode_wav};
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

fn hear(bench: &Bench, id: &str, wav: Vec<u8>) -> (u16, Value) {
    let form = Form::new()
        .text("charID", id.to_owned())
        .text("sessionID", "-1")
        .text("voiceResponse", "False")
        .part("file", Part::bytes(wav).file_name("audio.wav"));
    let request = bench.client.post(bench.url("/character/getResponse"));
    let answer = request.header("CONVAI-API-KEY", key()).multipart(form).send().expect("an answer");
    (answer.status().as_u16(), body(answer))
}

#[test]
fn a_session_is_remembered() {
    let bench = Bench::new();
    let id = bench.create();
    let first = bench.say(&id, "-1", "My name is Ada.");
    let session = text(&first, "sessionID");
    let say = |words: &str| {
        let reply = bench.say(&id, &session, words);
        assert_eq!(reply["sessionID"], session.as_str());
        text(&reply, "text")
    };
    assert!(say("What is my name?").contains("Ada"));
    assert!(say("What did I ask before?").contains("What is my name?"));
    assert!(say("I like plum cake.").contains("I shall remember"));
    assert!(say("What do I like?").contains("I like plum cake."));
    let other = bench.say(&id, "-1", "What is my name?");
    assert_ne!(other["sessionID"], session.as_str());
    assert!(!text(&other, "text").contains("Ada"), "another session knows nothing of it");
    let third = bench.say(&id, "-1", "What did I say before?");
    assert!(text(&third, "text").contains("not said anything"));
}

#[test]
fn repeated_questions_get_new_replies_and_new_sessions_the_same_ones() {
    let bench = Bench::new();
    let id = bench.create();
    let talk = || {
        let mut session = "-1".to_owned();
        let mut replies = Vec::new();
        for _ in 0..6 {
            let reply = bench.say(&id, &session, "What is your name ?");
            session = text(&reply, "sessionID");
            replies.push(text(&reply, "text"));
        }
        replies
    };
    let replies = talk();
    assert!(replies.iter().all(|reply| reply.contains("I am Raymond")));
    let mut different = replies.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), replies.len(), "{replies:?}");
    assert_eq!(talk(), replies, "deterministic");
}

#[test]
fn the_backstory_answers() {
    let bench = Bench::new();
    let id = bench.create();
    let reply = text(&bench.say(&id, "-1", "Does the FBI want you?"), "text");
    assert!(reply.starts_with("I am a criminal mastermind"), "{reply}");
    let reply = text(&bench.say(&id, "-1", "Are you an emulator?"), "text");
    assert!(reply.contains("played by an emulator") && reply.contains("no language model"), "{reply}");
    for words in ["Wo ist der Bahnhof?", "駅はどこですか？", "Где вокзал?", "أين المحطة؟", "🦀?", "?"]
    {
        let reply = text(&bench.say(&id, "-1", words), "text");
        assert!(reply.contains(words), "{reply}");
    }
    for words in ["Wie heißt du?", "お名前は何ですか？", "¿Cómo te llamas?", "Как тебя зовут?"]
    {
        assert!(text(&bench.say(&id, "-1", words), "text").starts_with("I am Raymond"), "{words}");
    }
    bench.post("/character/update", &json!({ "charID": id, "backstory": "" }));
    assert!(text(&bench.say(&id, "-1", "Who?"), "text").contains("My story does not say"));
}

#[test]
fn a_session_id_that_nobody_handed_out() {
    let bench = Bench::new();
    let id = bench.create();
    let turn = |session: &str| bench.form(&[("userText", "hi"), ("charID", &id), ("sessionID", session)]);
    assert_eq!(body(turn("stored-by-a-game"))["sessionID"], "stored-by-a-game");
    bench.settings(json!({ "unknown_session": "new" }));
    assert_eq!(text(&body(turn("another")), "sessionID").len(), 32);
    assert_eq!(body(turn("stored-by-a-game"))["sessionID"], "stored-by-a-game", "known by now");
    bench.settings(json!({ "unknown_session": "refuse" }));
    assert_eq!(turn("a third").status(), 404);
    let absent = body(bench.form(&[("userText", "hi"), ("charID", &id)]));
    assert_eq!(text(&absent, "sessionID").len(), 32);
}

#[test]
fn echo_proves_that_text_arrives_unharmed() {
    let bench = Bench::new();
    bench.settings(json!({ "echo": true }));
    let id = bench.create();
    for words in ["a&b=c+d%20e", " spaces ", "\u{0}\u{1f}\r\n\t", "“ü” 日本語 🦀 e\u{301}", "\"quoted\\\" </script>"]
    {
        assert_eq!(bench.say(&id, "-1", words)["text"], words);
    }
}

#[test]
fn it_says_what_it_heard() {
    let bench = Bench::new();
    let id = bench.create();
    let wav = |samples: Vec<i16>| encode_wav(&Pcm { samples, rate: 16_000 });
    let reply = |wav| text(&hear(&bench, &id, wav).1, "text");
    assert!(reply(tone(44_100)).contains("0.50 seconds of audio: 44100 Hz"));
    assert!(reply(wav(vec![0; 16_000])).contains("That is silence"));
    assert!(reply(wav(vec![i16::MAX; 16_000])).contains("16000 samples clipped"));
    assert!(reply(wav((0..16_000).map(|i| (i % 100) as i16).collect())).contains("very faint"));
    assert!(reply(wav(Vec::new())).contains("no samples"));

    // A chunk of odd length before the samples is legal, and its byte of padding belongs to no one.
    let mut odd = wav(vec![1000; 1600]);
    odd.splice(36..36, *b"note\x03\0\0\0odd\0");
    let riff = odd.len() as u32 - 8;
    odd[4..8].copy_from_slice(&riff.to_le_bytes());
    assert!(reply(odd).contains("0.10 seconds"));

    let mut stereo = Vec::new();
    let spec =
        hound::WavSpec { channels: 2, sample_rate: 8000, bits_per_sample: 8, sample_format: hound::SampleFormat::Int };
    let mut writer = hound::WavWriter::new(std::io::Cursor::new(&mut stereo), spec).expect("a writer");
    (0..4000).for_each(|i| writer.write_sample(i % 100).expect("a sample"));
    writer.finalize().expect("the end");
    let heard = reply(stereo.clone());
    assert!(heard.contains("2 channels, 8 bits") && heard.contains("real service may refuse"), "{heard}");
    bench.settings(json!({ "strict_audio": true }));
    let (status, refused) = hear(&bench, &id, stereo);
    assert_eq!(status, 404);
    assert!(text(&refused, "text").contains("mono"));
    for broken in [b"".to_vec(), b"RIFF".to_vec(), tone(8000)[..100].to_vec(), vec![0; 1000]] {
        let (status, refused) = hear(&bench, &id, broken);
        assert_eq!(status, 404);
        assert!(text(&refused, "text").starts_with("process_failure, error: "), "{refused}");
    }
}

#[test]
fn a_voice_is_a_wav_at_the_rate_that_was_asked_for() {
    let bench = Bench::new();
    let id = bench.create();
    for (setting, rate) in [(0, 24_000), (22_050, 22_050), (8_000, 8_000), (48_000, 48_000)] {
        bench.settings(json!({ "voice_rate": setting }));
        let fields = [("userText", "What is your name?"), ("charID", id.as_str()), ("voiceResponse", "true")];
        let reply = body(bench.form(&fields));
        let wav = decode(&reply["audio"]);
        let reader = hound::WavReader::new(&wav[..]).expect("a WAV");
        assert_eq!(reader.spec().sample_rate, rate);
        assert_eq!(reply["sample_rate"], rate);
        let seconds = f64::from(reader.duration()) / f64::from(rate);
        assert!((1.0..8.0).contains(&seconds), "{seconds}");
    }
    for (form, wanted) in [("string", json!("48000")), ("null", Value::Null)] {
        bench.settings(json!({ "sample_rate": form }));
        let fields = [("userText", "hi"), ("charID", id.as_str()), ("voiceResponse", "1")];
        assert_eq!(body(bench.form(&fields))["sample_rate"], wanted);
    }
    bench.settings(json!({ "sample_rate": "absent" }));
    assert!(
        body(bench.form(&[("userText", "hi"), ("charID", &id), ("voiceResponse", "1")])).get("sample_rate").is_none()
    );
}

/// Runs only where the program is installed, and says so where it is not.
#[test]
fn espeak_speaks_where_it_is_installed() {
    if std::process::Command::new("espeak-ng").arg("--version").output().is_err() {
        println!("NOT TESTED: espeak-ng does not start; install it to run this test");
        return;
    }
    let bench = Bench::new();
    bench.settings(json!({ "voice": "espeak" }));
    let fields = json!({
        "charName": "-v --help; $(reboot)", "voiceType": "FEMALE", "backstory": "She says \"hello\" & 'bye'.",
        "languageCodes": ["--stdout"],
    });
    let id = text(&body(bench.post("/character/create", &fields)), "charID");
    let reply = body(bench.form(&[("userText", "Who are you?"), ("charID", &id), ("voiceResponse", "1")]));
    let wav = decode(&reply["audio"]);
    let reader = hound::WavReader::new(&wav[..]).expect("a WAV");
    assert_eq!((reader.spec().channels, reader.spec().bits_per_sample), (1, 16));
    assert_eq!(reader.spec().sample_rate, 22_050);
    assert!(reader.duration() > 11_025);
}

#[test]
fn extras_that_are_asked_for() {
    let bench = Bench::new();
    let id = bench.create();
    let reply = body(bench.form(&[
        ("userText", "Please serve mojito and wave."),
        ("charID", &id),
        ("actions", "Serve Mojito, Dance, Wave"),
        ("classification", "True"),
        ("classLabels", "joke, wave"),
    ]));
    assert_eq!(reply["actionSequence"], "\n Serve Mojito\n Wave");
    assert_eq!(reply["response"], reply["text"]);
    assert_eq!(reply["tag"], "wave");
}

#[test]
fn a_stream_of_events() {
    let bench = Bench::new();
    let id = bench.create();
    let fields =
        [("userText", "What is your name?"), ("charID", id.as_str()), ("stream", "True"), ("voiceResponse", "True")];
    let answer = bench.form(&fields);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let stream = answer.text().expect("text");
    let events: Vec<Value> = stream
        .split_terminator("\n\n")
        .map(|event| serde_json::from_str(event.strip_prefix("data: ").expect("data")).expect("JSON"))
        .collect();
    assert!(events.len() >= 2);
    assert_eq!(events[0]["text"], "I am Raymond.");
    assert!(events.iter().all(|event| event["sessionID"] == events[0]["sessionID"]));
    hound::WavReader::new(&decode(&events[1]["audio"])[..]).expect("a WAV");
    bench.settings(json!({ "rough_stream": true }));
    let rough = bench.form(&fields).text().expect("text");
    assert!(rough.contains("}\n{") && !rough.ends_with('\n'));
}
