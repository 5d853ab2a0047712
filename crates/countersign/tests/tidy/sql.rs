//! One SQL text for two databases: it stands in the store alone, and speaks only what both speak.

use crate::source::{File, house, literals, none};

/// What one of the two does not have, has differently, or does behind our back: clocks and dice of
/// the database's own, types that are not TEXT, BIGINT or BYTEA, and each one's dialect.
const FORBIDDEN: [&str; 31] = [
    "NOW(",
    "CURRENT_TIMESTAMP",
    "CURRENT_DATE",
    "DATETIME(",
    "RANDOM(",
    "GEN_RANDOM",
    "BOOLEAN",
    " TRUE",
    " FALSE",
    "INTEGER",
    "SERIAL",
    "AUTOINCREMENT",
    "TIMESTAMP",
    "INTERVAL",
    "VARCHAR",
    "JSONB",
    "UUID",
    "NUMERIC",
    " REAL",
    " BLOB",
    "ARRAY",
    "->",
    "::",
    "ILIKE",
    "GLOB",
    "FOR UPDATE",
    "SKIP LOCKED",
    "INSERT OR ",
    "REPLACE INTO",
    "PRAGMA",
    "LISTEN",
];

fn is_sql(literal: &str) -> bool {
    let text = literal.trim_start();
    let two = |first: &str, second: &str| {
        text.strip_prefix(first).is_some_and(|rest| rest.contains(second))
    };
    two("SELECT ", "FROM ")
        || two("UPDATE ", " SET ")
        || ["INSERT INTO ", "INSERT OR ", "DELETE FROM ", "CREATE TABLE", "CREATE INDEX", "ALTER "]
            .iter()
            .chain(&["CREATE UNIQUE", "DROP TABLE", "WITH RECURSIVE", "REPLACE INTO", "PRAGMA "])
            .any(|start| text.starts_with(start))
}

/// SQL in another room than the store.
fn misplaced(file: &File) -> Vec<String> {
    if file.room() == "store" || !file.is(".rs") || file.is_test() {
        return Vec::new();
    }
    literals(&file.text)
        .into_iter()
        .filter(|(_, literal)| is_sql(literal))
        .map(|(line, _)| format!("{}:{line}: SQL belongs in the store", file.path))
        .collect()
}

/// Words of the store's statements that not both databases share. The seam is left out: what one
/// database needs to be opened stands there.
fn foreign(file: &File) -> Vec<String> {
    if file.room() != "store" || file.is_test() || file.path.contains("/seam/") {
        return Vec::new();
    }
    if file.is(".sql") {
        return vocabulary(&file.path, 1, &without_comments(&file.text))
            .into_iter()
            .chain(types(file))
            .collect();
    }
    let statements = literals(&file.text).into_iter().filter(|(_, literal)| is_sql(literal));
    statements.flat_map(|(line, sql)| vocabulary(&file.path, line, sql)).collect()
}

fn vocabulary(path: &str, line: usize, sql: &str) -> Vec<String> {
    let upper = sql.to_uppercase();
    let mut out: Vec<String> = FORBIDDEN
        .iter()
        .filter_map(|word| upper.find(word).map(|at| (word, crate::source::line(&upper, at))))
        .map(|(word, below)| {
            format!("{path}:{}: {} is not for both databases", line + below - 1, word.trim())
        })
        .collect();
    if upper.contains('?') {
        out.push(format!("{path}:{line}: placeholders are $1, $2, …"));
    }
    out
}

fn without_comments(sql: &str) -> String {
    sql.lines().map(|line| line.split("--").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Columns of new tables are TEXT, BIGINT or BYTEA.
fn types(file: &File) -> Vec<String> {
    let text = without_comments(&file.text);
    let mut out = Vec::new();
    for table in text.split("CREATE TABLE ").skip(1) {
        let table = &table[..table.find(';').unwrap_or(table.len())];
        let (name, columns) = table.split_once('(').unwrap_or((table, ""));
        for column in top_level(columns) {
            let mut words = column.split_whitespace();
            let (Some(first), Some(kind)) = (words.next(), words.next()) else { continue };
            let rule = ["PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT"].contains(&first);
            if !rule && !["TEXT", "BIGINT", "BYTEA"].contains(&kind.trim_end_matches(')')) {
                out.push(format!("{}: {}.{first} is {kind}", file.path, name.trim()));
            }
        }
    }
    out
}

/// Parts between commas that are not within brackets.
fn top_level(text: &str) -> Vec<String> {
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

#[test]
fn sql_stands_in_the_store_and_means_the_same_twice() {
    none(&house().iter().flat_map(|f| [misplaced(f), foreign(f)].concat()).collect::<Vec<_>>());
}

#[test]
fn sql_elsewhere_is_found() {
    let text = "let q = \"SELECT a\n FROM b\"; let say = \"SELECT one\";";
    assert_eq!(misplaced(&File::sample("crates/web/src/a.rs", text)).len(), 1);
    assert!(misplaced(&File::sample("crates/store/src/a.rs", text)).is_empty());
}

#[test]
fn one_database_s_dialect_is_found() {
    let complain = |path: &str, text: &str| foreign(&File::sample(path, text)).join(" ");
    for word in FORBIDDEN {
        let text = format!("q(\"SELECT a FROM b WHERE c = {word} x\")");
        let found = complain("crates/store/src/a.rs", &text);
        assert!(found.contains(word.trim()), "{word}: {found}");
    }
    assert!(complain("crates/store/src/a.rs", "q(\"DELETE FROM a WHERE b = ?1\")").contains("$1"));
    assert!(complain("crates/store/src/a.rs", "q(\"DELETE FROM a WHERE b = $1\")").is_empty());
    let table = "CREATE TABLE t (a TEXT PRIMARY KEY, b DOUBLE, UNIQUE (a, b)); -- now()";
    assert_eq!(
        complain("crates/store/migrations/1.sql", table),
        "crates/store/migrations/1.sql: t.b is DOUBLE"
    );
}
