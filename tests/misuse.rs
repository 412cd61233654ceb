//! Every function of the header, called with every combination of valid and invalid values of its parameters: NULL; stale,
//! freed, forged handles and handles of another kind; impossible lengths; odd addresses; invalid struct sizes and strings.
//! An invalid value causes the expected status, with a message, and no leak.
//!
//! The program is generated. `misuse/table.txt` has the kind of each parameter, and the headers beside it have the values
//! of each kind. The tests fail if a function is not in the table.
#![cfg(unix)]

mod support;

use std::{fs, path::PathBuf};
use support::{Folder, Instrument, Program, header, library, root};

/// This header includes the others, except for main.h.
const VALUES: &str = "arguments.h";

fn folder() -> PathBuf {
    root().join("tests/misuse")
}

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("tests/misuse/{name}: {error}"))
}

/// A line of the table: a function, and the kinds of its parameters.
struct Line {
    function: String,
    kinds: Vec<Kind>,
}

/// A kind of value, which `KIND_value` in the headers creates, for one parameter or for several.
#[derive(Clone)]
struct Kind {
    name: String,
    types: Vec<String>,
}

fn table() -> Vec<Line> {
    let kinds = kinds();
    let text = read("table.txt");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let function = words.next().expect("a line is not empty").to_owned();
        let kind = |word: &str| {
            let name = word.replace('&', "address_of_");
            let known = kinds.iter().find(|kind| kind.name == name);
            known.cloned().unwrap_or_else(|| panic!("{function}: there are no values for \"{word}\""))
        };
        Line { kinds: words.map(kind).collect(), function }
    };
    lines.map(line).collect()
}

/// The kinds in the headers: the functions `static void KIND_value(fixture *w, int i, TYPE *first, ...)`, and the macros
/// for the free functions and for operations.
fn kinds() -> Vec<Kind> {
    let text = [VALUES, "structs.h", "handles.h"].map(read).concat();
    let signatures =
        text.lines().filter_map(|line| line.strip_prefix("static void ")?.split_once("_value(fixture *w, int i, "));
    let mut kinds: Vec<_> = signatures
        .map(|(name, parameters)| {
            let parameters = parameters.split(')').next().unwrap_or_default().split(", ");
            Kind { name: name.to_owned(), types: parameters.map(pointed_at).collect() }
        })
        .collect();
    for line in text.lines() {
        let noun = line.split(['(', ',', ')']).nth(1).unwrap_or_default();
        if line.starts_with("ADDRESS_OF_") {
            kinds.push(Kind { name: format!("address_of_{noun}"), types: vec![format!("convai_{noun} **")] });
        } else if line.starts_with("OPERATION_WITH(") {
            kinds.push(Kind { name: format!("{noun}_operation"), types: vec!["convai_operation *".into()] });
        }
    }
    kinds
}

/// The type that a parameter points to: `const char *` for `const char **name`.
fn pointed_at(parameter: &str) -> String {
    let (kind, _) = parameter.rsplit_once('*').expect("the parameter is a pointer");
    kind.trim_end().to_owned()
}

/// A type without the word `struct`.
fn plain(kind: &str) -> String {
    kind.replace("struct ", "")
}

#[test]
fn every_function_is_in_the_table_with_its_parameters() {
    let (table, functions) = (table(), header::functions());
    for line in &table {
        let known = functions.iter().any(|function| function.name == line.function);
        assert!(known, "{} is in tests/misuse/table.txt and not in the header", line.function);
    }
    for function in functions {
        let lines: Vec<_> = table.iter().filter(|line| line.function == function.name).collect();
        let [line] = lines[..] else {
            panic!("{} is {} times in tests/misuse/table.txt, and must be there once", function.name, lines.len());
        };
        let declared: Vec<_> = function.types.iter().map(|kind| plain(kind)).collect();
        let listed: Vec<_> = line.kinds.iter().flat_map(|kind| kind.types.clone()).collect();
        assert_eq!(listed, declared, "{}: tests/misuse/table.txt has other parameters than the header", function.name);
    }
}

