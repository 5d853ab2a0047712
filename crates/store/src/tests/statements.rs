//! Every statement of this room, as it stands in the source: both databases understand it, and none
//! looks through a whole table to find a row.

use crate::{seam::Value, testing::both};
use std::{fs, path::Path};

/// The statements with the file each stands in.
pub fn statements() -> Vec<(String, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "rs") && path.is_file() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            found.extend(literals(&text).into_iter().map(|sql| (name.clone(), sql)));
        }
    }
    found
}

/// Literals that are statements. None of them has an escape in it, nor a comment a quote.
fn literals(text: &str) -> Vec<String> {
    let code: Vec<&str> =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let begins = |text: &&str| {
        ["SELECT ", "INSERT ", "UPDATE ", "DELETE "].iter().any(|word| text.starts_with(word))
    };
    code.split('"').filter(begins).map(str::to_owned).collect()
}

/// How many values a statement takes.
pub fn values(sql: &str) -> usize {
    let numbers = sql.split('$').skip(1).map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    });
    numbers.max().unwrap_or(0)
}

#[test]
fn statements_are_found() {
    let found = statements();
    assert!(found.len() > 70, "{}", found.len());
    for noun in [
        "account",
        "app",
        "app_password",
        "audit",
        "browser",
        "grant",
        "method",
        "outbox",
        "retired_password",
        "sending",
        "session",
        "setting",
        "sign_in",
        "signing_key",
        "tally",
        "ticket",
        "token",
    ] {
        assert!(found.iter().any(|(file, _)| *file == format!("{noun}.rs")), "{noun}");
    }
    assert!(found.iter().all(|(_, sql)| !sql.contains('\\') && !sql.contains('{')));
}

#[tokio::test]
async fn both_databases_understand_every_statement() {
    both(async |db| {
        let mut reader = db.reader().await.unwrap();
        for (file, sql) in statements() {
            reader.prepares(&sql).await.unwrap_or_else(|error| panic!("{file}: {error}\n{sql}"));
        }
        assert!(reader.prepares("SELECT nothing FROM account").await.is_err());
    })
    .await;
}

/// What is small by its nature, or asked for whole.
const WHOLE: [(&str, &str); 5] = [
    ("restored.rs", "UPDATE "),
    ("app.rs", "FROM app ORDER BY"),
    ("account.rs", "SELECT COUNT(*) FROM account\0"),
    ("signing_key.rs", "FROM signing_key"),
    ("outbox.rs", "SELECT COUNT(*) FROM outbox"),
];

/// A hundred thousand accounts are as quick as a thousand.
#[tokio::test]
async fn every_look_up_has_its_index() {
    let db = crate::Db::open(&crate::Config::Memory).await.unwrap();
    let mut reader = db.reader().await.unwrap();
    let mut plan = async |sql: &str| {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let given = vec![Value::Null; values(sql)];
        reader.all(|row| row.text(3), &explain, given).await.unwrap()
    };
    for (file, sql) in statements() {
        let whole = |part: &str| format!("{sql}\0").contains(part);
        if WHOLE.iter().any(|(place, part)| *place == file && whole(part)) {
            continue;
        }
        for step in plan(&sql).await {
            // Partial indexes hold few: letters that wait, people with a role.
            let partial = step.contains("outbox_due") || step.contains("account_role");
            assert!(!step.starts_with("SCAN") || partial, "{file}: {step}\n{sql}");
        }
    }
    let scan = plan("SELECT account_id FROM account WHERE mail = $1").await;
    assert!(scan[0].starts_with("SCAN"), "a look-up without an index is seen: {scan:?}");
}

/// Pages of a list and the newest of something come from the index in order, without sorting all.
#[tokio::test]
async fn lists_are_not_sorted_whole() {
    let db = crate::Db::open(&crate::Config::Memory).await.unwrap();
    let mut reader = db.reader().await.unwrap();
    let small = ["app.rs", "signing_key.rs", "method.rs", "session.rs"];
    for (file, sql) in statements() {
        if !sql.contains("ORDER BY") || small.contains(&file.as_str()) {
            continue;
        }
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let given = vec![Value::Null; values(&sql)];
        let steps = reader.all(|row| row.text(3), &explain, given).await.unwrap();
        for step in steps {
            let whole = step.starts_with("USE TEMP B-TREE FOR ORDER BY");
            // A search sorts what it found, which is quicker than looking at all in order.
            let found = sql.contains("n.name >= $2") || sql.contains("WHERE until = $1 AND");
            assert!(!whole || found, "{file}: {step}\n{sql}");
        }
    }
}
