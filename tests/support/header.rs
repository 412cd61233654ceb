//! What `include/convai.h` declares, read from its text.

use super::root;
use std::fs;

pub fn text() -> String {
    fs::read_to_string(root().join("include/convai.h")).expect("include/convai.h is there").replace("\r\n", "\n")
}

/// A function, and the comment before it.
pub struct Function {
    pub name: String,
    pub comment: String,
    pub parameters: Vec<String>,
}

pub fn functions() -> Vec<Function> {
    let text = text();
    let mut functions = Vec::new();
    let mut rest = text.split_once("extern \"C\" {").expect("the functions' part").1;
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
    // A comment that belongs to something else ends before another declaration.
    let comment = if comment.ends_with("*/") { uncommented(comment) } else { String::new() };
    let parameters = parameters.trim_end_matches(')').split(',').map(last_word).filter(|name| name != "void").collect();
    Function { name, comment, parameters }
}

/// The text of a comment without its stars, as one line.
fn uncommented(comment: &str) -> String {
    let lines = comment.trim_start_matches("/**").trim_end_matches("*/").lines();
    let words: Vec<_> = lines.flat_map(|line| line.trim().trim_start_matches('*').split_whitespace()).collect();
    words.join(" ")
}

fn last_word(text: &str) -> String {
    text.trim().rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
}

/// The names and values of the constants that begin with `prefix`.
pub fn constants(prefix: &str) -> Vec<(String, i64)> {
    let define = |line: &str| -> Option<(String, i64)> {
        let (name, value) = line.strip_prefix("#define ")?.split_once(' ')?;
        Some((name.to_owned(), value.trim().parse().ok()?))
    };
    text().lines().filter_map(define).filter(|(name, _)| name.starts_with(prefix)).collect()
}

/// The names of the structs whose fields are public.
pub fn structs() -> Vec<String> {
    let text = text();
    let names = text.lines().filter_map(|line| line.strip_prefix("typedef struct ")?.strip_suffix(" {"));
    names.map(str::to_owned).collect()
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
