//! The doors for mail servers, as the binary opens them.

use crate::program::{Folder, Server, free_port, printed, refused};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::{fs::PermissionsExt, net::UnixStream},
    time::Duration,
};

/// Everything a door says to `ask` before it closes or is silent.
fn told(port: u64, ask: &str) -> String {
    let address = SocketAddr::from(([127, 0, 0, 1], u16::try_from(port).unwrap()));
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(ask.as_bytes()).unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    said
}

/// The demo opens all of them, says where, and each knows a right password of the demo from a
/// wrong one.
#[test]
fn the_demo_opens_every_door() {
    let folder = Folder::new();
    let server = Server::demo(&folder.0);
    let ready = server.ready();
    let port = |name: &str| ready["fronts"][name].as_u64().unwrap();
    let secret = ready["mail_secret"].as_str().unwrap();

    let mut stream = TcpStream::connect(("127.0.0.1", port("dovecot") as u16)).unwrap();
    stream
        .write_all(b"VERSION\t1\t1\nCPID\t1\nAUTH\t1\tPLAIN\tservice=imap\tresp=AGEAYg==\n")
        .unwrap();
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let answer = lines.skip_while(|line| line != "DONE").nth(1).unwrap();
    assert_eq!(answer, "FAIL\t1\tuser=a\treason=Name or password is not right.");

    let nginx = format!(
        "GET /auth HTTP/1.0\r\nAuth-Method: plain\r\nAuth-User: a\r\nAuth-Pass: b\r\n\
         Auth-Protocol: smtp\r\nClient-IP: 192.0.2.7\r\nX-Countersign-Secret: {secret}\r\n\r\n"
    );
    let answer = told(port("auth_http"), &nginx).to_lowercase();
    assert!(answer.starts_with("http/1.0 200"), "{answer}");
    assert!(answer.contains("\r\nauth-error-code: 535 5.7.8\r\n"), "{answer}");

    let body = r#"{"user":"a","password":"b","service":"imap"}"#;
    let ask = |port: u64, secret: &str| {
        let host = format!("Host: localhost:{port}\r\nConnection: close\r\n");
        let length = body.len();
        let head = format!(
            "POST /mail/check HTTP/1.1\r\n{host}Authorization: Bearer {secret}\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        told(port, &head)
    };
    for door in ["check", "oidc"] {
        let answer = ask(port(door), secret);
        assert!(answer.starts_with("HTTP/1.1 200"), "{door}: {answer}");
        assert!(answer.contains(r#""result":"fail""#), "{door}: {answer}");
        assert!(ask(port(door), "another").starts_with("HTTP/1.1 401"));
    }
}

/// AP-3: what is in the clear is for this machine, unless somebody says for whom else.
#[test]
fn a_door_in_the_clear_is_for_this_machine_alone() {
    let folder = Folder::new();
    let check = |text: &str| {
        std::fs::write(folder.0.join("some.toml"), text).unwrap();
        ["config", "check", "some.toml"]
    };
    for (text, says) in [
        ("[mail]\ndovecot_tcp = \"0.0.0.0:8601\"", "mail.dovecot_allow"),
        ("[mail]\ndovecot_tcp = \"[::]:8601\"", "mail.dovecot_allow"),
        ("[mail]\ndovecot_tcp = \"here:8601\"", "line 2"),
        ("[mail]\ndovecot_tcp = \"0.0.0.0:8601\"\ndovecot_allow = [\"10.0.0.0/33\"]", "no network"),
        (
            "[mail]\ndovecot_tcp = \"0.0.0.0:8601\"\ndovecot_allow = [\"mail.example\"]",
            "no network",
        ),
        (
            "[mail.auth_http]\nlisten = \"192.0.2.1:80\"\nsecret_file = \"s\"",
            "mail.auth_http.allow",
        ),
        ("[mail.auth_http]\nlisten = \"127.0.0.1:80\"", "secret_file"),
        (
            "[mail.auth_http]\nlisten = \"127.0.0.1:80\"\nsecret_file = \"s\"\n\
             imap = {server = \"mail:143\"}",
            "line 4",
        ),
        ("[mail.check]\nsecret_file = \"s\"\nlisten = \"192.0.2.1:80\"", "for this machine alone"),
        ("[mail.dovecot_socket]\npath = \"auth\"\nmode = \"rw\"", "no mode"),
        ("[mail]\ndovecot = \"127.0.0.1:1\"", "unknown field"),
    ] {
        let told = refused(&folder.0, &check(text));
        assert!(told.contains(says), "{text}: {told}");
    }
    for text in [
        "[mail]\ndovecot_tcp = \"127.0.0.1:8601\"",
        "[mail]\ndovecot_tcp = \"[::1]:8601\"",
        "[mail]\ndovecot_tcp = \"0.0.0.0:8601\"\ndovecot_allow = [\"10.0.0.0/8\", \"2001:db8::7\"]",
    ] {
        printed(&folder.0, &check(text));
    }
}

/// What is configured is shown, and never what is in a file of secrets; a short secret is refused.
#[test]
fn the_configuration_of_mail_servers_is_shown() {
    let folder = Folder::new();
    std::fs::write(folder.0.join("short"), "too short").unwrap();
    let config = "[mail.check]\nsecret_file = \"short\"\n";
    std::fs::write(folder.0.join("countersign.toml"), config).unwrap();
    let shown = printed(&folder.0, &["config", "show"]);
    assert!(shown.contains("[mail.check]\nsecret_file = \"short\""), "{shown}");
    assert!(shown.contains("drain_seconds = 10") && !shown.contains("too short"), "{shown}");
    let told = refused(&folder.0, &["serve"]);
    assert!(told.contains("24 letters"), "{told}");
}

/// The server opens what is configured; doctor says whether it answers; told to stop, it answers
/// the open connection of a mail server until that closes.
#[test]
fn doors_are_looked_at_and_drained() {
    let folder = Folder::new();
    let (dovecot, nginx) = (free_port(), free_port());
    let socket = folder.0.join("auth");
    std::fs::write(folder.0.join("secret"), "a secret of the mail server\n").unwrap();
    let more = format!(
        "[mail]\ndovecot_tcp = \"127.0.0.1:{dovecot}\"\ndrain_seconds = 60\n\
         [mail.dovecot_socket]\npath = \"{}\"\nmode = \"0600\"\n\
         [mail.auth_http]\nlisten = \"127.0.0.1:{nginx}\"\nsecret_file = \"secret\"\n\
         [mail.check]\nsecret_file = \"secret\"\n\
         [[mail.doveadm]]\nurl = \"http://127.0.0.1:1\"\nkey_file = \"secret\"\n",
        socket.display()
    );
    let server = Server::first_run_with(&folder.0, &more, "\"listening\"");
    let mode = std::fs::metadata(&socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The rest of it is wrong, as nothing is set up yet.
    let output = crate::program::run(&folder.0, &["doctor"]);
    let said = String::from_utf8(output.stdout).unwrap();
    for door in ["dovecot_tcp", "dovecot_socket", "auth_http"] {
        let line = said.lines().find(|line| line.contains(door));
        let line = line.unwrap_or_else(|| panic!("nothing of {door}: {said}"));
        assert!(line.starts_with("good") && line.ends_with(" answers"), "{line}");
    }
    let away = "look  mail.doveadm at http://127.0.0.1:1 does not answer (no connection)";
    assert!(said.lines().any(|line| line == away), "{said}");
    let mut stream = BufReader::new(UnixStream::connect(&socket).unwrap());
    let mut line = String::new();
    while line != "DONE\n" {
        line.clear();
        assert!(stream.read_line(&mut line).unwrap() > 0);
    }
    server.stop();
    while TcpStream::connect(("127.0.0.1", dovecot)).is_ok() {
        std::thread::yield_now();
    }
    stream.get_mut().write_all(b"VERSION\t1\t1\nCPID\t1\nAUTH\t1\tNO\tservice=imap\n").unwrap();
    line.clear();
    stream.read_line(&mut line).unwrap();
    assert_eq!(line, "FAIL\t1\n");
    drop(stream);
    server.stopped();
}
