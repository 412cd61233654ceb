//! Every function of the header, called with every combination of good and bad values of its parameters: NULL, handles
//! that are stale, freed twice, made up or of another kind, lengths that no buffer has, odd addresses, struct sizes and
//! strings that are none. A mistake gets the status that it should, with a message, and leaves nothing behind.
//!
//! The program is generated: `misuse/table.txt` says of which kind each parameter is, and the headers beside it which
//! values there are of a kind. A function that is not in the table makes these tests fail.
#![cfg(unix)]

mod support;

use convai::api::Status;
use std::{env, fs, path::PathBuf};
use support::{Folder, Program, emulator, header, library, root};

/// The header that has all the others in it but the program itself.
const VALUES: &str = "arguments.h";

fn folder() -> PathBuf {
    root().join("tests/misuse")
}

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("tests/misuse/{name}: {error}"))
}

/// A line of the table: a function, and what its parameters are.
struct Line {
    function: String,
    kinds: Vec<Kind>,
}

/// What `KIND_value` in the headers makes: values for one parameter or for several.
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

/// The kinds that the headers have values for: `static void KIND_value(world *w, int i, TYPE *first, ...)`, and the
/// macros for the free functions.
fn kinds() -> Vec<Kind> {
    let text = [VALUES, "structs.h", "handles.h"].map(read).concat();
    let signatures =
        text.lines().filter_map(|line| line.strip_prefix("static void ")?.split_once("_value(world *w, int i, "));
    let mut kinds: Vec<_> = signatures
        .map(|(name, parameters)| {
            let parameters = parameters.split(')').next().unwrap_or_default().split(", ");
            Kind { name: name.to_owned(), types: parameters.map(pointed_at).collect() }
        })
        .collect();
    for line in text.lines().filter(|line| line.starts_with("ADDRESS_OF_")) {
        let noun = line.split(['(', ',']).nth(1).unwrap_or_default();
        kinds.push(Kind { name: format!("address_of_{noun}"), types: vec![format!("convai_{noun} **")] });
    }
    kinds
}

/// `const char **name` points at a `const char *`.
fn pointed_at(parameter: &str) -> String {
    let (kind, _) = parameter.rsplit_once('*').expect("a value is given through a pointer");
    kind.trim_end().to_owned()
}

/// Without the word that C needs and C++ does not.
fn plain(kind: &str) -> String {
    kind.replace("struct ", "")
}

#[test]
fn every_function_is_in_the_table_with_its_parameters() {
    let (table, functions) = (table(), header::functions());
    for line in &table {
        let known = functions.iter().any(|function| function.name == line.function);
        assert!(known, "{} is in tests/misuse/table.txt, and not in the header", line.function);
    }
    for function in functions {
        let lines: Vec<_> = table.iter().filter(|line| line.function == function.name).collect();
        let [line] = lines[..] else {
            panic!("{} is {} times in tests/misuse/table.txt, which has to have it once", function.name, lines.len());
        };
        let declared: Vec<_> = function.types.iter().map(|kind| plain(kind)).collect();
        let listed: Vec<_> = line.kinds.iter().flat_map(|kind| kind.types.clone()).collect();
        assert_eq!(listed, declared, "{}: tests/misuse/table.txt has other parameters than the header", function.name);
    }
}

/// The calls of one function: a loop for each kind, and the call in the middle.
fn calls(line: &Line, function: &header::Function) -> String {
    let name = &line.function;
    let mut code = format!("\nstatic void calls_{name}(world *w) {{\n    static const convai_status documented[] = {{");
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

/// How what a function returns is judged.
fn ending(returns: &str) -> String {
    match plain(returns).as_str() {
        "convai_status" => "status".into(),
        "const char *" => "text".into(),
        "uint32_t" | "uint64_t" | "size_t" => "number".into(),
        made => made.strip_prefix("convai_").and_then(|made| made.strip_suffix(" *")).expect("a result").to_owned(),
    }
}

/// The statuses that a comment lists; a whole group of a hundred is given as its negative first digit.
fn documented(comment: &str) -> Vec<i64> {
    let listed =
        ["@return ", "Errors: "].iter().filter_map(|word| comment.find(word)).min().map_or("", |at| &comment[at..]);
    let words: Vec<_> = listed.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let statuses = Status::ALL.iter().filter(|status| {
        let name = status.name().to_str().expect("ASCII");
        words.iter().any(|word| *word == name || name.strip_prefix("CONVAI_ERROR_") == Some(word))
    });
    let groups = (1..=5).filter(|group| words.contains(&format!("{group}xx").as_str()));
    statuses
        .map(|status| i64::from(*status as i32))
        .chain(groups.map(|group: i64| -group))
        .filter(|status| *status != 0)
        .collect()
}

fn generated() -> String {
    let functions = header::functions();
    let mut code = format!("#define _GNU_SOURCE\n#include \"{VALUES}\"\n");
    let mut table_of_calls =
        String::from("\nstatic const struct {\n    const char *name;\n    void (*calls)(world *w);\n} table[] = {\n");
    for line in table() {
        let function =
            functions.iter().find(|function| function.name == line.function).expect("the table fits the header");
        code += &calls(&line, function);
        table_of_calls += &format!("    {{\"{0}\", calls_{0}}},\n", line.function);
    }
    code + &table_of_calls + "};\n\n#include \"program.h\"\n"
}

fn run(threads: u32, step: u32) {
    let (emulator, source) = (emulator(), Folder::new("misuse"));
    let source_file = source.file("misuse.c", generated());
    let program = Program::compile(&source_file, &library(), &["-I", &folder().display().to_string()]);
    program.against(&emulator).argument(threads.to_string()).argument(step.to_string()).passes();
}

#[test]
fn every_mistake_gets_its_status_and_nothing_is_lost() {
    run(1, 1);
}

/// Under a tool that runs one thread at a time the threads share the calls out.
#[test]
fn eight_threads_make_all_mistakes_at_once() {
    run(8, if env::var_os("CONVAI_TEST_RUNNER").is_some() { 8 } else { 1 });
}
