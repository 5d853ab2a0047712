//! What is asked of Dovecot's administration, and what its answers mean. The answers are those of
//! Dovecot 2.3.19; `mail/test_ends.py` asks a real one.

use super::*;
use crate::courier::tests::fake::{Fake, answer};

fn doveadm(fake: &Fake) -> Doveadm {
    let url = format!("http://127.0.0.1:{}", fake.port);
    Doveadm::new(&url, &Secret::from("a key of the administrator")).unwrap()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[tokio::test]
async fn ap_2_each_name_is_asked_for_with_the_key() {
    let fake = Fake::open().await;
    let body = r#"[["doveadmResponse",[{"result":"mei"}],"kick"],
        ["error",{"type":"exitCode","exitCode":68},"kick"]]"#;
    fake.will([answer(200, body)]);
    doveadm(&fake).kick(&names(&["mei", "nobody is there"])).await.unwrap();
    let seen = fake.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("POST", "/doveadm/v1"));
    let key = "X-Dovecot-API YSBrZXkgb2YgdGhlIGFkbWluaXN0cmF0b3I=";
    assert_eq!(seen[0].header("authorization"), Some(key));
    let asked: Value = serde_json::from_str(&seen[0].body).unwrap();
    let kick = |name: &str| json!(["kick", { "mask": [name] }, "kick"]);
    assert_eq!(asked, json!([kick("mei"), kick("nobody is there")]));
}

#[tokio::test]
async fn many_names_are_asked_for_a_hundred_at_once() {
    let fake = Fake::open().await;
    let many: Vec<String> = (0..250).map(|n| format!("person {n}")).collect();
    fake.usually("[]");
    doveadm(&fake).kick(&many).await.unwrap();
    let sizes: Vec<usize> = fake
        .seen()
        .iter()
        .map(|one| serde_json::from_str::<Vec<Value>>(&one.body).unwrap().len())
        .collect();
    assert_eq!(sizes, [100, 100, 50]);
}

#[tokio::test]
async fn what_did_not_work_is_said_without_the_key() {
    for (status, body, why) in [
        (401, "", "it does not take the key"),
        (403, "", "it does not take the key"),
        (302, "", "answered 302"),
        (500, "", "answered 500"),
        (200, "<html>", "answered something else"),
        (200, r#"[["error",{"exitCode":75},"kick"]]"#, "could not close connections (75)"),
        (200, r#"[["error",{"type":"unknownCommand"},""]]"#, "could not close connections (-1)"),
        (200, "[7]", "could not close connections (-1)"),
    ] {
        let fake = Fake::open().await;
        fake.will([answer(status, body)]);
        assert_eq!(doveadm(&fake).kick(&names(&["mei"])).await.unwrap_err(), why, "{body}");
    }
    let gone = Fake::open().await;
    let doveadm = doveadm(&gone);
    drop(gone);
    tokio::task::yield_now().await;
    assert!(doveadm.answers().await.is_err());
    assert!(!format!("{doveadm:?}").contains("key"));
}

#[test]
fn the_key_goes_nowhere_in_the_clear() {
    let key = Secret::from("k");
    for (url, good) in [
        ("https://mail.larkfield.example:8080", true),
        ("http://127.0.0.1:8080", true),
        ("http://[::1]:8080/", true),
        ("http://localhost:8080", true),
        ("http://mail.larkfield.example:8080", false),
        ("ftp://127.0.0.1", false),
        ("mail.larkfield.example", false),
        ("", false),
    ] {
        assert_eq!(Doveadm::new(url, &key).is_ok(), good, "{url}");
    }
}
