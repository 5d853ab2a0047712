//! The console's part in setting mail up: servers are named, lines and records printed, mail
//! programs let in by OAuth, profiles signed with a certificate of one's own.

use crate::program::{Folder, printed, refused, run};
use std::process::Command;

const DOMAIN: [&str; 4] = ["organisation", "set", "--mail-domain", "larkfield.example"];

/// ML-1: a server is named with its port and its TLS, and without TLS only on this machine.
#[test]
fn ml_1_mail_servers_are_named_and_taken_away() {
    let folder = Folder::new();
    let servers = ["--imap", "IMAP.larkfield.example:993", "--smtp", "smtp.larkfield.example:587"];
    let more = ["--dav", "https://dav.larkfield.example", "--pop3", "localhost:1110/plain"];
    let shown = printed(&folder.0, &[&DOMAIN[..], &servers, &more].concat());
    for line in [
        "imap          imap.larkfield.example:993/tls",
        "pop3          localhost:1110/plain",
        "smtp          smtp.larkfield.example:587/starttls",
        "dav           https://dav.larkfield.example/",
        "mail programs none",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let records = printed(&folder.0, &["app", "mail-records"]);
    assert!(records.contains("_imaps._tcp.larkfield.example. 3600 IN SRV 0 1 993 imap"));
    assert!(records.contains("_submissions._tcp.larkfield.example. 3600 IN SRV 0 0 0 .\n"));
    assert!(!records.contains("_pop3"), "a server of this machine is nobody else's: {records}");
    for (option, bad) in [
        ("--imap", "imap.larkfield.example"),
        ("--imap", "imap.larkfield.example:143/plain"),
        ("--smtp", "smtp.larkfield.example:0"),
        ("--dav", "http://dav.larkfield.example/"),
    ] {
        let told = refused(&folder.0, &["organisation", "set", option, bad]);
        assert!(told.contains(option), "{option} {bad}: {told}");
    }
    let none = ["organisation", "set", "--imap", "none", "--dav", "none"];
    let shown = printed(&folder.0, &none);
    assert!(shown.contains("imap          none") && shown.contains("dav           none"));
    assert!(shown.contains("smtp.larkfield.example"), "the rest stays");
}

#[test]
fn records_need_a_server_and_a_domain() {
    let folder = Folder::new();
    assert!(refused(&folder.0, &["app", "mail-records"]).contains("--mail-domain"));
}

#[test]
fn lines_for_mail_servers_have_the_addresses_of_the_configuration() {
    let folder = Folder::new();
    let text = "[server]\npublic_url = \"https://sign-in.larkfield.example\"\n\
                [mail]\ndovecot_tcp = \"127.0.0.1:8601\"\n\
                [mail.dovecot_socket]\npath = \"/run/countersign/auth\"\n";
    std::fs::write(folder.0.join("countersign.toml"), text).unwrap();
    let lines = |server| printed(&folder.0, &["apps", "mail-server", server]);
    assert!(lines("postfix").contains("smtpd_sasl_path = inet:127.0.0.1:8601\n"));
    assert!(lines("dovecot").contains("https://sign-in.larkfield.example/mail/check"));
    assert!(lines("exim").contains("server_socket = /run/countersign/auth\n"));
    assert!(lines("radicale").contains("dovecot_port = 8601\n"));
    assert!(lines("nginx").contains("SET-mail.auth_http.listen"), "what is not set is said");
    assert!(lines("stalwart").contains("https://sign-in.larkfield.example/oidc/userinfo"));
    assert!(refused(&folder.0, &["app", "mail-server", "courier"]).contains("postfix"));
}

#[test]
fn mail_programs_are_let_in_once() {
    let folder = Folder::new();
    let made = printed(&folder.0, &["app", "add-mail-programs"]);
    assert!(made.contains("client id     app_") && made.contains("/mail/thunderbird.xpi"));
    assert_eq!(printed(&folder.0, &["app", "add-mail-programs"]), made, "the same app again");
    assert_eq!(printed(&folder.0, &["app", "list"]).lines().count(), 1);
    let shown = printed(&folder.0, &["organisation", "set", "--mail-programs", "none"]);
    assert!(shown.contains("mail programs none"));
}

/// Keys of any kind OpenSSL makes for the purpose are taken, and what is no pair is told at once.
#[test]
fn profiles_are_signed_with_a_certificate_of_ones_own() {
    if Command::new("openssl").arg("version").output().is_err() {
        return;
    }
    for (kind, option) in [("rsa:2048", None), ("ec", Some("ec_paramgen_curve:prime256v1"))] {
        let folder = Folder::new();
        let mut words = vec!["req", "-x509", "-nodes", "-newkey", kind, "-days", "2"];
        words.extend(option.into_iter().flat_map(|option| ["-pkeyopt", option]));
        words.extend(["-subj", "/CN=Larkfield", "-keyout", "key.pem", "-out", "cert.pem"]);
        let made = Command::new("openssl").args(&words).current_dir(&folder.0).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let text = "[profile]\ncertificate_file = \"cert.pem\"\nprivate_key_file = \"key.pem\"\n";
        std::fs::write(folder.0.join("countersign.toml"), text).unwrap();
        printed(&folder.0, &["app", "list"]);
        std::fs::write(folder.0.join("key.pem"), "no key").unwrap();
        let output = run(&folder.0, &["app", "list"]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && told.contains("key.pem cannot be read"), "{told}");
    }
    let folder = Folder::new();
    let file = folder.0.join("half.toml");
    std::fs::write(&file, "[profile]\ncertificate_file = \"cert.pem\"\n").unwrap();
    assert!(refused(&folder.0, &["config", "check", "half.toml"]).contains("go together"));
}
