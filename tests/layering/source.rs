//! A small reader of Rust sources: it finds the paths in a file, and does not understand anything else.

use std::collections::BTreeSet;

/// A path such as `crate::api::Error`, from a `use` or from code.
#[derive(Debug)]
pub struct Path {
    pub line: usize,
    /// As in the source, with the groups of a `use` expanded.
    pub text: String,
    /// The absolute path inside the library, without `crate`; nothing for a path into another crate.
    pub target: Option<Vec<String>>,
    /// In a test module.
    pub is_test: bool,
    /// From a `pub use`, which makes a name available and uses nothing.
    pub is_reexport: bool,
}

/// A name that a `use` makes available in a module. `name` is relative to the module of the file.
#[derive(Debug)]
pub struct Reexport {
    pub name: Vec<String>,
    pub target: Vec<String>,
}

#[derive(Debug)]
pub struct Source {
    pub file: String,
    /// `["ffi", "client"]` for `core/src/ffi/client.rs`, and `["audio", "pcm"]` for `audio/src/pcm.rs`.
    pub module: Vec<String>,
    pub is_test: bool,
    pub paths: Vec<Path>,
    pub reexports: Vec<Reexport>,
}

impl Source {
    pub fn layer(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }
}

/// Reads files: their names below the root of the repository, and their texts.
pub fn read(files: &[(String, String)]) -> Vec<Source> {
    let modules: BTreeSet<Vec<String>> = files.iter().map(|(file, _)| module_of(file)).collect();
    files.iter().map(|(file, text)| source(file, text, &modules)).collect()
}

fn module_of(file: &str) -> Vec<String> {
    let path = file.trim_start_matches("core/src/").trim_end_matches(".rs");
    let mut module: Vec<String> = path.split('/').filter(|part| *part != "src").map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod" || last == "lib") {
        module.pop();
    }
    module
}

/// What `crate` stands for in a module: the audio is a crate of its own.
fn root(module: &[String]) -> Vec<String> {
    module.iter().take(1).filter(|layer| *layer == "audio").cloned().collect()
}

fn source(file: &str, text: &str, modules: &BTreeSet<Vec<String>>) -> Source {
    let module = module_of(file);
    let is_test = file.ends_with("_tests.rs") || file.ends_with("/tests.rs");
    let mut reader =
        Reader { tokens: tokens(text), at: 0, modules, file: module.clone(), scopes: Vec::new(), out: Vec::new() };
    reader.read();
    let (mut paths, mut reexports) = (Vec::new(), Vec::new());
    for found in reader.out {
        if let (Some(name), Some(target)) = (found.name, &found.path.target) {
            reexports.push(Reexport { name, target: target.clone() });
        }
        paths.push(Path { is_test: found.path.is_test || is_test, ..found.path });
    }
    Source { file: file.to_owned(), module, is_test, paths, reexports }
}

#[derive(Clone, Debug, PartialEq)]
struct Token {
    line: usize,
    /// An identifier, `::`, or a single character.
    text: String,
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// The tokens of a source without comments and literals.
fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<char> = text.chars().collect();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    while at < characters.len() {
        let end = end_of_token(&characters, at);
        let text: String = characters[at..end].iter().collect();
        let first = characters[at];
        let literal = text.len() > 1 && (text.ends_with('"') || text.ends_with('#') || first == '\'');
        if !first.is_whitespace() && !text.starts_with("//") && !text.starts_with("/*") && !literal {
            tokens.push(Token { line, text: text.clone() });
        }
        line += text.matches('\n').count();
        at = end;
    }
    tokens
}

fn end_of_token(characters: &[char], at: usize) -> usize {
    let rest = &characters[at..];
    let starts =
        |text: &str| rest.iter().copied().zip(text.chars()).filter(|(one, other)| one == other).count() == text.len();
    let length = if starts("//") {
        rest.iter().position(|c| *c == '\n').unwrap_or(rest.len())
    } else if starts("/*") {
        end_of_comment(rest)
    } else if starts("::") {
        2
    } else if let Some(length) = raw_string(rest) {
        length
    } else if starts("\"") || starts("b\"") || starts("c\"") {
        end_of_string(rest)
    } else if starts("'") {
        end_of_quote(rest)
    } else if rest[0].is_alphanumeric() || rest[0] == '_' {
        rest.iter().position(|c| !c.is_alphanumeric() && *c != '_').unwrap_or(rest.len())
    } else {
        1
    };
    at + length
}