/// The calls of one function: a loop for each kind around the call.
fn calls(line: &Line, function: &header::Function) -> String {
    let name = &line.function;
    let mut code =
        format!("\nstatic void calls_{name}(fixture *w) {{\n    static const convai_status documented[] = {{");
    code += &documented(&function.comment).iter().map(|status| format!("{status}, ")).collect::<String>();
    code += &format!("0}};\n    int i[{}] = {{0}};\n", line.kinds.len().max(1));
    for (kind, parameter) in function.types.iter().zip(&function.parameters) {
        code += &format!("    {kind} {parameter};\n");
    }
    for (index, kind) in line.kinds.iter().enumerate() {
        code += &format!("    for (i[{index}] = 0; i[{index}] < {}_VALUES; i[{index}]++)\n", kind.name);
    }
    code += &format!("    if (begin(w, \"{name}\", documented, {}, i)) {{\n", line.kinds.len());
    let mut parameters = function.parameters.iter();
    for (index, kind) in line.kinds.iter().enumerate() {
        let filled: String = parameters.by_ref().take(kind.types.len()).map(|name| format!(", &{name}")).collect();
        code += &format!("        {}_value(w, i[{index}]{filled});\n", kind.name);
    }
    let arguments = function.parameters.join(", ");
    code += &format!(
        "        ended_{}(w, {name}({arguments}));\n        finish(w);\n    }}\n}}\n",
        ending(&function.returns)
    );
    code
}

/// The suffix of the C function that checks a return value of this type.
fn ending(returns: &str) -> String {
    match plain(returns).as_str() {
        "convai_status" => "status".into(),
        "const char *" => "text".into(),
        "uint32_t" | "uint64_t" | "size_t" => "number".into(),
        made => made.strip_prefix("convai_").and_then(|made| made.strip_suffix(" *")).expect("a result").to_owned(),
    }
}

/// The statuses that a comment lists. A group such as "2xx" is its negative first digit.
fn documented(comment: &str) -> Vec<i64> {
    let listed =
        ["@return ", "Errors: "].iter().filter_map(|word| comment.find(word)).min().map_or("", |at| &comment[at..]);
    let words: Vec<_> = listed.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let statuses = header::constants("CONVAI_").into_iter().filter(|(name, _)| {
        let short = name.strip_prefix("CONVAI_ERROR_");
        let is_status = short.is_some() || name == "CONVAI_OK" || name == "CONVAI_PENDING";
        is_status && words.iter().any(|word| *word == name.as_str() || short == Some(word))
    });
    let groups = (1..=5).filter(|group| words.contains(&format!("{group}xx").as_str()));
    statuses.map(|(_, status)| status).chain(groups.map(|group: i64| -group)).filter(|status| *status != 0).collect()
}

fn generated() -> String {
    let functions = header::functions();
    let mut code = format!("#define _GNU_SOURCE\n#include \"{VALUES}\"\n");
    let mut table_of_calls =
        String::from("\nstatic const struct {\n    const char *name;\n    void (*calls)(fixture *w);\n} table[] = {\n");
    for line in table() {
        let function =
            functions.iter().find(|function| function.name == line.function).expect("the table fits the header");
        code += &calls(&line, function);
        table_of_calls += &format!("    {{\"{0}\", calls_{0}}},\n", line.function);
    }
    code + &table_of_calls + "};\n\n#include \"main.h\"\n"
}

fn run(threads: u32, step: u32) {
    let program = Program::compile_once("misuse", || {
        let source = Folder::new("misuse-source");
        let source_file = source.file("misuse.c", generated());
        Program::compile(&source_file, &library(), &["-I", &folder().display().to_string()])
    });
    program.with_emulator().argument(threads.to_string()).argument(step.to_string()).passes();
}

#[test]
fn every_invalid_value_causes_its_status_and_no_leak() {
    run(1, 1);
}

/// Under valgrind, which runs one thread at a time, and AddressSanitizer the threads divide the calls among themselves.
#[test]
fn eight_threads_make_all_calls_at_once() {
    run(8, if Instrument::active().is_some() { 8 } else { 1 });
}
