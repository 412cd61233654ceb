//! The direction of dependencies in `core` and `audio`: paths are read from the sources, and each path that points against the documented
//! direction fails the test.
//!
//! Rules about layers and crates apply to all code. Rules about cycles do not apply to test modules.

mod layering {
    pub mod source;
}

use layering::source::{Path, Source, read};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs, path,
};

/// Each layer, and the layers that it may use. `box_slot`, `exchange`, `panics`, `signals`, `sockets`, `unloading` and
/// `wake` are modules beside the layers.
const LAYERS: [(&str, &[&str]); 11] = [
    ("ffi", &["api", "panics", "signals"]),
    ("api", &["transport", "audio", "box_slot", "exchange", "panics", "signals", "unloading", "wake"]),
    ("transport", &["panics", "signals", "sockets", "unloading"]),
    ("audio", &[]),
    ("box_slot", &[]),
    ("exchange", &[]),
    ("panics", &[]),
    ("signals", &[]),
    ("sockets", &[]),
    ("unloading", &[]),
    ("wake", &[]),
];

/// A part of a layer that must not use the rest of its layer: support code does not know the C types.
const SEPARATE: [&str; 1] = ["ffi::support"];

/// The files of these folders use each other without a cycle. A separate part is a folder of its own.
const WITHOUT_CYCLES: [&str; 5] = ["ffi", "ffi::support", "api", "transport", "audio"];

/// Crates, and the layers that may name them. The longest matching line counts.
const CRATES: [(&str, &[&str]); 4] = [
    ("reqwest", &["transport"]),
    ("hyper", &["transport"]),
    ("tokio", &["transport"]),
    ("tokio::sync", &["transport", "api"]),
];

/// All violations of the rules above in the sources.
fn violations(sources: &[Source]) -> Vec<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for source in sources {
        for path in &source.paths {
            found.extend(layer_violation(source, path));
            found.extend(separation_violation(source, path));
            found.extend(crate_violation(source, path));
        }
    }
    for folder in WITHOUT_CYCLES {
        found.extend(cycles(sources, folder));
    }
    found.into_iter().collect()
}

fn place(source: &Source, path: &Path) -> String {
    format!("{}:{}: `{}`", source.file, path.line, path.text)
}

fn layer_violation(source: &Source, path: &Path) -> Option<String> {
    let (from, to) = (source.layer(), path.target.as_ref()?.first()?.as_str());
    let known = |layer: &str| LAYERS.iter().find(|(name, _)| *name == layer);
    let (_, allowed) = known(from)?;
    known(to)?;
    (from != to && !allowed.contains(&to)).then(|| format!("{}: {from} must not use {to}", place(source, path)))
}

fn separation_violation(source: &Source, path: &Path) -> Option<String> {
    let target = path.target.as_ref()?;
    SEPARATE.into_iter().find_map(|part| {
        let (layer, _) = part.split_once("::")?;
        let inside = |module: &[String]| is_below(module, part);
        let leaves = inside(&source.module) && !inside(target) && target[0] == layer;
        leaves.then(|| format!("{}: {part} must not use the rest of {layer}", place(source, path)))
    })
}

fn crate_violation(source: &Source, path: &Path) -> Option<String> {
    if path.target.is_some() {
        return None;
    }
    let lines = CRATES.iter().filter(|(name, _)| path.text == *name || path.text.starts_with(&format!("{name}::")));
    let (name, allowed) = lines.max_by_key(|(name, _)| name.len())?;
    let layer = source.layer();
    (!allowed.contains(&layer)).then(|| format!("{}: {layer} must not name {name}", place(source, path)))
}

fn is_below(module: &[String], part: &str) -> bool {
    let part: Vec<_> = part.split("::").collect();
    module.len() >= part.len() && module.iter().zip(&part).all(|(one, other)| one == other)
}

/// The cycles between the files of a folder and its subfolders.
fn cycles(sources: &[Source], folder: &str) -> Vec<String> {
    let inside = |module: &[String]| {
        let separate = |part: &str| part != folder && part.starts_with(folder) && is_below(module, part);
        is_below(module, folder) && !SEPARATE.iter().any(|part| separate(part))
    };
    let files: Vec<_> = sources.iter().filter(|source| inside(&source.module) && !source.is_test).collect();
    let mut edges: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for from in &files {
        for path in from.paths.iter().filter(|path| !path.is_test && !path.is_reexport) {
            let Some(target) = path.target.as_ref().map(|target| defining_module(sources, target)) else { continue };
            let to = files.iter().find(|to| to.module == target).filter(|to| to.file != from.file);
            if let Some(to) = to {
                edges.entry(&from.file).or_default().entry(&to.file).or_insert_with(|| place(from, path));
            }
        }
    }
    let mut found = Vec::new();
    let mut left: BTreeSet<&str> = edges.keys().copied().collect();
    while let Some(start) = left.pop_first() {
        let Some(cycle) = shortest_cycle(&edges, start) else { continue };
        // Each group of files that use each other is reported once.
        for file in &cycle {
            left.remove(file);
        }
        let steps: Vec<_> = cycle.iter().zip(cycle.iter().cycle().skip(1)).map(|(from, to)| &edges[from][to]).collect();
        let steps: Vec<_> = steps.into_iter().map(String::as_str).collect();
        found.push(format!("a cycle: {} -> {start}\n        {}", cycle.join(" -> "), steps.join("\n        ")));
    }
    found
}