fn end_of_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at + 1 < rest.len() {
        match (rest[at], rest[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// The length of `r"..."`, `r#"..."#`, `br"..."` and the like.
fn raw_string(rest: &[char]) -> Option<usize> {
    let prefix = rest.iter().take(2).take_while(|c| matches!(c, 'b' | 'c' | 'r')).count();
    let hashes = rest[prefix..].iter().take_while(|c| **c == '#').count();
    if !rest[..prefix].contains(&'r') || rest.get(prefix + hashes) != Some(&'"') {
        return None;
    }
    let start = prefix + hashes + 1;
    let closes =
        |at: &usize| rest[*at] == '"' && rest[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    Some((start..rest.len()).find(closes).map_or(rest.len(), |at| at + 1 + hashes))
}

fn end_of_string(rest: &[char]) -> usize {
    let mut at = rest.iter().position(|c| *c == '"').map_or(1, |at| at + 1);
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// The length of a character literal. A lifetime is one character: the quote.
fn end_of_quote(rest: &[char]) -> usize {
    match rest.get(1) {
        Some('\\') => rest[3..].iter().position(|c| *c == '\'').map_or(rest.len(), |at| at + 4),
        Some(_) if rest.get(2) == Some(&'\'') => 3,
        _ => 1,
    }
}

/// An open brace: the name of the inline module that it begins, if it does, and whether that is a test module.
struct Scope {
    module: Option<String>,
    is_test: bool,
}

struct Found {
    path: Path,
    /// The name that a `use` at the level of a module makes available, relative to the module of the file.
    name: Option<Vec<String>>,
}

struct Reader<'a> {
    tokens: Vec<Token>,
    at: usize,
    modules: &'a BTreeSet<Vec<String>>,
    file: Vec<String>,
    scopes: Vec<Scope>,
    out: Vec<Found>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut cfg_test = false;
        while self.at < self.tokens.len() {
            match self.text(0) {
                "#" => cfg_test |= self.attribute(),
                // `pub(in crate::ffi)` says who may use an item, and uses nothing itself.
                "pub" if self.text(1) == "(" && self.text(2) == "in" => {
                    while !matches!(self.text(0), ")" | "") {
                        self.at += 1;
                    }
                }
                "mod" if self.text(2) == "{" => {
                    let module = Some(self.text(1).to_owned());
                    self.scopes.push(Scope { module, is_test: std::mem::take(&mut cfg_test) });
                    self.at += 3;
                }
                "mod" => (cfg_test, self.at) = (false, self.at + 2),
                "{" => {
                    // A function or another item with #[cfg(test)] is test code, too.
                    self.scopes.push(Scope { module: None, is_test: std::mem::take(&mut cfg_test) });
                    self.at += 1;
                }
                "}" => {
                    self.scopes.pop();
                    self.at += 1;
                }
                "use" => {
                    self.use_item(cfg_test);
                    cfg_test = false;
                }
                ";" => (cfg_test, self.at) = (false, self.at + 1),
                text if is_identifier(text) || text == "::" => self.code_path(cfg_test),
                _ => self.at += 1,
            }
        }
    }

    fn text(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| &token.text)
    }

    /// Skips the start of an attribute. The paths inside it count. Returns whether it is `#[cfg(test)]`.
    fn attribute(&mut self) -> bool {
        let texts: Vec<_> = (1..7).map(|ahead| self.text(ahead)).collect();
        let is_test = texts[..] == ["[", "cfg", "(", "test", ")", "]"]
            || texts[..4] == ["[", "cfg", "(", "all"] && texts[5] == "test";
        self.at += if is_test { 7 } else { 1 };
        is_test
    }

    /// The path of the current module: that of the file, and of the inline modules.
    fn module(&self) -> Vec<String> {
        let inline = self.scopes.iter().filter_map(|scope| scope.module.clone());
        self.file.iter().cloned().chain(inline).collect()
    }

    fn is_test(&self) -> bool {
        self.scopes.iter().any(|scope| scope.is_test)
    }

    /// A path in code, such as `crate::api::Error::new`. A single identifier is not a path.
    fn code_path(&mut self, cfg_test: bool) {
        let line = self.tokens[self.at].line;
        let mut segments = Vec::new();
        if self.text(0) == "::" {
            self.at += 1;
            if !is_identifier(self.text(0)) {
                return;
            }
        }
        loop {
            segments.push(self.text(0).to_owned());
            self.at += 1;
            if self.text(0) != "::" || !is_identifier(self.text(1)) {
                break;
            }
            self.at += 1;
        }
        if segments.len() > 1 {
            self.add(line, segments, None, false, cfg_test);
        }
    }

    fn use_item(&mut self, cfg_test: bool) {
        let before = self.at.checked_sub(1).map_or("", |at| &self.tokens[at].text);
        let is_public = before == "pub" || before == ")";
        // A `use` inside a function makes nothing available to other modules.
        let is_item = self.scopes.iter().all(|scope| scope.module.is_some());
        self.at += 1;
        self.use_tree(&mut Vec::new(), is_item, is_public, cfg_test);
    }

    fn use_tree(&mut self, prefix: &mut Vec<String>, is_item: bool, is_public: bool, cfg_test: bool) {
        let depth = prefix.len();
        loop {
            let line = self.tokens.get(self.at).map_or(0, |token| token.line);
            match self.text(0).to_owned().as_str() {
                "{" => {
                    self.at += 1;
                    while self.at < self.tokens.len() && self.text(0) != "}" {
                        self.use_tree(&mut prefix.clone(), is_item, is_public, cfg_test);
                        if self.text(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    break;
                }
                "::" => self.at += 1,
                "*" => {
                    self.at += 1;
                    self.add(line, prefix.clone(), None, is_public, cfg_test);
                    break;
                }
                segment if is_identifier(segment) => {
                    // `self` in a group stands for the prefix.
                    if segment != "self" || prefix.is_empty() {
                        prefix.push(segment.to_owned());
                    }
                    self.at += 1;
                    if self.text(0) == "::" {
                        continue;
                    }
                    let mut name = prefix.last().cloned();
                    if self.text(0) == "as" {
                        name = Some(self.text(1).to_owned());
                        self.at += 2;
                    }
                    let name = name.filter(|_| is_item);
                    self.add(line, prefix.clone(), name, is_public, cfg_test);
                    break;
                }
                _ => break,
            }
        }
        prefix.truncate(depth);
    }

    fn add(&mut self, line: usize, segments: Vec<String>, name: Option<String>, is_reexport: bool, cfg_test: bool) {
        let module = self.module();
        let target = self.resolve(&module, &segments);
        let inline = &module[self.file.len()..];
        let name = name.map(|name| [inline, &[name]].concat());
        let is_test = self.is_test() || cfg_test;
        let path = Path { line, text: segments.join("::"), target, is_test, is_reexport };
        self.out.push(Found { path, name });
    }

    /// The absolute path, or nothing for another crate.
    fn resolve(&self, module: &[String], segments: &[String]) -> Option<Vec<String>> {
        let (mut base, mut rest) = match segments.first()?.as_str() {
            "crate" => (root(module), &segments[1..]),
            "self" => (module.to_vec(), &segments[1..]),
            "super" => (module.to_vec(), segments),
            first => {
                // A child module of this one. Other names are crates, or items that a `use` has named.
                let child: Vec<_> = module.iter().cloned().chain([first.to_owned()]).collect();
                return self.modules.contains(&child).then(|| [module, segments].concat());
            }
        };
        while rest.first().is_some_and(|segment| segment == "super") {
            base.pop();
            rest = &rest[1..];
        }
        Some([&base[..], rest].concat())
    }
}
