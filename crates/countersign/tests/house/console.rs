//! The console: first run, accounts, configuration. Each sentence says what to do.

use crate::program::{Folder, Server, printed, refused, run};
use std::os::unix::fs::PermissionsExt;

/// PW-12: no default account; a code is printed, and the master key is for its owner alone (CR-2).
#[test]
fn a_first_run_makes_its_key_and_prints_a_code() {
    let folder = Folder::new();
    let server = Server::first_run(&folder.0, "First run:");
    let code = server.line.rsplit(' ').next().unwrap().trim();
    assert!(code.len() >= 12, "{code:?} could be guessed");
    let key = folder.0.join("data/master.key");
    let mode = std::fs::metadata(key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "the key is readable by others");
    assert_eq!(printed_after(server, &folder), "", "there are accounts nobody made");
}

fn printed_after(server: Server, folder: &Folder) -> String {
    server.kill();
    printed(&folder.0, &["account", "list"])
}

/// PW-11: nobody but the person ever sees a lasting password.
#[test]
fn accounts_are_made_listed_and_kept_out() {
    let folder = Folder::new();
    let add = ["account", "add", "a.berg", "--name", "Ada Berg", "--mail", "a@larkfield.example"];
    let made = printed(&folder.0, &add);
    assert!(made.contains("/reset/"), "no link to choose a password: {made}");
    assert!(refused(&folder.0, &add).contains("taken"));
    let list = printed(&folder.0, &["account", "list"]);
    assert!(list.contains("Ada Berg"), "{list}");
    printed(&folder.0, &["account", "disable", "a.berg"]);
    assert!(printed(&folder.0, &["account", "list"]).contains("kept out"));
    printed(&folder.0, &["account", "enable", "A.BERG"]);
    assert!(refused(&folder.0, &["account", "disable", "nobody"]).contains("nobody has that name"));
}

/// AU-7: the last owner cannot be kept out; a locked-out one gets a link on the console.
#[test]
fn the_last_owner_stays_and_glass_can_be_broken() {
    let folder = Folder::new();
    let add = ["account", "add", "o.park", "--name", "Olive Park", "--mail", "o@l.example"];
    printed(&folder.0, &[&add[..], &["--role", "owner"]].concat());
    assert!(refused(&folder.0, &["account", "disable", "o.park"]).contains("last owner"));
    let link = printed(&folder.0, &["account", "break-glass", "o.park"]);
    assert!(link.contains("/reset/"), "{link}");
}

#[test]
fn a_mistake_in_the_configuration_names_its_line() {
    let folder = Folder::new();
    let file = folder.0.join("wrong.toml");
    std::fs::write(&file, "[server]\nlisten = \"127.0.0.1:1\"\nlisten_on = \"x\"\n").unwrap();
    let told = refused(&folder.0, &["config", "check", "wrong.toml"]);
    assert!(told.contains("listen_on") && told.contains('3'), "{told}");
    std::fs::write(&file, "[server]\npublic_url = \"http://sign-in.example.org\"\n").unwrap();
    assert!(refused(&folder.0, &["config", "check", "wrong.toml"]).contains("https://"));
    std::fs::write(&file, "[server]\npublic_url = \"https://sign-in.example.org\"\n").unwrap();
    assert!(printed(&folder.0, &["config", "check", "wrong.toml"]).contains("is right"));
}

