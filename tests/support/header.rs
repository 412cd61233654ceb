//! The one reader of `include/convai.h`: what the header declares, read from its text.
//!
//! The tests use it directly. The generators of the bindings use `abi/convai.json`, which `model` makes.

use super::root;
use serde_json::{Value, json};
use std::fs;

pub fn text() -> String {
    fs::read_to_string(root().join("include/convai.h")).expect("include/convai.h is there").replace("\r\n", "\n")
}

/// A function, and the comment before it.
pub struct Function {
    pub name: String,
    pub comment: String,
    /// The Doxygen group that it is listed under.
    pub doxygen_group: String,
    pub parameters: Vec<String>,
    /// The type of each parameter, as in `const char *`.
    pub types: Vec<String>,
    /// What it returns, written alike.
    pub returns: String,
    /// All of it on one line, without the semicolon.
    pub declaration: String,
}

pub fn functions() -> Vec<Function> {
    functions_of(&text())
}

/// Those of any header that is written like this one.
pub fn functions_of(header: &str) -> Vec<Function> {
    let mut functions = Vec::new();
    let mut rest = header.split_once("extern \"C\" {").expect("the functions' part").1;
    while let Some((before, after)) = rest.split_once("\nCONVAI_API") {
        let (declaration, next) = after.split_once(';').expect("a declaration ends");
        functions.push(function(before, declaration));
        rest = next;
    }
    functions
}

fn function(before: &str, declaration: &str) -> Function {
    let comment = before.rfind("/**").map(|start| before[start..].trim()).unwrap_or_default();
    let (head, parameters) = declaration.split_once('(').expect("a function has parentheses");
    let name = last_word(head);
    let doxygen_group = comment.rsplit_once("@ingroup ").map(|(_, group)| last_word(group.trim_end_matches("*/")));
    // A comment that belongs to something else ends before another declaration.
    let comment = if comment.ends_with("*/") { uncommented(comment) } else { String::new() };
    let list: Vec<_> = parameters.trim_end_matches(')').split(',').filter(|parameter| *parameter != "void").collect();
    Function {
        comment,
        doxygen_group: doxygen_group.unwrap_or_default(),
        parameters: list.iter().copied().map(last_word).collect(),
        types: list.iter().copied().map(type_of).collect(),
        returns: type_of(head),
        declaration: one_line(declaration),
        name,
    }
}

