//! Replies of a character: backstory, memory, recordings, voice and event streams.

use std::fs;
use std::path::Path;

use crate::common::{TestServer, body, decode, key, text, tone};
use convai_emulator::{Pcm, encode_wav};
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

/// Sends a WAV file as a turn. Returns the status and the body of the response.
fn post_audio(server: &TestServer, id: &str, wav: Vec<u8>) -> (u16, Value) {
    let form = Form::new()
        .text("charID", id.to_owned())
        .text("sessionID", "-1")
        .text("voiceResponse", "False")
        .part("file", Part::bytes(wav).file_name("audio.wav"));
    let request = server.client.post(server.url("/character/getResponse"));
    let response = request.header("CONVAI-API-KEY", key()).multipart(form).send().expect("a response");
    (response.status().as_u16(), body(response))
}

#[test]
fn a_session_remembers_what_the_user_said() {
    let server = TestServer::new();
    let id = server.create_character();
    let first = server.say(&id, "-1", "My name is Ada.");
    let session = text(&first, "sessionID");
    let say = |words: &str| {
        let reply = server.say(&id, &session, words);
        assert_eq!(reply["sessionID"], session.as_str());
        text(&reply, "text")
    };
    assert!(say("What is my name?").contains("Ada"));
    assert!(say("What did I ask before?").contains("What is my name?"));
    assert!(say("I like plum cake.").contains("I shall remember"));
    assert!(say("What do I like?").contains("I like plum cake."));
    let other = server.say(&id, "-1", "What is my name?");
    assert_ne!(other["sessionID"], session.as_str());
    assert!(!text(&other, "text").contains("Ada"), "another session does not know the name");
    let third = server.say(&id, "-1", "What did I say before?");
    assert!(text(&third, "text").contains("not said anything"));
}

