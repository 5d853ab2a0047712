//! Secrets with a mark of their own go through a whole journey; then every log line and every byte
//! of the database is searched for them (LG-2, CR-2, CR-7, SE-7). And what somebody types cannot
//! write a line of ours (LG-3).

use crate::{
    client::Browser,
    program::{Folder, Server, said},
};
use std::path::Path;

/// The database with everything beside it that SQLite keeps.
fn database(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let ours = |path: &std::path::PathBuf| {
        path.file_name().unwrap().to_string_lossy().starts_with("countersign.db")
    };
    let bytes: Vec<u8> = files.filter(ours).flat_map(|path| std::fs::read(path).unwrap()).collect();
    assert!(holds(&bytes, "m.wong@larkfield.example"), "this is not the database");
    bytes
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[tokio::test]
async fn no_secret_is_found_in_log_or_database() {
    let folder = Folder::new();
    let server = Server::demo(&folder.0);
    let ready = server.ready();
    let mei = &ready["people"][0];
    let (name, password) =
        (mei["username"].as_str().unwrap(), mei["password"].as_str().unwrap().to_owned());
    let mut browser = Browser::new(server.port);
    let page = browser.open("/signin").await;
    let wrong = [("username", name), ("password", "CANARY-wrong-password-1")];
    let page = browser.submit(&page, "/signin", &wrong).await;
    // People type their password where the name goes; and some try to write our log.
    let odd = [("username", "CANARY-as-a-name\r\nERROR forged line"), ("password", "x")];
    let page = browser.submit(&page, "/signin", &odd).await;
    let right = [("username", name), ("password", password.as_str())];
    let answer = browser.submit(&page, "/signin", &right).await;
    let choose = browser.follow(answer).await;
    let answer = browser.submit(&choose, "/enrol/choose", &[("method", "sms")]).await;
    let number = browser.follow(answer).await;
    let typed = [("country", "HK"), ("phone", "5199 4477")];
    let answer = browser.submit(&number, "/enrol/answer", &typed).await;
    let check = browser.follow(answer).await;
    let code = browser.newest_code().await;
    let answer = browser.submit(&check, "/enrol/answer", &[("code", &code)]).await;
    let spare = browser.follow(answer).await;
    let codes: Vec<&str> = spare.body.split("<span class=\"mono\">").skip(1).collect();
    let spare_code = codes[0].split('<').next().unwrap().to_owned();
    let answer = browser.submit(&spare, "/enrol/answer", &[("saved", "yes")]).await;
    let set = browser.follow(answer).await;
    let answer = browser.submit(&set, "/enrol/done", &[]).await;
    browser.follow(answer).await;
    browser.open(ready["apps"][0]["url"].as_str().unwrap()).await.says("signed in as");
    let mut secrets = vec![
        "CANARY-wrong-password-1".to_owned(),
        "CANARY-as-a-name".to_owned(),
        password,
        "51994477".to_owned(),
        spare_code.clone(),
        spare_code.replace('-', ""),
        ready["apps"][0]["client_secret"].as_str().unwrap().to_owned(),
    ];
    secrets.extend(browser.cookies("localhost"));
    assert!(secrets.iter().all(|secret| secret.len() >= 8), "a secret too short to search for");
    server.kill();
    let log = said(&folder.0);
    let kept = database(&folder.0.join("demo"));
    for secret in secrets {
        assert!(!log.contains(&secret), "the log holds {secret}");
        assert!(!holds(&kept, &secret), "the database holds {secret}");
    }
    assert!(!log.lines().any(|line| line.starts_with("ERROR")), "a line was forged: {log}");
}
