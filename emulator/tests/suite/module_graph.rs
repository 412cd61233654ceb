//! The modules of the library depend on each other in one direction only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The top-level modules, and which of the others each one names in a `crate::` path.
type Graph = BTreeMap<String, BTreeSet<String>>;

fn read_graph(folder: &Path) -> Graph {
    let mut graph = Graph::new();
    for entry in fs::read_dir(folder).expect("the source folder").flatten() {
        let module = entry.path().file_stem().expect("a file name").to_string_lossy().into_owned();
        let mut sources = String::new();
        collect_sources(&entry.path(), &mut sources);
        let mut named = crate_paths(&sources);
        named.remove(&module);
        graph.insert(module, named);
    }
    graph
}

/// Appends the source files below a path, without their unit tests.
fn collect_sources(path: &Path, sources: &mut String) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder").flatten() {
            collect_sources(&entry.path(), sources);
        }
        return;
    }
    let text = fs::read_to_string(path).expect("a source file");
    sources.push_str(text.split("#[cfg(test)]").next().unwrap_or_default());
}

/// The first segments of all paths such as `crate::wav::Pcm` and `crate::{clock, redact}`.
fn crate_paths(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in source.split("crate::").skip(1) {
        let list = match path.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default(),
            None => path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default(),
        };
        let names = list.split(',').filter_map(|item| item.trim().split("::").next());
        found.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    found
}

/// A chain of modules that leads back to its start.
fn find_cycle(graph: &Graph) -> Option<Vec<String>> {
    fn visit(graph: &Graph, module: &str, chain: &mut Vec<String>) -> bool {
        let repeated = chain.iter().any(|visited| visited == module);
        chain.push(module.to_owned());
        if repeated {
            return true;
        }
        if graph.get(module).is_some_and(|named| named.iter().any(|next| visit(graph, next, chain))) {
            return true;
        }
        chain.pop();
        false
    }
    graph.keys().find_map(|module| {
        let mut chain = Vec::new();
        visit(graph, module, &mut chain).then_some(chain)
    })
}

#[test]
fn modules_do_not_depend_on_each_other_in_cycles() {
    let graph = read_graph(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(graph["server"].contains("routes") && graph["routes"].contains("api"), "{graph:?}");
    assert_eq!(find_cycle(&graph), None);
}

#[test]
fn a_planted_cycle_is_found() {
    let graph: Graph = [("a", "use crate::b::B;"), ("b", "use crate::{c, wav};"), ("c", "fn f() { crate::a::g() }")]
        .into_iter()
        .map(|(module, source)| (module.to_owned(), crate_paths(source)))
        .collect();
    assert_eq!(find_cycle(&graph).expect("a cycle").join(" "), "a b c a");
}
