//! Writes are noticed by what they name.

use super::*;

fn wrote(watch: &Arc<Watch>, names: &[&str], sql: &str, changed: u64) {
    let mut marks = Marks::new(Arc::clone(watch));
    for name in names {
        marks.name(name.as_bytes());
    }
    marks.ran(sql, changed);
    marks.tell();
}

fn note(watch: &Watch, names: &[&[u8]]) -> Noted {
    watch.note(watch.moment(), names).unwrap()
}

#[test]
fn what_was_read_before_a_write_is_not_kept() {
    let watch = Arc::new(Watch::new());
    let moment = watch.moment();
    wrote(&watch, &["z"], "UPDATE session SET", 1);
    assert!(watch.note(moment, &[b"a"]).is_none());
    assert!(watch.note(watch.moment(), &[b"a"]).is_some());
}

#[test]
fn a_write_is_noticed_by_its_names_only() {
    let watch = Arc::new(Watch::new());
    let (mine, others) = (note(&watch, &[b"a", b"b"]), note(&watch, &[b"c"]));
    assert!(watch.unchanged(&mine) && watch.unchanged(&others));
    wrote(&watch, &["b"], "UPDATE session SET", 1);
    assert!(!watch.unchanged(&mine) && watch.unchanged(&others));
    assert!(watch.unchanged(&note(&watch, &[b"a", b"b"])));
}

#[test]
fn a_write_without_a_name_is_noticed_by_all() {
    for (sql, changed, noticed) in [
        ("UPDATE session SET", 1, true),
        ("UPDATE session\n SET", 1, true),
        ("UPDATE session SET", 0, false),
        ("DELETE FROM oauth_token WHERE", 3, true),
        ("INSERT INTO method (method_id", 1, true),
        ("INSERT INTO session (session_id", 1, false),
        ("UPDATE session_app SET", 1, false),
        ("UPDATE ticket SET", 1, false),
    ] {
        let watch = Arc::new(Watch::new());
        let noted = note(&watch, &[b"a"]);
        wrote(&watch, &[], sql, changed);
        assert_eq!(!watch.unchanged(&noted), noticed, "{sql}");
    }
}

#[test]
fn a_name_is_for_one_statement() {
    let watch = Arc::new(Watch::new());
    let noted = note(&watch, &[b"z"]);
    let mut marks = Marks::new(Arc::clone(&watch));
    marks.name(b"a");
    marks.ran("UPDATE session SET", 1);
    marks.ran("UPDATE account SET", 1);
    assert!(watch.unchanged(&noted));
    marks.tell();
    assert!(!watch.unchanged(&noted));
}