/// The type in a declaration of something: all but its last word.
fn type_of(declaration: &str) -> String {
    one_line(declaration.trim().strip_suffix(&last_word(declaration)).expect("a declaration ends in a name"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a comment as one line, without its stars and without the group that it is listed under.
fn uncommented(comment: &str) -> String {
    let lines = comment.trim_start_matches("/**").trim_end_matches("*/").lines();
    let lines = lines.map(|line| line.trim().trim_start_matches('*').trim());
    one_line(&lines.filter(|line| !line.starts_with("@ingroup ")).collect::<Vec<_>>().join(" "))
}

fn last_word(text: &str) -> String {
    text.trim().rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
}

/// Everything that the header declares, for the generators of the bindings: the content of `abi/convai.json`.
pub fn model() -> Value {
    let text = text();
    let structs = structs_of(&text).into_iter().map(|name| {
        let fields = fields_of(&text, &name);
        let filled_by_caller = fields.first().is_some_and(|(_, field)| field == "struct_size");
        let field = |(kind, field): &(String, String)| {
            json!({"name": field, "type": plain(kind), "comment": field_comment(&text, &name, field)})
        };
        let fields: Vec<_> = fields.iter().map(field).collect();
        let comment = comment_before(&text, &format!("typedef struct {name} {{"));
        json!({"name": name, "comment": comment, "filled_by_caller": filled_by_caller, "fields": fields})
    });
    let functions = functions().into_iter().map(|function| {
        let parameters = function.parameters.iter().zip(&function.types);
        let parameters: Vec<_> = parameters.map(|(name, kind)| json!({"name": name, "type": plain(kind)})).collect();
        json!({
            "name": function.name,
            "group": group(&function.name),
            "comment": function.comment,
            "returns": plain(&function.returns),
            "parameters": parameters,
        })
    });
    json!({
        "constants": constant_models(&text),
        "handles": handles_of(&text),
        "structs": structs.collect::<Vec<_>>(),
        "functions": functions.collect::<Vec<_>>(),
    })
}

/// Numbers and strings; the initialisers of structs are code.
fn constant_models(text: &str) -> Vec<Value> {
    let define = |line: &str| -> Option<Value> {
        let (name, value) = line.strip_prefix("#define CONVAI_")?.split_once(' ')?;
        let value: Value = serde_json::from_str(value.trim()).ok()?;
        let comment = comment_before(text, line);
        Some(json!({"name": format!("CONVAI_{name}"), "value": value, "comment": comment}))
    };
    text.lines().filter_map(define).collect()
}

/// The names of the opaque types.
fn handles_of(text: &str) -> Vec<String> {
    let opaque = |line: &str| -> Option<String> {
        let (tag, name) = line.strip_prefix("typedef struct ")?.strip_suffix(';')?.split_once(' ')?;
        (tag == name).then(|| name.to_owned())
    };
    text.lines().filter_map(opaque).collect()
}

/// The comment that ends right before a line.
fn comment_before(text: &str, line: &str) -> String {
    let before = text.split_once(&format!("\n{line}")).expect("the line is there").0.trim_end();
    let start = before.rfind("/**").filter(|_| before.ends_with("*/"));
    start.map(|start| uncommented(&before[start..])).unwrap_or_default()
}

fn field_comment(text: &str, name: &str, field: &str) -> String {
    let body = text.split_once(&format!("typedef struct {name} {{")).expect("it is there").1;
    let body = body.split_once(&format!("}} {name};")).expect("it ends").0;
    let is_field = |line: &&str| last_word(line.trim_end_matches(';')) == field && line.ends_with(';');
    let line = body.lines().filter(|line| !line.trim_start().starts_with('*')).find(is_field).expect("it is a field");
    comment_before(body, line)
}

/// A type without the word that C needs and C++ does not.
fn plain(kind: &str) -> String {
    kind.replace("struct ", "")
}

/// The noun that a function belongs to.
fn group(function: &str) -> &'static str {
    const PREFIXES: [(&str, &str); 13] = [
        ("convai_client", "client"),
        ("convai_shutdown", "client"),
        ("convai_character", "character"),
        ("convai_get_response", "response"),
        ("convai_response", "response"),
        ("convai_piece", "piece"),
        ("convai_result", "result"),
        ("convai_operation", "operation"),
        ("convai_conversation", "conversation"),
        ("convai_utterance", "utterance"),
        ("convai_audio", "audio"),
        ("convai_error", "error"),
        ("convai_log", "log"),
    ];
    PREFIXES.iter().find(|(prefix, _)| function.starts_with(prefix)).map_or("library", |(_, group)| group)
}

/// The names and values of the constants that begin with `prefix`.
pub fn constants(prefix: &str) -> Vec<(String, i64)> {
    constants_of(&text(), prefix)
}

pub fn constants_of(header: &str, prefix: &str) -> Vec<(String, i64)> {
    let define = |line: &str| -> Option<(String, i64)> {
        let (name, value) = line.strip_prefix("#define ")?.split_once(' ')?;
        Some((name.to_owned(), value.trim().parse().ok()?))
    };
    header.lines().filter_map(define).filter(|(name, _)| name.starts_with(prefix)).collect()
}

/// The names of the structs whose fields are public.
pub fn structs() -> Vec<String> {
    structs_of(&text())
}

pub fn structs_of(header: &str) -> Vec<String> {
    let names = header.lines().filter_map(|line| line.strip_prefix("typedef struct ")?.strip_suffix(" {"));
    names.map(str::to_owned).collect()
}

/// The fields of a struct, each as its type and its name.
pub fn fields_of(header: &str, name: &str) -> Vec<(String, String)> {
    let body = header.split_once(&format!("typedef struct {name} {{")).expect("it is there").1;
    let body = body.split_once(&format!("}} {name};")).expect("it ends").0;
    let code = body.lines().map(str::trim).filter(|line| !line.starts_with(['*', '/'])).collect::<Vec<_>>().join(" ");
    let fields = code.split(';').map(str::trim).filter(|field| !field.is_empty());
    fields.map(|field| (type_of(field), last_word(field))).collect()
}

/// The program in the comment that opens the header.
pub fn program() -> String {
    let text = text();
    let opening = text.split_once("*/").expect("the opening comment").0;
    let lines = opening.lines().skip_while(|line| !line.contains("#include <convai.h>"));
    let indented = lines.map_while(|line| match line.strip_prefix(" *") {
        Some("") => Some(""),
        Some(line) => line.strip_prefix("     "),
        None => None,
    });
    let mut program = String::new();
    for line in indented {
        program.push_str(line);
        program.push('\n');
        if line == "}" {
            break;
        }
    }
    program
}
