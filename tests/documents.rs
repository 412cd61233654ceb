//! Every program in a document compiles and runs. Each test takes its program out of the document itself, so that readers
//! get what was tested.
//!
//! This suite runs the C programs of the documents and of `examples/c`, except for one that is in `operations`. `RUNNERS`
//! names the suite that runs each other language, and a test fails if a document has a program that no suite takes.

mod documents {
    pub mod fragments;
}
mod support;

use convai_emulator::{Emulator, PUBLIC_CHARACTER_ID as PELL};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use support::{Folder, Program, Run, emulator, key, launcher, library, root};

/// A document, the language of its programs, and the file that takes all of them out of it and runs them.
const RUNNERS: [(&str, &str, &str); 16] = [
    ("README.md", "c", "tests/documents.rs"),
    ("bindings/cpp/README.md", "cpp", "bindings/cpp/tests/examples.sh"),
    ("bindings/csharp/README.md", "csharp", "bindings/csharp/tests/programs.py"),
    // Its names are compared with those of the node: nothing here runs Godot 4.
    ("bindings/godot/README.md", "gdscript", "bindings/godot/tests/test_godot.py"),
    ("bindings/python/README.md", "python", "bindings/python/tests/test_docs.py"),
    ("bindings/unity/com.convai.native/Documentation~/com.convai.native.md", "csharp", "bindings/unity/tests/build.py"),
    ("bindings/unity/com.convai.native/README.md", "csharp", "bindings/unity/tests/build.py"),
    ("bindings/unreal/ConvaiNative/README.md", "cpp", "bindings/unreal/tests/test_engine_code.py"),
    ("docs/audio.md", "c", "tests/documents/fragments.rs"),
    ("docs/functions.md", "c", "tests/documents/fragments.rs"),
    ("docs/log.md", "c", "tests/documents/fragments.rs"),
    ("docs/tokens.md", "c", "tests/documents/fragments.rs"),
    ("docs/voice.md", "c", "tests/documents/fragments.rs"),
    ("emulator/README.md", "python", "emulator/tests/suite/scripts.rs"),
    ("emulator/README.md", "rust", "emulator/src/lib.rs"),
    ("emulator/python/README.md", "python", "emulator/python/tests/test_wheel.py"),
];

/// Languages of blocks that are not programs: commands, settings, data and diagrams.
const OTHER_LANGUAGES: [&str; 8] = ["", "cmake", "ini", "json", "sh", "text", "toml", "xml"];

/// A fenced block of a document.
struct Block {
    language: String,
    text: String,
}

fn read(path: &str) -> String {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.replace("\r\n", "\n")
}

fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut inside: Option<Block> = None;
    for line in document.lines() {
        match (line.trim_start().strip_prefix("```"), &mut inside) {
            (Some(_), Some(_)) => blocks.extend(inside.take()),
            (Some(language), None) => inside = Some(Block { language: language.trim().into(), text: String::new() }),
            (None, Some(block)) => block.text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    assert!(inside.is_none(), "a block has no end");
    blocks
}

/// The only block of a language in a document.
fn program_in(document: &str, language: &str) -> String {
    let mut found: Vec<_> = blocks(&read(document)).into_iter().filter(|block| block.language == language).collect();
    assert_eq!(found.len(), 1, "{document} has {} blocks in {language}: give each a test", found.len());
    found.remove(0).text
}

/// All documents of the project, by their paths.
fn documents() -> Vec<String> {
    fn visit(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && !["target", "dist", "node_modules", "venv"].contains(&&*name)
            {
                visit(&path, found);
            } else if name.ends_with(".md") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    visit(root(), &mut found);
    let relative =
        |path: &PathBuf| path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
    found.iter().map(relative).collect()
}

#[test]
fn every_program_in_a_document_has_a_suite_that_runs_it() {
    let mut found = BTreeSet::new();
    for document in documents() {
        for block in blocks(&read(&document)) {
            if !OTHER_LANGUAGES.contains(&block.language.as_str()) {
                found.insert((document.clone(), block.language));
            }
        }
    }
    let listed = RUNNERS.iter().map(|(document, language, _)| (document.to_string(), language.to_string())).collect();
    assert_eq!(found, listed, "the programs in the documents, and those that RUNNERS names");
    for (document, _, runner) in RUNNERS {
        let name = document.rsplit('/').next().unwrap_or_default();
        let known = read(runner);
        assert!(known.contains(name) || known.contains("*.md"), "{runner} does not read {document}");
    }
}

/// Each example is named in the suite that runs the examples of its language.
#[test]
fn every_example_has_a_suite_that_runs_it() {
    for (folder, extension, runners, all) in [
        ("examples/c", "c", &["tests/documents.rs", "tests/operations.rs"][..], 6),
        ("examples/cpp", "cpp", &["bindings/cpp/tests/examples.sh"], 3),
        ("examples/csharp", "cs", &["bindings/csharp/tests/programs.py"], 2),
        ("examples/python", "py", &["bindings/python/tests/test_examples.py"], 3),
        (
            "examples/python/cookbook",
            "py",
            &["bindings/python/tests/test_cookbook.py", "bindings/python/tests/test_cookbook_pygame.py"],
            4,
        ),
    ] {
        let suites: String = runners.iter().map(|runner| read(runner)).collect();
        let files = fs::read_dir(root().join(folder)).expect("a folder").map(|entry| entry.expect("an entry").path());
        let files: Vec<_> = files.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
        assert!(files.len() >= all, "{folder} has {} programs", files.len());
        for file in files {
            let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
            assert!(suites.contains(&name), "{runners:?} do not run {folder}/{name}.{extension}");
        }
    }
}

/// A C program of a document or of `examples/c`, with the emulator, the key and the character as its user sets them.
fn run(program: Program, emulator: &Emulator, key: &str) -> Run {
    program.against(emulator).variable("CONVAI_API_KEY", key).variable("CONVAI_CHARACTER_ID", PELL).run()
}

fn compiled(name: &str, code: impl AsRef<[u8]>) -> Program {
    Program::compile(&Folder::new(name).file("program.c", code), &library(), &[])
}

fn example(name: &str) -> Program {
    Program::compile_once(name, || {
        Program::compile(&root().join("examples/c").join(name).with_extension("c"), &library(), &[])
    })
}

/// The program ended well, with these words in its output and nothing on standard error.
fn succeeded(run: &Run, words: &[&str]) {
    assert!(run.status.success() && run.stderr.is_empty(), "{}\n{}{}", run.status, run.stdout, run.stderr);
    for word in words {
        assert!(run.stdout.contains(word), "\"{word}\" is not in:\n{}", run.stdout);
    }
}

/// The program failed, and said why on standard error only.
fn failed(run: &Run, word: &str) {
    assert_eq!(run.status.code(), Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains(word), "\"{word}\" is not in:\n{}", run.stderr);
}

#[test]
fn the_program_in_the_readme_works() {
    let emulator = emulator();
    let program = compiled("readme", program_in("README.md", "c"));
    succeeded(&run(program.clone(), &emulator, &key()), &["Pell the Lamplighter"]);
    let refused = run(program.clone(), &emulator, "bad-key");
    failed(&refused, "HTTP 401");
    assert_eq!(refused.stdout, "");
    failed(&run(program, &emulator, ""), "the API key is empty");
}

/// A folder that looks like a checkout in which `make library` has run.
#[cfg(target_os = "linux")]
fn checkout() -> Folder {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("checkout");
    let built = folder.path().join("target/library");
    fs::create_dir_all(&built).expect("target/tmp is writable");
    let library = fs::canonicalize(library()).expect("the library exists");
    for name in ["libconvai.so", "libconvai.so.1"] {
        symlink(&library, built.join(name)).expect("a link can be created");
    }
    for name in ["include", "examples"] {
        symlink(root().join(name), folder.path().join(name)).expect("a link can be created");
    }
    folder
}

/// Runs shell commands in a folder, and returns what they print.
#[cfg(target_os = "linux")]
fn shell(folder: &Folder, commands: &str) -> String {
    let mut shell = std::process::Command::new("sh");
    // A sanitizer in the library needs its flags in the program too.
    let compiler = "cc() { command \"${CONVAI_TEST_CC:-${CC:-cc}}\" ${CONVAI_TEST_CFLAGS:-} \"$@\"; }\n";
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        shell.env_remove(name);
    }
    support::succeeds(shell.current_dir(folder.path()).arg("-euc").arg(compiler.to_owned() + commands))
}

/// The commands are run as they stand in the README, except for those that build the library and start the emulator: both
/// are there already, and the port 8080 may be in use.
#[cfg(target_os = "linux")]
#[test]
fn the_commands_of_the_readme_build_and_run_its_program() {
    let emulator = emulator();
    let readme = read("README.md");
    let commands = blocks(&readme).into_iter().find(|block| block.text.contains("cc first.c")).expect("the commands");
    let mut commands = commands.text;
    for line in
        ["make library emulator\n", "target/debug/convai-emulator --port 8080 &\n", "kill $!   # ends the emulator\n"]
    {
        assert!(commands.contains(line), "{line} is not in README.md: adapt this test");
        commands = commands.replace(line, "");
    }
    assert!(commands.contains("http://127.0.0.1:8080"), "{commands}");
    let commands = commands.replace("http://127.0.0.1:8080", &emulator.url());
    let commands = commands.replace("\n./first\n", &format!("\n{} ./first\n", launcher()));
    let folder = checkout();
    folder.file("first.c", program_in("README.md", "c"));
    let printed = shell(&folder, &commands);
    assert!(printed.contains("Pell the Lamplighter"), "{printed}");
}

/// The command in the comment at the head of an example builds it.
#[cfg(target_os = "linux")]
#[test]
fn the_commands_in_the_comments_of_the_examples_build_them() {
    let folder = checkout();
    for name in ["actions", "any_call", "characters", "voice", "voice_chat", "voices"] {
        let text = read(&format!("examples/c/{name}.c"));
        let command =
            text.lines().map(|line| line.trim_start_matches(" *").trim()).find(|line| line.starts_with("cc "));
        shell(&folder, command.unwrap_or_else(|| panic!("examples/c/{name}.c shows no command that builds it")));
        assert!(folder.path().join(name).is_file(), "the command does not write {name}");
    }
}

/// It does what the sentence says, in the order of the sentence.
#[test]
fn the_example_actions_acts_on_a_sentence() {
    let emulator = emulator();
    let first = run(example("actions"), &emulator, &key());
    succeeded(
        &first,
        &["You: Jump and then wave.\nCharacter: ", "  *jumps over a puddle*\n  *waves with both arms*\n"],
    );
    let second = run(example("actions").argument("Now light the lamp!"), &emulator, &key());
    succeeded(&second, &["You: Now light the lamp!\nCharacter: ", "  *lights the lamp*\n"]);
    assert!(!second.stdout.contains("*jumps"), "{}", second.stdout);
    failed(&run(example("actions"), &emulator, "bad-key"), "The turn failed: ");
    failed(&run(example("actions"), &emulator, ""), "The conversation failed: ");
}

#[test]
fn the_example_voices_searches_the_list() {
    let emulator = emulator();
    let voices = |arguments: &[&str], key: &str| {
        let program = arguments.iter().fold(example("voices"), |program, argument| program.argument(*argument));
        run(program, &emulator, key)
    };
    let count = |printed: &str| -> Vec<usize> {
        let last = printed.lines().last().expect("a line");
        last.split(' ').filter_map(|word| word.parse().ok()).collect()
    };
    let all = voices(&[], &key());
    succeeded(&all, &[" MALE ", " FEMALE ", " voices\n"]);
    let [english, listed] = count(&all.stdout)[..] else { panic!("{}", all.stdout) };
    assert!(0 < english && english < listed, "{}", all.stdout);
    let female = voices(&["en", "FEMALE"], &key());
    assert!(!female.stdout.contains(" MALE "), "{}", female.stdout);
    let [found, _] = count(&female.stdout)[..] else { panic!("{}", female.stdout) };
    assert!(0 < found && found < english && found == female.stdout.lines().count() - 1, "{}", female.stdout);
    // "e" is no language, although "en" begins with it.
    assert_eq!(count(&voices(&["e"], &key()).stdout)[0], 0);
    failed(&voices(&[], "bad-key"), "HTTP 401");
}

/// The body of the reply is its output, and what is known about the reply goes to standard error.
#[test]
fn the_example_of_any_call_sends_json_fields_and_files() {
    let emulator = emulator();
    let folder = Folder::new("any-call");
    let file = folder.file("lore.txt", "Forty-two lamps.");
    let call = |arguments: &[&str]| {
        let program = arguments.iter().fold(example("any_call"), |program, argument| program.argument(*argument));
        run(program, &emulator, &key())
    };
    let got = call(&["POST", "character/get", &format!("{{\"charID\":\"{PELL}\"}}")]);
    assert!(got.status.success() && got.stdout.contains("Pell the Lamplighter"), "{}{}", got.stdout, got.stderr);
    assert!(got.stderr.starts_with("HTTP 200, application/json, "), "{}", got.stderr);
    emulator.add_fault(&serde_json::json!({ "status": 201, "body": "stored" })).expect("a fault");
    let sent = call(&["POST", "lore/upload", "file_name=lore.txt", &format!("file=@{}", file.display())]);
    assert!(sent.status.success() && sent.stdout == "stored", "{}{}", sent.stdout, sent.stderr);
    let journal = emulator.journal().to_string();
    for part in ["\"file_name\":\"lore.txt\"", "\"length\":16", "\"encoding\":\"multipart\""] {
        assert!(journal.contains(part), "{part} is not in {journal}");
    }
    failed(&call(&["GET", "../elsewhere"]), "request.path");
    failed(&call(&["GET", "no/such/path"]), "HTTP 404");
    failed(&call(&["GET"]), "usage: ");
}

#[test]
fn the_example_characters_creates_changes_clones_and_deletes_a_character() {
    let emulator = emulator();
    let good = run(example("characters"), &emulator, &key());
    let changed = "Mira sells maps of places that do not exist yet.";
    succeeded(&good, &["Created\n", "Updated, and found by its name\n", "Cloned\n", changed, "en-US ja-JP"]);
    assert_eq!(good.stdout.matches("Deleted ").count(), 2, "{}", good.stdout);
    failed(&run(example("characters"), &emulator, "bad-key"), "Creating failed: ");
    failed(&run(example("characters"), &emulator, ""), "The client failed: ");
}

/// The recording that the repository has for the examples.
fn recording() -> PathBuf {
    root().join("examples/audio/question.wav")
}

fn samples_of(wav: &Path) -> (Vec<u8>, u32) {
    let reader = hound::WavReader::open(wav).expect("a WAV file");
    let rate = reader.spec().sample_rate;
    (reader.into_samples::<i16>().flat_map(|sample| sample.expect("a sample").to_le_bytes()).collect(), rate)
}

#[test]
fn the_example_voice_sends_a_wav_file_or_samples_and_saves_the_voice_of_the_reply() {
    let emulator = emulator();
    let folder = Folder::new("voice");
    let reply = folder.path().join("reply.wav");
    let (samples, rate) = samples_of(&recording());
    let raw = folder.file("samples.raw", &samples);
    let voice = |arguments: &[&str], key: &str| {
        let program = arguments.iter().fold(example("voice"), |program, argument| program.argument(*argument));
        run(program, &emulator, key)
    };
    let (wav, out, raw) = (recording().display().to_string(), reply.display().to_string(), raw.display().to_string());
    for arguments in [&[PELL, &wav, &out][..], &[PELL, &raw, &out, &rate.to_string(), "1"]] {
        succeeded(&voice(arguments, &key()), &["I heard 2.58 seconds of audio: 16000 Hz, 1 channel, 16 bits"]);
        assert!(samples_of(&reply).0.len() > 8000, "the voice of the reply is too short");
        fs::remove_file(&reply).expect("the example wrote it");
    }
    failed(&voice(&[PELL, &wav, &out], "bad-key"), "The turn failed: ");
    failed(&voice(&[PELL, "missing.wav", &out], &key()), "missing.wav cannot be read");
    assert_eq!(voice(&[PELL], &key()).status.code(), Some(2));
}

#[test]
fn the_example_talk_holds_a_conversation_and_deletes_its_characters() {
    let emulator = emulator();
    let folder = Folder::new("talk");
    let talk = |key: &str| {
        let program = example("talk").argument(recording().display().to_string());
        run(program.argument(folder.path().display().to_string()), &emulator, key)
    };
    let good = talk(&key());
    succeeded(&good, &["You:     What is your name?", "You:     (a recording)", "You:     What did I ask before?"]);
    assert_eq!(good.stdout.matches("Deleted ").count(), 2, "{}", good.stdout);
    for turn in 1..=3 {
        assert!(samples_of(&folder.path().join(format!("reply-{turn}.wav"))).0.len() > 8000);
    }
    failed(&talk("bad-key"), " failed: ");
    assert_eq!(run(example("talk"), &emulator, &key()).status.code(), Some(2));
}

fn voice_chat(emulator: &Emulator, key: &str, arguments: &[&str], out: &Path) -> Run {
    let question = root().join("examples/audio/question.wav").display().to_string();
    let program = arguments.iter().chain(&[PELL]).fold(example("voice_chat"), |program, one| program.argument(*one));
    run(program.argument(question).argument(out.display().to_string()), emulator, key)
}

/// The samples of a mono WAV file of 48 kHz that are no silence.
fn sounding(path: &Path) -> Vec<i16> {
    let mut wav = hound::WavReader::open(path).expect("a WAV file");
    assert_eq!((wav.spec().channels, wav.spec().sample_rate), (1, 48_000));
    wav.samples().map(|sample| sample.expect("a sample")).filter(|sample| *sample != 0).collect()
}

#[test]
fn the_example_voice_chat_answers_who_speaks_and_stops() {
    let (emulator, folder) = (emulator(), Folder::new("voice_chat"));
    let out = folder.path().join("out.wav");
    let chat = voice_chat(&emulator, &key(), &[], &out);
    succeeded(&chat, &["You speak.\nI heard 2.", "Pell the Lamplighter"]);
    assert!(sounding(&out).len() > 48_000);
    let sent = emulator.journal().to_string();
    assert!(sent.contains(r#""stream":"True""#), "{sent}");
}

#[test]
fn the_example_voice_chat_answers_who_releases_the_button() {
    let (emulator, folder) = (emulator(), Folder::new("voice_chat"));
    let out = folder.path().join("out.wav");
    let chat = voice_chat(&emulator, &key(), &["--push-to-talk"], &out);
    succeeded(&chat, &["I heard 2.", "Pell the Lamplighter"]);
    assert!(!chat.stdout.contains("You speak."));
    assert!(sounding(&out).len() > 48_000);
    let refused = voice_chat(&emulator, "bad-key", &["--push-to-talk"], &out);
    failed(&refused, "HTTP 401");
    assert!(sounding(&out).is_empty());
}

/// SDL's driver "disk" reads the microphone from one file, and writes what the loudspeaker plays to another.
#[cfg(target_os = "linux")]
#[test]
fn the_example_voice_chat_talks_through_a_sound_device() {
    if !support::tools::is_installed("sdl2-config", "libsdl2-dev") {
        return;
    }
    let (emulator, folder) = (emulator(), checkout());
    let text = read("examples/c/voice_chat.c");
    let line = |start: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(" *     ").filter(|line| line.starts_with(start)));
        line.unwrap_or_else(|| panic!("no line of the comment begins with {start}"))
    };
    let commands = format!(
        "{} {}\nexport CONVAI_API_KEY='{}' CONVAI_BASE_URL={} SDL_AUDIODRIVER=disk\n\
         (tail -c +45 examples/audio/question.wav; head -c 96000 /dev/zero) >in.raw\ntouch out.raw text\n\
         SDL_DISKAUDIOFILEIN=in.raw SDL_DISKAUDIOFILE=out.raw ./voice_chat {PELL} >text 2>log &\nchat=$!\n\
         until grep -q Lamplighter text && [ \"$(tr -d '\\0' <out.raw | wc -c)\" -gt 48000 ]; do\n\
         kill -0 $chat || {{ cat text log; exit 1; }}\nsleep 0.1\ndone\nkill $chat\nwait $chat\ncat text\n",
        line("cc "),
        line("-DVOICE_CHAT_SDL "),
        key(),
        emulator.url(),
    );
    let printed = shell(&folder, &commands);
    assert!(printed.starts_with("You speak.\nI heard 2.") && printed.contains("Pell the Lamplighter"), "{printed}");
}
