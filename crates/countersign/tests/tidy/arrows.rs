//! Who may know whom. The seven Cargo.toml files say it to the compiler; this says it to whoever
//! changes them.

use crate::source::{File, code, house, none, rust, words_at};
use toml::{Table, Value};

/// A room and the rooms it may depend on; ARCHITECTURE.md draws the same.
const ARROWS: [(&str, &[&str]); 7] = [
    ("core", &[]),
    ("methods", &["core"]),
    ("store", &["core"]),
    ("engine", &["core", "store"]),
    ("web", &["core", "store", "engine"]),
    ("fronts", &["core", "store", "engine"]),
    ("countersign", &["core", "methods", "store", "engine", "web", "fronts"]),
];

/// What only some rooms may depend on. Tests may stand up a server of any kind.
const KEPT: [(&str, &[&str]); 13] = [
    ("rusqlite", &["store"]),
    ("tokio-postgres", &["store"]),
    ("deadpool-postgres", &["store"]),
    ("tokio-postgres-rustls", &["store"]),
    ("axum", &["web", "fronts", "countersign"]),
    ("axum-server", &["countersign"]),
    ("reqwest", &["engine"]),
    ("lettre", &["engine"]),
    ("minijinja", &["web"]),
    // The rules and the methods wait for nothing and write no log.
    ("tokio", &["store", "engine", "web", "fronts", "countersign"]),
    ("tracing", &["store", "engine", "web", "fronts", "countersign"]),
    ("rand", &[]),
    ("getrandom", &[]),
];

fn complaints(file: &File) -> Vec<String> {
    let room = file.room();
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{}: no room is called {room}", file.path)];
    };
    let manifest: Table = match toml::from_str(&file.text) {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("{}: {error}", file.path)],
    };
    let mut out = Vec::new();
    for name in dependencies(&manifest) {
        let ours = name.strip_prefix("countersign-").unwrap_or(&name);
        if ARROWS.iter().any(|(room, _)| *room == ours) && !allowed.contains(&ours) {
            out.push(format!("{}: {room} must not know {ours}", file.path));
        }
        if KEPT.iter().any(|(kept, rooms)| *kept == name && !rooms.contains(&room)) {
            out.push(format!("{}: {name} is not for {room}", file.path));
        }
    }
    out
}

/// Names under [dependencies] and [build-dependencies], also those for one platform only.
fn dependencies(manifest: &Table) -> Vec<String> {
    let mut tables = vec![manifest];
    if let Some(Value::Table(targets)) = manifest.get("target") {
        tables.extend(targets.values().filter_map(Value::as_table));
    }
    tables
        .into_iter()
        .flat_map(|table| ["dependencies", "build-dependencies"].map(|kind| table.get(kind)))
        .flatten()
        .filter_map(Value::as_table)
        .flat_map(|list| list.iter().map(|(key, value)| real_name(key, value)))
        .collect()
}

/// A dependency may be renamed; its package counts.
fn real_name(key: &str, value: &Value) -> String {
    value.get("package").and_then(Value::as_str).unwrap_or(key).to_owned()
}

/// Folders of `methods` that are methods, and of `fronts` that are fronts, do not import one
/// another; what several share stands beside them.
fn strangers(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    for (room, mark) in [("methods", "impl Kind for"), ("fronts", "")] {
        let source = format!("crates/{room}/src/");
        let inside: Vec<&File> = files.iter().filter(|f| f.path.starts_with(&source)).collect();
        let folder = |file: &File| {
            file.path[source.len()..].split_once('/').map(|(folder, _)| folder.to_owned())
        };
        let mut folders: Vec<String> = inside
            .iter()
            .filter(|file| !file.is_test() && file.text.contains(mark))
            .filter_map(|file| folder(file))
            .collect();
        folders.sort();
        folders.dedup();
        for file in inside {
            let Some(own) = folder(file).filter(|own| folders.contains(own)) else { continue };
            let code = code(&file.text);
            for other in folders.iter().filter(|other| **other != own) {
                if imports(&code, other) {
                    out.push(format!("{}: {own} must not know {other}", file.path));
                }
            }
        }
    }
    out
}

fn imports(code: &str, module: &str) -> bool {
    let direct = words_at(code, module)
        .any(|at| code[..at].ends_with("crate::") || code[..at].ends_with("super::super::"));
    let grouped = code.match_indices("crate::{").any(|(at, _)| {
        let group = &code[at..];
        let group = &group[..group.find(';').unwrap_or(group.len())];
        words_at(group, module).next().is_some()
    });
    direct || grouped
}

#[test]
fn rooms_know_only_whom_they_may() {
    let manifests: Vec<&File> =
        house().iter().filter(|f| f.is("/Cargo.toml") && f.path.starts_with("crates/")).collect();
    assert_eq!(manifests.len(), ARROWS.len(), "a room more or less needs a page in docs/decisions");
    none(&manifests.into_iter().flat_map(complaints).collect::<Vec<_>>());
    none(&strangers(&rust()));
}

#[test]
fn a_forbidden_arrow_is_found() {
    let complain = |room: &str, text: &str| {
        complaints(&File::sample(&format!("crates/{room}/Cargo.toml"), text)).join(" ")
    };
    assert!(complain("core", "[dependencies]\nstore.workspace = true").contains("know store"));
    assert!(complain("core", "[dev-dependencies]\nstore.workspace = true").is_empty());
    assert!(complain("web", "[dependencies]\nrusqlite = \"1\"").contains("not for web"));
    let renamed = "[target.'cfg(unix)'.dependencies]\nsql = { package = \"rusqlite\" }";
    assert!(complain("engine", renamed).contains("not for engine"));
    assert!(complain("store", "[dependencies]\ncountersign-core = \"1\"").is_empty());
    assert!(complain("cellar", "").contains("no room"));
}

#[test]
fn a_method_that_knows_another_is_found() {
    let files = |text: &str| {
        [
            File::sample("crates/methods/src/sms/mod.rs", text),
            File::sample("crates/methods/src/call/mod.rs", "impl Kind for Call {}"),
            File::sample("crates/methods/src/code/mod.rs", "pub fn ask() {}"),
        ]
    };
    for bad in ["use crate::call::x;", "use crate::{code, call};", "super::super::call::x()"] {
        assert_eq!(strangers(&files(&format!("{bad} impl Kind for Sms {{}}"))).len(), 1, "{bad}");
    }
    assert!(strangers(&files("use crate::code; impl Kind for Sms {}")).is_empty());
}
