//! The header: is it the one that the sources make, does every compiler take it, and does it say what it has to say.
//!
//! After a change in `core/src/ffi`, `make header` regenerates it.

mod support;

use convai::api::Status;
use std::{collections::BTreeSet, env, fs, path::Path};
use support::{Folder, Program, emulator, header, library, root};

#[test]
fn the_committed_header_is_the_generated_one() {
    let generated = fs::read_to_string(env!("CONVAI_GENERATED_HEADER")).expect("build.rs wrote it");
    if env::var_os("CONVAI_WRITE_HEADER").is_some() {
        fs::write(root().join("include/convai.h"), &generated).expect("include/convai.h can be written to");
    }
    let committed = header::text();
    let differs = committed.lines().zip(generated.lines()).position(|(committed, generated)| committed != generated);
    assert!(
        committed == generated.replace("\r\n", "\n"),
        "include/convai.h is not what core/src/ffi makes (line {}): run `make header`",
        differs.unwrap_or(committed.lines().count()) + 1
    );
}

#[test]
fn the_committed_model_is_the_headers() {
    let path = root().join("abi/convai.json");
    let model = serde_json::to_string_pretty(&header::model()).expect("it is plain JSON") + "\n";
    if env::var_os("CONVAI_WRITE_HEADER").is_some() {
        fs::write(&path, &model).expect("abi/convai.json can be written to");
    }
    let committed = fs::read_to_string(&path).expect("abi/convai.json is there").replace("\r\n", "\n");
    assert!(committed == model, "abi/convai.json is not what include/convai.h declares: run `make header bindings`");
}

/// Uses every struct, every INIT macro, every constant and every function, so that a compiler has to look at them all.
fn user_of_everything() -> String {
    let mut code = String::from("#include <convai.h>\n#include <convai.h>\n#include \"check.h\"\n\nint main(void) {\n");
    for name in header::structs() {
        code += &format!("    CHECK_NUMBER(convai_struct_size(\"{name}\"), sizeof({name}));\n");
        let init = format!("{}_INIT", name.to_uppercase());
        if header::text().contains(&format!("#define {init} ")) {
            code += &format!("    {{ {name} value = {init}; CHECK_NUMBER(value.struct_size, sizeof value); }}\n");
        }
    }
    for (name, value) in header::constants("CONVAI_") {
        code += &format!("    CHECK_NUMBER({name}, {value});\n");
    }
    for (name, _) in status_constants() {
        code += &format!("    CHECK_TEXT(convai_status_name({name}), \"{name}\");\n");
        code += &format!("    CHECK(strlen(convai_status_text({name})) > 5);\n");
    }
    for function in header::functions() {
        code += &format!("    CHECK({} != 0);\n", function.name);
    }
    code += "    CHECK_NUMBER(convai_abi_version(), CONVAI_ABI_VERSION);\n";
    code += &format!("    CHECK_TEXT(convai_version(), \"{}\");\n", env!("CARGO_PKG_VERSION"));
    code += "    CHECK_TEXT(convai_status_name(99), \"CONVAI_ERROR_UNKNOWN\");\n";
    code += "    CHECK_TEXT(convai_status_name(-1), \"CONVAI_ERROR_UNKNOWN\");\n";
    code += "    CHECK(strlen(convai_status_text(12345)) > 5);\n";
    code += "    CHECK_NUMBER(convai_struct_size(\"convai_nothing\"), 0);\n";
    code += "    CHECK_TEXT(CONVAI_NEW_SESSION, \"-1\");\n    return check_end();\n}\n";
    code
}

fn status_constants() -> Vec<(String, i64)> {
    let is_status = |name: &str| name.starts_with("CONVAI_ERROR_") || name == "CONVAI_OK" || name == "CONVAI_PENDING";
    header::constants("CONVAI_").into_iter().filter(|(name, _)| is_status(name)).collect()
}

#[test]
fn c99_compiles_and_agrees_with_the_library() {
    let folder = Folder::new("header");
    let source = folder.file("everything.c", user_of_everything());
    // A function's address is never NULL, which is what the check of it says.
    Program::compile(&source, &library(), &["-Wno-address"]).passes();
}