fn shortest_cycle<'a>(edges: &BTreeMap<&'a str, BTreeMap<&'a str, String>>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut next = Vec::new();
        for way in ways {
            for to in edges.get(way[way.len() - 1]).into_iter().flat_map(BTreeMap::keys) {
                if *to == start {
                    return Some(way);
                }
                if seen.insert(*to) {
                    next.push([&way[..], &[*to]].concat());
                }
            }
        }
        ways = next;
    }
    None
}

/// The module of the file that defines an item: a re-export leads on to another module.
fn defining_module(sources: &[Source], target: &[String]) -> Vec<String> {
    let mut target = target.to_vec();
    // A limit, because re-exports may form a loop.
    for _ in 0..16 {
        let module = (0..=target.len()).rev().map(|length| &target[..length]);
        let Some(source) = module.filter_map(|module| sources.iter().find(|source| source.module == module)).next()
        else {
            return target;
        };
        let rest = &target[source.module.len()..];
        let reexport = source.reexports.iter().find(|reexport| rest.starts_with(&reexport.name));
        match reexport {
            Some(reexport) => target = [&reexport.target[..], &rest[reexport.name.len()..]].concat(),
            None => return source.module.clone(),
        }
    }
    target
}

fn sources() -> Vec<Source> {
    fn collect(folder: &path::Path, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("the sources are readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push((path.display().to_string(), fs::read_to_string(&path).expect("a source is UTF-8")));
            }
        }
    }
    // Cargo sets the variable when it runs a test, too.
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let mut files = Vec::new();
    for folder in ["core/src", "audio/src"] {
        collect(&path::Path::new(&root).join(folder), &mut files);
    }
    for (file, _) in &mut files {
        *file = file[root.len() + 1..].replace('\\', "/");
    }
    files.sort();
    assert!(files.len() > 40, "only {} sources were found", files.len());
    read(&files)
}

#[test]
fn no_module_points_against_the_direction() {
    let sources = sources();
    let paths: usize = sources.iter().map(|source| source.paths.len()).sum();
    assert!(paths > 200, "only {paths} paths were read");
    let found = violations(&sources);
    assert!(found.is_empty(), "{} violations:\n    {}", found.len(), found.join("\n    "));
}

/// The violations of small sources: a file and its text for each.
fn check(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<_> = files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
    violations(&read(&files))
}

#[test]
fn every_forbidden_layer_is_found() {
    let layers = LAYERS.map(|(layer, _)| layer);
    // The audio is a crate of its own: nothing in it can name another layer.
    for (from, allowed) in LAYERS.into_iter().filter(|(from, _)| *from != "audio") {
        for to in layers {
            let text = format!("use crate::{to}::Thing;");
            let found = check(&[(&format!("core/src/{from}/a.rs"), &text), (&format!("core/src/{to}/b.rs"), "")]);
            let expected = if from == to || allowed.contains(&to) { 0 } else { 1 };
            assert_eq!(found.len(), expected, "{from} to {to}: {found:?}");
            if expected == 1 {
                assert_eq!(found[0], format!("core/src/{from}/a.rs:1: `crate::{to}::Thing`: {from} must not use {to}"));
            }
        }
    }
}

#[test]
fn a_forbidden_layer_is_found_in_every_form_of_a_path() {
    for text in [
        "use crate::transport;",
        "use crate::{api::Error, transport::Call};",
        "use super::super::transport::Call;",
        "use {crate::transport::Call as Other, std::fmt};",
        "pub(crate) use crate::transport::*;",
        "fn f() -> crate::transport::Call { todo!() }",
        "fn f() { let x = &mut crate::transport::CALLS; }",
        "macro_rules! m { () => { $crate::transport::call() } }",
        "mod inner { fn f() { super::super::super::transport::call() } }",
        "fn f() { use crate::{self as root, transport}; }",
        "#[cfg(test)]\nmod tests { use crate::transport::Call; }",
        "fn f<'a>(x: &'a str) -> char { crate::transport::g(x); '\"' }",
        "const X: &str = r#\"\"\"#; use crate::transport::Call;",
    ] {
        let found = check(&[("core/src/ffi/client.rs", text)]);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].ends_with("ffi must not use transport"), "{text}: {found:?}");
    }
}