#[test]
fn repeated_questions_get_different_replies_and_a_new_session_repeats_them() {
    let server = TestServer::new();
    let id = server.create_character();
    let talk = || {
        let mut session = "-1".to_owned();
        let mut replies = Vec::new();
        for _ in 0..6 {
            let reply = server.say(&id, &session, "What is your name ?");
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
    assert_eq!(talk(), replies, "a new session gives the same replies");
}

#[test]
fn replies_come_from_the_backstory() {
    let server = TestServer::new();
    let id = server.create_character();
    let reply = text(&server.say(&id, "-1", "Does the FBI want you?"), "text");
    assert!(reply.starts_with("I am a criminal mastermind"), "{reply}");
    let reply = text(&server.say(&id, "-1", "Are you an emulator?"), "text");
    assert!(reply.contains("played by an emulator") && reply.contains("no language model"), "{reply}");
    for words in ["Wo ist der Bahnhof?", "駅はどこですか？", "Где вокзал?", "أين المحطة؟", "🦀?", "?"]
    {
        let reply = text(&server.say(&id, "-1", words), "text");
        assert!(reply.contains(words), "{reply}");
    }
    for words in ["Wie heißt du?", "お名前は何ですか？", "¿Cómo te llamas?", "Как тебя зовут?"]
    {
        assert!(text(&server.say(&id, "-1", words), "text").starts_with("I am Raymond"), "{words}");
    }
    server.post("/character/update", &json!({ "charID": id, "backstory": "" }));
    assert!(text(&server.say(&id, "-1", "Who?"), "text").contains("My story does not say"));
}

#[test]
fn an_unknown_session_id_is_accepted_replaced_or_refused() {
    let server = TestServer::new();
    let id = server.create_character();
    let turn = |session: &str| server.post_turn(&[("userText", "hi"), ("charID", &id), ("sessionID", session)]);
    assert_eq!(body(turn("stored-by-a-game"))["sessionID"], "stored-by-a-game");
    server.change_settings(json!({ "unknown_session": "new" }));
    assert_eq!(text(&body(turn("another")), "sessionID").len(), 32);
    assert_eq!(body(turn("stored-by-a-game"))["sessionID"], "stored-by-a-game", "the session is known by now");
    server.change_settings(json!({ "unknown_session": "refuse" }));
    assert_eq!(turn("a third").status(), 404);
}

/// The recordings were written by sox and ffmpeg; `recordings/README.md` says how.
#[test]
fn recordings_in_every_usual_format_are_heard() {
    let server = TestServer::new();
    server.change_settings(json!({ "loose": true }));
    let id = server.create_character();
    for (file, heard) in [
        ("mono.wav", "1 channel, 16 bits, peak -6.0 dBFS"),
        ("streamed.wav", "1 channel, 16 bits, peak -6.0 dBFS"),
        ("float64.wav", "1 channel, 64 bits (float), peak -6.0 dBFS"),
        ("mu-law.wav", "1 channel, 8 bits (mu-law), peak -"),
        ("a-law.wav", "1 channel, 8 bits (A-law), peak -"),
        ("ima-adpcm-mono.wav", "1 channel, 4 bits (IMA ADPCM), peak -"),
        ("ms-adpcm-stereo.wav", "2 channels, 4 bits (Microsoft ADPCM), peak -"),
        ("extensible24-stereo.wav", "2 channels, 24 bits, peak -"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings").join(file);
        let (status, reply) = post_audio(&server, &id, fs::read(path).expect("a recording"));
        assert_eq!(status, 200, "{file}: {reply}");
        let text = text(&reply, "text");
        assert!(text.contains("8000 Hz, ") && text.contains(heard) && text.contains("no clipping"), "{file}: {text}");
    }
}

/// A file that was cut on its way is an error, unlike one whose length was not known when it was written.
#[test]
fn a_recording_that_was_cut_is_refused() {
    let server = TestServer::new();
    let id = server.create_character();
    let wav = tone(16_000);
    let (status, reply) = post_audio(&server, &id, wav[..wav.len() - 100].to_vec());
    assert_eq!(status, 404);
    let problem = text(&reply, "text");
    assert!(problem.contains("it ends after 15900 of 16000 bytes of samples"), "{problem}");
}

#[test]
fn echo_returns_every_character_unchanged() {
    let server = TestServer::new();
    server.change_settings(json!({ "echo": true }));
    let id = server.create_character();
    for words in ["a&b=c+d%20e", " spaces ", "\u{0}\u{1f}\r\n\t", "“ü” 日本語 🦀 e\u{301}", "\"quoted\\\" </script>"]
    {
        assert_eq!(server.say(&id, "-1", words)["text"], words);
    }
}

#[test]
fn the_reply_to_a_recording_reports_its_measurement() {
    let server = TestServer::new();
    let id = server.create_character();
    let wav = |samples: Vec<i16>| encode_wav(&Pcm { samples, rate: 16_000 });
    let reply = |wav| text(&post_audio(&server, &id, wav).1, "text");
    assert!(reply(tone(44_100)).contains("0.50 seconds of audio: 44100 Hz"));
    assert!(reply(wav(vec![0; 16_000])).contains("That is silence"));
    assert!(reply(wav(vec![i16::MAX; 16_000])).contains("16000 samples clipped"));
    assert!(reply(wav((0..16_000).map(|i| (i % 100) as i16).collect())).contains("very quiet"));
    assert!(reply(wav(Vec::new())).contains("no samples"));

    // A chunk with an odd length before the samples is valid. A byte of padding follows it.
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
    writer.finalize().expect("the header is updated");
    server.change_settings(json!({ "loose": true }));
    let report = reply(stereo.clone());
    assert!(report.contains("2 channels, 8 bits") && report.contains("real service may refuse"), "{report}");
    server.change_settings(json!({ "loose": false }));
    let (status, refused) = post_audio(&server, &id, stereo);
    assert_eq!(status, 404);
    assert!(text(&refused, "text").contains("mono"));
    for broken in [b"".to_vec(), b"RIFF".to_vec(), tone(8000)[..100].to_vec(), vec![0; 1000]] {
        let (status, refused) = post_audio(&server, &id, broken);
        assert_eq!(status, 404);
        assert!(text(&refused, "text").starts_with("process_failure, error: "), "{refused}");
    }
}

#[test]
fn a_voice_is_a_wav_file_at_the_requested_rate() {
    let server = TestServer::new();
    let id = server.create_character();
    for (setting, rate) in [(0, 24_000), (22_050, 22_050), (8_000, 8_000), (48_000, 48_000)] {
        server.change_settings(json!({ "voice_rate": setting }));
        let fields = [("userText", "What is your name?"), ("charID", id.as_str()), ("voiceResponse", "true")];
        let reply = body(server.post_turn(&fields));
        let wav = decode(&reply["audio"]);
        let reader = hound::WavReader::new(&wav[..]).expect("a WAV");
        assert_eq!(reader.spec().sample_rate, rate);
        assert_eq!(reply["sample_rate"], rate);
        let seconds = f64::from(reader.duration()) / f64::from(rate);
        assert!((1.0..8.0).contains(&seconds), "{seconds}");
    }
    for (form, wanted) in [("string", json!("48000")), ("null", Value::Null)] {
        server.change_settings(json!({ "sample_rate": form }));
        let fields = [("userText", "hi"), ("charID", id.as_str()), ("voiceResponse", "1")];
        assert_eq!(body(server.post_turn(&fields))["sample_rate"], wanted);
    }
    server.change_settings(json!({ "sample_rate": "absent" }));
    assert!(
        body(server.post_turn(&[("userText", "hi"), ("charID", &id), ("voiceResponse", "1")]))
            .get("sample_rate")
            .is_none()
    );
}

#[test]
fn espeak_speaks_without_interpreting_fields_as_options() {
    if std::process::Command::new("espeak-ng").arg("--version").output().is_err() {
        return crate::common::not_run_without("espeak-ng");
    }
    let server = TestServer::new();
    server.change_settings(json!({ "voice": "espeak" }));
    let fields = json!({
        "charName": "-v --help; $(reboot)", "voiceType": "FEMALE", "backstory": "She says \"hello\" & 'bye'.",
        "languageCodes": ["--stdout"],
    });
    let id = text(&body(server.post("/character/create", &fields)), "charID");
    let reply = body(server.post_turn(&[("userText", "Who are you?"), ("charID", &id), ("voiceResponse", "1")]));
    let wav = decode(&reply["audio"]);
    let reader = hound::WavReader::new(&wav[..]).expect("a WAV");
    assert_eq!((reader.spec().channels, reader.spec().bits_per_sample), (1, 16));
    assert_eq!(reader.spec().sample_rate, 22_050);
    assert!(reader.duration() > 11_025);
}

#[test]
fn requested_extra_fields_are_returned() {
    let server = TestServer::new();
    let id = server.create_character();
    let reply = body(server.post_turn(&[
        ("userText", "Please serve mojito and wave."),
        ("charID", &id),
        ("actions", "Serve Mojito, Dance, Wave"),
        ("classification", "True"),
        ("classLabels", "joke, wave"),
    ]));
    assert_eq!(reply["actionSequence"], " \nServe Mojito\n Wave");
    assert_eq!(reply["response"], reply["text"]);
    assert_eq!(reply["tag"], "wave");
}

/// Measured with a text of 2 MB on the version with one lock for all: other turns waited for 90 % of its time.
#[test]
fn a_long_text_does_not_stop_other_conversations() {
    let server = TestServer::new();
    let id = server.create_character();
    let long = "lamp moth canal ".repeat(500_000);
    let (sent, answered) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let server = &server;
        let id = id.as_str();
        scope.spawn(move || {
            let start = std::time::Instant::now();
            server.say(id, "-1", &long);
            let _ = sent.send(start.elapsed());
        });
        let mut slowest = std::time::Duration::ZERO;
        let duration = loop {
            let start = std::time::Instant::now();
            server.say(id, "-1", "What is your name?");
            slowest = slowest.max(start.elapsed());
            if let Ok(duration) = answered.try_recv() {
                break duration;
            }
        };
        assert!(slowest * 2 < duration, "a turn took {slowest:?} of the {duration:?} of the long text");
    });
}