#[test]
fn cpp11_compiles_and_agrees_with_the_library() {
    if !support::has_cpp_compiler() {
        return;
    }
    let folder = Folder::new("header");
    let source = folder.file("everything.cpp", user_of_everything());
    Program::compile(&source, &library(), &["-Wno-address"]).passes();
}

/// By itself, with nothing before it, and where the static library is linked.
#[test]
fn the_header_needs_nothing_before_it() {
    let folder = Folder::new("header");
    let names: &[&str] = if support::has_cpp_compiler() { &["alone.c", "alone.cpp"] } else { &["alone.c"] };
    for name in names {
        let source = folder.file(name, "#include <convai.h>\ntypedef convai_response used;\n");
        for define in ["-DNOTHING", "-DCONVAI_STATIC"] {
            let mut compiler = support::compiler(Path::new(name));
            support::succeeds(compiler.args([define, "-fsyntax-only"]).arg(&source));
        }
    }
}

#[test]
fn the_program_in_the_opening_comment_works() {
    let folder = Folder::new("header");
    let source = folder.file("opening.c", header::program());
    let emulator = emulator();
    let program = || {
        let program = Program::compile(&source, &library(), &[]).against(&emulator);
        program.variable("CONVAI_CHARACTER_ID", convai_emulator::PUBLIC_CHARACTER_ID)
    };
    let good = program().variable("CONVAI_API_KEY", support::key()).run();
    assert!(good.status.success());
    assert_eq!((good.stdout.lines().count(), good.stderr.as_str()), (1, ""), "{}", good.stdout);
    assert!(good.stdout.contains("Pell the Lamplighter"), "{}", good.stdout);

    let refused = program().variable("CONVAI_API_KEY", "bad-key").run();
    assert_eq!(refused.stdout, "");
    assert!(refused.stderr.contains("HTTP 401"), "{}", refused.stderr);

    let without_key = program().run();
    assert_eq!(without_key.status.code(), Some(1));
    assert_eq!(without_key.stdout, "");
    assert!(without_key.stderr.contains("the API key is empty"), "{}", without_key.stderr);
}

#[test]
fn every_function_says_how_it_may_be_called_and_how_it_fails() {
    let functions = header::functions();
    assert!(functions.len() > 50, "only {} functions were found", functions.len());
    for function in functions {
        let (name, comment) = (&function.name, &function.comment);
        assert!(name.starts_with("convai_"), "{name}");
        for word in ["Threads: ", "Blocks: "] {
            assert!(comment.contains(word), "{name}: its comment has no \"{word}\"");
        }
        assert!(["@return ", "Errors: "].iter().any(|word| comment.contains(word)), "{name}: how does it fail?");
        for parameter in &function.parameters {
            assert!(
                comment.contains(&format!("@param {parameter} ")),
                "{name}: its comment does not say what {parameter} is: {comment}"
            );
        }
    }
}

/// Some tests need a line for each call that sends a request. None of their tables may lack a call.
#[test]
fn every_table_of_calls_has_every_call() {
    let read = |file: &str| fs::read_to_string(root().join("tests").join(file)).expect("the file exists");
    let names = |text: &str, name: &str| {
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        text.match_indices(name).any(|(at, _)| !text[at + name.len()..].starts_with(is_name))
    };
    let functions = header::functions();
    let calls: Vec<_> = functions.iter().filter_map(|function| function.name.strip_suffix("_async")).collect();
    assert!(calls.len() > 10, "{calls:?}");
    for (file, both_forms) in [
        ("c/every_call.h", true),
        ("c/panics.c", true),
        ("c/bad_handles.c", true),
        ("c/endpoints_call_options.c", false),
    ] {
        let text = read(file);
        for call in &calls {
            assert!(names(&text, call), "tests/{file} has no line for {call}");
            assert!(!both_forms || names(&text, &format!("{call}_async")), "tests/{file} has no line for {call}_async");
        }
    }
    // The fault matrix names the rows of every_call.h.
    let (rows, faults) = (read("c/every_call.h"), read("faults.rs"));
    for row in rows.lines().filter_map(|line| line.strip_prefix("FORMS(")?.split(',').next()) {
        assert!(
            faults.contains(&format!("\"{row}\"")),
            "tests/faults.rs does not run the call \"{row}\" of every_call.h"
        );
    }
}