#[test]
fn paths_in_comments_and_strings_do_not_count() {
    for text in [
        "// use crate::transport::Call;",
        "/* use crate::transport; /* nested */ crate::audio::x() */",
        "/// `crate::transport::Call`\nfn f() {}",
        "const X: &str = \"crate::transport::Call \\\" crate::audio\";",
        "const X: &str = r##\"crate::transport \"# crate::audio\"##;",
        "use crate::api::transport::Call;",
        "use std::transport;",
        "pub(in crate::transport) fn f() {}",
    ] {
        assert_eq!(check(&[("core/src/ffi/client.rs", text)]), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn support_code_that_uses_a_c_type_is_found() {
    for text in ["use crate::ffi::client::convai_client;", "use super::super::error::new;", "use crate::ffi::version;"]
    {
        let found = check(&[("core/src/ffi/support/guard.rs", text)]);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].ends_with("ffi::support must not use the rest of ffi"), "{found:?}");
    }
    for text in ["use super::handles;", "use crate::ffi::support::text;", "use crate::{api::Error, panics::catch};"] {
        assert_eq!(check(&[("core/src/ffi/support/guard.rs", text)]), Vec::<String>::new(), "{text}");
    }
    assert_eq!(check(&[("core/src/ffi/client.rs", "use super::support::guard::guard;")]), Vec::<String>::new());
}

#[test]
fn a_crate_that_a_layer_must_not_name_is_found() {
    for (file, text, complaint) in [
        ("core/src/api/client.rs", "use reqwest::Client;", "api must not name reqwest"),
        ("core/src/api/client.rs", "fn f(e: &hyper::Error) {}", "api must not name hyper"),
        ("core/src/api/client.rs", "use tokio::net::TcpStream;", "api must not name tokio"),
        ("core/src/api/client.rs", "use tokio::{sync::Notify, runtime};", "api must not name tokio"),
        ("core/src/ffi/client.rs", "use tokio::sync::Notify;", "ffi must not name tokio::sync"),
        ("audio/src/wav.rs", "use ::reqwest::Url;", "audio must not name reqwest"),
    ] {
        let found = check(&[(file, text)]);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].ends_with(complaint), "{text}: {found:?}");
    }
    for (file, text) in [
        ("core/src/transport/worker.rs", "use reqwest::Client; use tokio::net::TcpStream; use hyper::Error;"),
        ("core/src/api/client.rs", "use tokio::sync::Notify;"),
        ("core/src/api/client.rs", "use bytes::Bytes; fn reqwest() {}"),
    ] {
        assert_eq!(check(&[(file, text)]), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_cycle_between_files_is_found() {
    for folder in WITHOUT_CYCLES {
        let (path, absolute) = match folder {
            "audio" => ("audio/src".to_owned(), "crate".to_owned()),
            _ => (format!("core/src/{}", folder.replace("::", "/")), format!("crate::{folder}")),
        };
        let file = |name: &str| format!("{path}/{name}.rs");
        let [a, b, c, root] = ["a", "b", "c", "mod"].map(file);
        let two = [(&a[..], "use super::b::Thing;"), (&b[..], "fn f() { super::a::g() }")];
        let found = check(&two);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(&format!("a cycle: {a} -> {b} -> {a}\n")), "{found:?}");

        let three = [(&a[..], "use super::b;"), (&b[..], "use super::c;"), (&c[..], "use super::a::{self, Thing};")];
        assert_eq!(check(&three).len(), 1);
        for text in
            [format!("use {absolute}::a::Thing;"), format!("macro_rules! m {{ () => {{ ${absolute}::a::g() }} }}")]
        {
            assert_eq!(check(&[(&a, "use super::b;"), (&b, &text)]).len(), 1, "{text}");
        }

        // A re-export in mod.rs stands for the file that defines the item.
        let reexport = "mod a; mod b; pub use a::Thing; pub use self::b::{other, Other as Renamed};";
        let found = check(&[(&root, reexport), (&a, "use super::Renamed;"), (&b, "use super::Thing;")]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(check(&[(&root, reexport), (&a, "use super::Renamed;"), (&b, "")]), Vec::<String>::new());

        // Code in mod.rs is a file like the others.
        let parent = [(&root[..], "mod a; use a::Thing; pub fn f() {}"), (&a[..], "use super::f;")];
        assert_eq!(check(&parent).len(), 1);

        // Test modules may use everything.
        let tests = [(&a[..], "use super::b::Thing;"), (&b[..], "#[cfg(test)] mod tests { use super::super::a; }")];
        assert_eq!(check(&tests), Vec::<String>::new());
        let declared = [(&a[..], "use super::b;"), (&b[..], "#[cfg(test)] #[path = \"b_tests.rs\"] mod tests;")];
        let b_tests = file("b_tests");
        assert_eq!(check(&[declared[0], declared[1], (&b_tests, "use super::a::g;")]), Vec::<String>::new());
    }
}

#[test]
fn files_without_a_cycle_pass() {
    let files = [
        ("core/src/api/a.rs", "use super::{b::{self, Thing}, c::*};"),
        ("core/src/api/b.rs", "use super::c::Other; fn f() { self::g() } fn g() {}"),
        ("core/src/api/c.rs", "use crate::transport::Call; use std::fmt;"),
        ("core/src/transport/call.rs", "use tokio::net::TcpStream;"),
        ("core/src/lib.rs", "pub mod api; pub use api::Thing;"),
    ];
    assert_eq!(check(&files), Vec::<String>::new());
}