/// CR-7: what is shown of the configuration holds no secret.
#[test]
fn the_configuration_is_shown_without_its_secrets() {
    let folder = Folder::new();
    let file = "[database]\nurl = \"postgres://c:hunter2canary@127.0.0.1/c\"\n\
                [courier.mail]\nhost = \"127.0.0.1\"\ntls = \"none\"\nuser = \"c\"\n\
                password = \"mailcanary\"\nfrom = \"C <c@l.example>\"\n";
    std::fs::write(folder.0.join("countersign.toml"), file).unwrap();
    let shown = printed(&folder.0, &["config", "show"]);
    assert!(shown.contains("[server]") && shown.contains("***"), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
}

/// CR-3: with the wrong key the server refuses to serve and changes nothing.
#[test]
fn a_wrong_master_key_opens_nothing() {
    let folder = Folder::new();
    printed(&folder.0, &["account", "list"]);
    let key = folder.0.join("data/master.key");
    std::fs::remove_file(&key).unwrap();
    let told = refused(&folder.0, &["account", "list"]);
    assert!(told.contains("master key"), "{told}");
}

#[test]
fn the_organisation_is_changed_and_an_unreadable_colour_refused() {
    let folder = Folder::new();
    let set = ["organisation", "set", "--name", "Harbour Works", "--colour", "#7a1f4b"];
    let shown = printed(&folder.0, &set);
    assert!(shown.contains("Harbour Works") && shown.contains("#7a1f4b"), "{shown}");
    let told = refused(&folder.0, &["organisation", "set", "--colour", "mauve"]);
    assert!(told.contains("#rrggbb"), "{told}");
    refused(&folder.0, &["organisation", "set", "--grace-days", "91"]);
    let shown = printed(&folder.0, &["organisation", "set", "--grace-days", "30"]);
    assert!(shown.contains("#7a1f4b") && shown.contains("30"), "{shown}");
}

#[test]
fn the_doctor_names_what_is_missing() {
    let folder = Folder::new();
    let output = run(&folder.0, &["doctor"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success() && said.contains("there is no owner"), "{said}");
}

/// OA-10: an app is registered as it is, and what could not work is told before it is there.
#[test]
fn an_app_is_registered_with_its_own_ways() {
    let folder = Folder::new();
    let add = ["app", "add", "Wiki", "--url", "https://wiki.example.org/"];
    let with = |more: &[&'static str]| [&add[..], more].concat();
    let uri = ["--redirect-uri", "https://wiki.example.org/cb"];
    let made = printed(&folder.0, &with(&[&uri[..], &["--id-token-alg", "RS256"]].concat()));
    assert!(made.contains("client id     app_") && made.contains("client secret "), "{made}");
    let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    std::fs::write(folder.0.join("keys.json"), format!("{{\"keys\":[{key}]}}")).unwrap();
    let keyed = printed(&folder.0, &with(&[&uri[..], &["--keys", "keys.json"]].concat()));
    assert!(keyed.contains("keeps no secret"), "{keyed}");
    let private = key.replace("\"x\"", "\"d\":\"x\",\"x\"");
    std::fs::write(folder.0.join("private.json"), format!("{{\"keys\":[{private}]}}")).unwrap();
    for (more, why) in [
        (&["--redirect-uri", "https:wiki.example.org/cb"][..], "scheme://host/path"),
        (&["--redirect-uri", "com.example.wiki:/cb"], "com.example.wiki:/cb cannot be used"),
        (&[uri[0], uri[1], "--keys", "private.json"], "only public halves"),
        (&[uri[0], uri[1], "--keys", "nowhere.json"], "cannot be read"),
        (&[uri[0], uri[1], "--id-token-alg", "none"], "ES256"),
        (&[uri[0], uri[1], "--program", "mail"], "public"),
    ] {
        let told = refused(&folder.0, &with(more));
        assert!(told.contains(why), "{more:?}: {told}");
    }
    let mail = ["app", "add", "Thunderbird", "--url", "https://mail.example.org/", "--public"];
    let more = ["--program", "mail", "--redirect-uri", "https://localhost", "--scope", "mail"];
    printed(&folder.0, &[&mail[..], &more].concat());
    assert_eq!(printed(&folder.0, &["app", "list"]).lines().count(), 3);
    let id = made.split("client id     ").nth(1).unwrap().lines().next().unwrap();
    let secret = printed(&folder.0, &["app", "new-secret", id]);
    assert!(secret.starts_with("client secret ") && !made.contains(secret.trim()), "{secret}");
    assert!(printed(&folder.0, &["app", "disable", id]).contains("Wiki is switched off"));
    assert!(printed(&folder.0, &["app", "list"]).contains("Wiki\tswitched off"));
    assert!(printed(&folder.0, &["app", "enable", id]).contains("Wiki is switched on"));
    assert!(refused(&folder.0, &["app", "disable", "app_0"]).contains("no app has this client id"));
}

/// OA-12: whose addresses are the organisation's own is said on the console, and in one form.
#[test]
fn the_organisation_says_which_addresses_are_its_own() {
    let folder = Folder::new();
    let set = |domains: &[&'static str]| [&["organisation", "set"], domains].concat();
    let two = ["--mail-domain", "Larkfield.Example", "--mail-domain", "lark.example"];
    assert!(printed(&folder.0, &set(&two)).contains("larkfield.example lark.example"));
    assert!(printed(&folder.0, &set(&["--grace-days", "7"])).contains("larkfield.example"));
    for bad in ["m.wong@larkfield.example", "192.0.2.1", "", "larkfield.example."] {
        let told = refused(&folder.0, &["organisation", "set", "--mail-domain", bad]);
        assert!(told.contains("a mail domain looks like"), "{bad}: {told}");
    }
    let none = printed(&folder.0, &set(&["--mail-domain", "none"]));
    assert!(!none.contains("larkfield.example"), "{none}");
}