/// Each function stands in the Doxygen group of its noun: the reference is read by groups.
#[test]
fn every_function_stands_in_the_group_of_its_noun() {
    for function in header::functions() {
        let noun = match function.name.as_str() {
            "convai_abi_version" | "convai_version" | "convai_struct_size" | "convai_live_objects" => "library",
            "convai_client_next" | "convai_client_wake_handle" => "queue",
            "convai_client_next_log" => "log",
            "convai_operation_take_character" | "convai_operation_take_characters" | "convai_characters_free" => {
                "character"
            }
            "convai_operation_take_voices" | "convai_voices_free" => "voice",
            "convai_operation_take_languages" | "convai_languages_free" => "language",
            "convai_operation_take_token" => "token",
            "convai_operation_take_chats" | "convai_operation_take_chat" | "convai_chats_free" => "chat",
            "convai_operation_take_usage" => "usage",
            "convai_operation_take_generated_text" | "convai_generated_text_free" => "generation",
            name if name.starts_with("convai_generate_") => "generation",
            "convai_operation_take_sections" | "convai_operation_take_triggers" => "narrative",
            name if name.starts_with("convai_section") || name.starts_with("convai_trigger") => "narrative",
            "convai_operation_take_audio" => "audio",
            "convai_call" | "convai_call_async" => "request",
            "convai_operation_take_response" | "convai_operation_next_piece" => "turn",
            "convai_shutdown" => "client",
            "convai_result_free" => "operation",
            "convai_response_free" | "convai_piece_free" => "turn",
            name if name.starts_with("convai_get_response") => "turn",
            name => name.split('_').nth(1).expect("a function is named after its noun"),
        };
        assert_eq!(function.doxygen_group, noun, "{}", function.name);
    }
}

#[test]
fn the_statuses_are_those_of_the_library() {
    let here: Vec<_> = status_constants();
    let there: Vec<_> = Status::ALL.iter().map(|status| i64::from(*status as i32)).collect();
    assert_eq!(here.iter().map(|(_, number)| *number).collect::<Vec<_>>(), there);
    let numbers: BTreeSet<_> = there.iter().collect();
    assert_eq!(numbers.len(), there.len(), "two statuses have one number");
    // What a comment lists as an error is one.
    let names: BTreeSet<_> = here.iter().filter_map(|(name, _)| name.strip_prefix("CONVAI_ERROR_")).collect();
    for function in header::functions() {
        let listed =
            function.comment.split("Errors: ").skip(1).filter_map(|errors| errors.split(['.', ';', '(']).next());
        for error in listed.flat_map(|errors| errors.split(", ")).map(str::trim).filter(|error| *error != "none") {
            assert!(names.contains(error), "{}: \"{error}\" is no status", function.name);
        }
    }
}

/// Every struct is one that a binding can ask the size of, and every one that a caller fills has its macro.
#[test]
fn the_structs_are_those_of_the_library() {
    let structs = header::structs();
    assert_eq!(structs.len(), 38, "{structs:?}");
    let text = header::text();
    for name in structs {
        let body = text.split_once(&format!("typedef struct {name} {{")).expect("it is there").1;
        let body = body.split_once(&format!("}} {name};")).expect("it ends").0;
        let has_macro = text.contains(&format!("#define {}_INIT ", name.to_uppercase()));
        assert_eq!(body.contains("struct_size;"), has_macro, "{name}");
        // Types whose size depends on the compiler have no place in a binary interface.
        for word in ["bool", "enum", " int ", " long ", "unsigned", " char "] {
            let lines = body.lines().map(str::trim).filter(|line| !line.starts_with(['*', '/']));
            let offends = |line: &&str| format!(" {line}").contains(word) && !line.starts_with("const char *");
            assert_eq!(lines.filter(offends).collect::<Vec<_>>(), Vec::<&str>::new(), "{name}");
        }
    }
}
