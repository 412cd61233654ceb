//! Generates the C header into OUT_DIR, and sets the linker arguments of the shared library.
//!
//! Programs include the committed `include/convai.h`. A test fails where the two differ, and `make header` copies the
//! generated one over it. This script never writes into the source tree.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

/// The number in the SONAME. It is raised together with `CONVAI_ABI_VERSION`.
const ABI_VERSION: &str = "1";

/// The files of the C ABI in the order in which a reader wants to meet them, each with its Doxygen group.
const NOUNS: [(&str, &str); 35] = [
    ("version", "library"),
    ("status", "status"),
    ("error", "error"),
    ("client", "client"),
    ("field", "turn"),
    ("scene", "turn"),
    ("call_options", "operation"),
    ("operation", "operation"),
    ("completion_queue", "queue"),
    ("queue", "queue"),
    ("result", "operation"),
    ("character", "character"),
    ("character_spec", "character"),
    ("character_calls", "character"),
    ("characters", "character"),
    ("voice", "voice"),
    ("language", "language"),
    ("token", "token"),
    ("response", "turn"),
    ("get_response", "turn"),
    ("piece", "turn"),
    ("conversation", "conversation"),
    ("conversation_turns", "conversation"),
    ("utterance", "utterance"),
    ("audio", "audio"),
    ("playback", "playback"),
    ("playback_read", "playback"),
    ("chat", "chat"),
    ("chat_calls", "chat"),
    ("generated_text", "generation"),
    ("narrative", "narrative"),
    ("narrative_calls", "narrative"),
    ("usage", "usage"),
    ("request", "request"),
    ("log", "log"),
];

fn main() {
    println!("cargo:rerun-if-changed=core/src/ffi");
    println!("cargo:rerun-if-changed=cbindgen.toml");
    println!("cargo:rerun-if-changed=build.rs");
    write_header();
    link_arguments();
}

fn write_header() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("convai.h");
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml is readable");
    let mut builder = cbindgen::Builder::new().with_config(config);
    let mut groups = BTreeMap::new();
    for (noun, group) in NOUNS {
        let source = root.join("core/src/ffi").join(noun).with_extension("rs");
        let text = fs::read_to_string(&source).expect("every noun has a file");
        groups.extend(public_names(&text).map(|name| (name.to_owned(), group)));
        builder = builder.with_src(source);
    }
    let mut header = Vec::new();
    builder.generate().expect("the ffi module can be read by cbindgen").write(&mut header);
    // cbindgen has no C type for `intptr_t` beside `size_t`.
    let header = String::from_utf8(header).expect("a header is text").replace("ptrdiff_t", "intptr_t");
    fs::write(&out, with_groups(&header, &groups)).expect("OUT_DIR can be written to");
    println!("cargo:rustc-env=CONVAI_GENERATED_HEADER={}", out.display());
}

/// The names of the constants, types and functions that a file exports.
fn public_names(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let item = line.strip_prefix("pub ")?;
        let item = ["const ", "struct ", "type ", "extern \"C\" fn ", "unsafe extern \"C\" fn "]
            .iter()
            .find_map(|keyword| item.strip_prefix(keyword))?;
        item.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
    })
}

/// The name that a declaration introduces: a macro, a struct, a type, or a function.
fn declared_name(declaration: &str) -> &str {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let word_after = |prefix: &str| {
        let name = declaration.strip_prefix(prefix)?;
        // The macro that initialises a struct belongs to the struct.
        name.split("sizeof(").nth(1).unwrap_or(name).split(|letter| !is_name(letter)).next()
    };
    // A function's name stands before its parameters; its return type may be a public name, too.
    let function = || declaration.split('(').next()?.rsplit(|letter| !is_name(letter)).next();
    let type_name = || declaration.split(';').next()?.rsplit(|letter| !is_name(letter)).next();
    let name = match declaration {
        text if text.starts_with("#define ") => word_after("#define "),
        text if text.starts_with("typedef struct ") => word_after("typedef struct "),
        text if text.starts_with("typedef ") => type_name(),
        _ => function(),
    };
    name.unwrap_or_default()
}

/// Ends the comment of each declaration with the Doxygen group of the noun that it belongs to.
fn with_groups(header: &str, groups: &BTreeMap<String, &str>) -> String {
    let mut grouped = String::with_capacity(header.len() * 11 / 10);
    let mut lines = header.lines().peekable();
    while let Some(line) = lines.next() {
        // Comments of fields are indented, and belong to the group of their struct.
        if line == " */" {
            let declaration: Vec<_> = lines.clone().take(2).collect();
            let declaration = declaration.join(" ");
            if let Some(group) = groups.get(declared_name(&declaration)) {
                grouped += &format!(" * @ingroup {group}\n");
            }
        }
        grouped += line;
        grouped.push('\n');
    }
    grouped
}

fn link_arguments() {
    let os = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    match os.as_str() {
        "linux" | "android" | "freebsd" => {
            // An application for Android contains no file whose name ends in a number.
            let version = if os == "android" { String::new() } else { format!(".{ABI_VERSION}") };
            println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libconvai.so{version}");
            // Destructors of thread-locals may run after dlclose, so the library stays mapped.
            println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
            if os == "android" {
                // Devices with pages of 16 KB refuse a smaller alignment. Older NDKs align to 4 KB.
                println!("cargo:rustc-cdylib-link-arg=-Wl,-z,max-page-size=16384");
            }
        }
        "macos" | "ios" => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libconvai.dylib");
        }
        _ => {}
    }
}
