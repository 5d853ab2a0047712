//! Files for programs: well-formed whatever people are called, and complete. Read by parsers that
//! are not ours where they are installed (Python's), and by a strict small one of the tests always.

use super::{autoconfig, autodiscover, extension, mail_servers, profile::*, srv};
use countersign_core::{
    app_password::{AppPassword, Opens, Scope},
    time::Time,
};
use engine::{Organisation, Settings, mail_hosts::MailHosts};
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

fn settings() -> Settings {
    Settings {
        public_url: "https://sign-in.larkfield.example".into(),
        authenticator_url: "https://approve.larkfield.example".into(),
        host: "sign-in.larkfield.example".into(),
        secure: true,
        trusted_proxies: Vec::new(),
        hash_threads: 1,
        hash_queue: 1,
        answers_per_minute: 60,
        begins_per_minute: 60,
    }
}

/// What somebody may be called who wants to see the files break.
const ODD: &str = "</dict>&\"'<![CDATA[ \u{1} 密 \u{202e}]]>--";

fn organisation() -> Organisation {
    Organisation {
        name: format!("Larkfield {ODD}"),
        short: "Larkfield".into(),
        mail: MailHosts {
            domains: vec!["larkfield.example".into(), "trust.example".into()],
            imap: Some("imap.larkfield.example:993".parse().unwrap()),
            pop3: Some("pop.larkfield.example:110".parse().unwrap()),
            smtp: Some("smtp.larkfield.example:465".parse().unwrap()),
            dav: Some("https://dav.larkfield.example/".into()),
            oauth_client: Some("app_1234".into()),
        },
        ..Organisation::default()
    }
}

fn app_password(opens: &[Scope]) -> AppPassword {
    AppPassword {
        id: "0198-b1".into(),
        account: "a".into(),
        name: "Phone".into(),
        program: "phone".into(),
        opens: Opens::of(opens),
        networks: Vec::new(),
        made_at: Time(0),
        last_used: None,
        used: Vec::new(),
        ends_at: None,
        ended: None,
    }
}

fn login(app_password: &AppPassword) -> Login<'_> {
    Login {
        app_password,
        secret: "abcdefghjkmnpqrstuvw",
        name: ODD,
        mail: "m.wong@larkfield.example",
        username: "m.wong@larkfield.example",
        host: "sign-in.larkfield.example",
        title: "Larkfield mail",
        about: ODD,
    }
}

/// Whether it is well-formed: elements that close what they opened, no stray ampersand, no letter
/// XML does not have.
fn well_formed(xml: &str) -> Result<(), String> {
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if xml.contains(odd) {
        return Err("a control character".into());
    }
    let mut open: Vec<String> = Vec::new();
    let mut rest = xml;
    while let Some((text, after)) = rest.split_once('<') {
        for part in text.split('&').skip(1) {
            let name = part.split_once(';').map(|(name, _)| name).unwrap_or_default();
            if !["amp", "lt", "gt", "quot", "#39"].contains(&name) {
                return Err(format!("&{part}"));
            }
        }
        let (tag, after) = after.split_once('>').ok_or("an open tag")?;
        if text.contains('>') {
            return Err("a stray >".into());
        }
        match tag.chars().next() {
            Some('?' | '!') => {}
            Some('/') if open.pop().as_deref() == tag.get(1..) => {}
            Some('/') => return Err(format!("</{tag}> closes nothing")),
            _ if tag.ends_with('/') => {}
            _ => open.push(tag.split(' ').next().unwrap_or_default().to_owned()),
        }
        rest = after;
    }
    if open.is_empty() { Ok(()) } else { Err(format!("{open:?} are open")) }
}

/// What Python says of `input`, or nothing where it is not installed.
fn python(program: &str, input: &[u8]) -> Option<String> {
    let child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.ok()?;
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_reader_of_these_tests_sees_what_is_wrong() {
    for bad in ["<a>", "<a></b>", "<a>&</a>", "<a>&nbsp;</a>", "<a>\u{1}</a>", "<a>></a>", "<a"] {
        assert!(well_formed(bad).is_err(), "{bad}");
    }
    well_formed("<?xml?><a b=\"c\"><d/>&amp;</a>").unwrap();
}

/// WB-6: every file is well-formed whatever the organisation and the person are called.
#[test]
fn wb_6_files_are_well_formed_whatever_people_are_called() {
    let all = Scope::ALL;
    let shown = app_password(all);
    let files = [
        autoconfig::file(&organisation()).unwrap(),
        autodiscover::file(&organisation(), Some("m.wong@larkfield.example")).unwrap(),
        autodiscover::file(&organisation(), None).unwrap(),
        profile(&organisation(), &login(&shown)).unwrap(),
    ];
    for file in files {
        well_formed(&file).unwrap_or_else(|why| panic!("{why}: {file}"));
        let named = file.contains("密") || file.contains("<LoginName>m.wong@larkfield.example");
        assert!(named, "letters of people stay");
        let read = "import sys, xml.etree.ElementTree as tree\n\
                    print(tree.fromstring(sys.stdin.buffer.read()).tag)";
        if let Some(tag) = python(read, file.as_bytes()) {
            assert!(
                tag.contains("lientConfig") || tag.contains("utodiscover") || tag.contains("plist")
            );
        }
    }
}

#[test]
fn thunderbird_finds_every_server() {
    insta::assert_snapshot!(
        autoconfig::file(&Organisation { name: "Larkfield Trust".into(), ..organisation() })
            .unwrap()
    );
    let none = Organisation::default();
    assert_eq!(autoconfig::file(&none), None);
    assert_eq!(autodiscover::file(&none, None), None);
    let only_dav = MailHosts { imap: None, pop3: None, ..organisation().mail };
    assert_eq!(autoconfig::file(&Organisation { mail: only_dav, ..none }), None);
}

#[test]
fn outlook_finds_every_server() {
    let organisation = Organisation { name: "Larkfield Trust".into(), ..organisation() };
    insta::assert_snapshot!(
        autodiscover::file(&organisation, Some("m.wong@larkfield.example")).unwrap()
    );
}

#[test]
fn outlooks_request_is_read_for_its_address_and_nothing_else() {
    let ask = |address: &str| {
        format!(
            "<?xml version=\"1.0\"?><Autodiscover xmlns=\"x\"><Request>\
             <EMailAddress>{address}</EMailAddress></Request></Autodiscover>"
        )
    };
    let read = |text: &str| autodiscover::address(text).map(ToOwned::to_owned);
    assert_eq!(read(&ask(" m.wong@larkfield.example ")).unwrap(), "m.wong@larkfield.example");
    for bad in ["", "m.wong", "a@b@c", "&lol;@x", "a b@c", "<!--@-->", &"a@".repeat(200)] {
        assert_eq!(read(&ask(bad)), None, "{bad}");
    }
    assert_eq!(read("<!DOCTYPE x [<!ENTITY l \"l\">]><EMailAddress>"), None);
    assert_eq!(read(""), None);
}

#[test]
fn a_profile_opens_what_the_app_password_opens() {
    let kinds = |opens: &[Scope]| {
        let shown = app_password(opens);
        let file = profile(&organisation(), &login(&shown)).unwrap_or_default();
        let kinds = ["mail.managed", "caldav.account", "carddav.account"];
        kinds.map(|kind| file.contains(&format!("com.apple.{kind}")))
    };
    assert_eq!(kinds(&[Scope::Mail, Scope::Sending]), [true, false, false]);
    assert_eq!(kinds(&[Scope::Calendar]), [false, true, true]);
    assert_eq!(kinds(&[Scope::Mail, Scope::Calendar]), [true; 3]);
    assert_eq!(kinds(&[Scope::Vpn]), [false; 3]);
}

#[test]
fn a_profile_has_the_keys_of_apples_own_documentation() {
    let shown = app_password(&[Scope::Mail, Scope::Sending, Scope::Calendar]);
    let file = profile(&organisation(), &login(&shown)).unwrap();
    let read = "
import sys, plistlib, uuid
whole = plistlib.loads(sys.stdin.buffer.read())
ids = [whole['PayloadUUID']] + [part['PayloadUUID'] for part in whole['PayloadContent']]
assert len(set(ids)) == len(ids) and all(uuid.UUID(one).version == 8 for one in ids)
mail, caldav, carddav = whole['PayloadContent']
assert mail['IncomingPassword'] == caldav['CalDAVPassword'] == 'abcdefghjkmnpqrstuvw'
assert mail['OutgoingPasswordSameAsIncomingPassword'] is True
assert mail['IncomingMailServerUseSSL'] is True and mail['IncomingMailServerPortNumber'] == 993
assert mail['OutgoingMailServerPortNumber'] == 465
assert caldav['CalDAVPort'] == 443 and caldav['CalDAVPrincipalURL'] == '/'
print(mail['EmailAccountType'], mail['IncomingMailServerHostName'], carddav['CardDAVHostName'])
";
    if let Some(said) = python(read, file.as_bytes()) {
        assert_eq!(said.trim(), "EmailTypeIMAP imap.larkfield.example dav.larkfield.example");
    }
    for key in ["EmailAddress", "EmailAccountName", "IncomingMailServerAuthentication"] {
        assert!(file.contains(&format!("<key>{key}</key>")), "{key}");
    }
    assert_eq!(file.matches("EmailAuthPassword").count(), 2);
    let again = profile(&organisation(), &login(&shown)).unwrap();
    assert_eq!(file, again, "the same profile replaces itself");
}

#[test]
fn the_extension_is_an_archive_of_one_file() {
    let file = extension::file(&organisation(), &settings()).unwrap();
    let read = "
import sys, io, json, zipfile
archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert archive.testzip() is None and archive.namelist() == ['manifest.json']
manifest = json.loads(archive.read('manifest.json'))
provider = manifest['oauth_provider']
assert provider['redirectionEndpoint'] == 'https://localhost' and provider['usePKCE'] is True
assert 'clientSecret' not in provider
print(provider['issuer'], provider['clientId'], *provider['hostnames'])
";
    if let Some(said) = python(read, &file) {
        let hosts = "imap.larkfield.example pop.larkfield.example smtp.larkfield.example";
        assert_eq!(said.trim(), format!("sign-in.larkfield.example app_1234 {hosts}"));
    }
    assert_eq!(&file[..4], b"PK\x03\x04");
    assert_eq!(file, extension::file(&organisation(), &settings()).unwrap());
    let none = MailHosts { oauth_client: None, ..organisation().mail };
    assert_eq!(extension::file(&Organisation { mail: none, ..organisation() }, &settings()), None);
    assert_eq!(extension::file_name(&organisation()), "larkfield-thunderbird.xpi");
}

#[test]
fn records_say_what_is_there_and_what_is_not() {
    let lines: Vec<String> = srv::records(&organisation().mail)
        .iter()
        .filter(|record| record.name.contains("larkfield"))
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        lines,
        [
            "_imaps._tcp.larkfield.example. 3600 IN SRV 0 1 993 imap.larkfield.example.",
            "_imap._tcp.larkfield.example. 3600 IN SRV 0 0 0 .",
            "_pop3._tcp.larkfield.example. 3600 IN SRV 0 1 110 pop.larkfield.example.",
            "_pop3s._tcp.larkfield.example. 3600 IN SRV 0 0 0 .",
            "_submissions._tcp.larkfield.example. 3600 IN SRV 0 1 465 smtp.larkfield.example.",
            "_submission._tcp.larkfield.example. 3600 IN SRV 0 0 0 .",
            "_caldavs._tcp.larkfield.example. 3600 IN SRV 0 1 443 dav.larkfield.example.",
            "_carddavs._tcp.larkfield.example. 3600 IN SRV 0 1 443 dav.larkfield.example.",
        ]
    );
    let plain =
        MailHosts { imap: Some("localhost:10143/plain".parse().unwrap()), ..MailHosts::default() };
    assert!(srv::records(&MailHosts { domains: vec!["a.example".into()], ..plain }).is_empty());
}

#[test]
fn lines_for_every_mail_server_are_filled_in() {
    let house = mail_servers::House {
        public_url: "https://sign-in.larkfield.example".into(),
        dovecot: Some("127.0.0.1:8601".into()),
        socket: Some("/run/countersign/auth".into()),
        auth_http: Some("127.0.0.1:8602".into()),
    };
    for (server, _) in mail_servers::SERVERS {
        let lines = mail_servers::lines(server, &house).unwrap();
        assert!(!lines.contains("{{") && !lines.contains("SET-"), "{server}: {lines}");
        assert!(lines.lines().all(|line| line.len() <= 110), "{server}");
        let bare = mail_servers::lines(server, &mail_servers::House::default()).unwrap();
        assert!(!bare.contains("{{"), "{server}");
    }
    let postfix = mail_servers::lines("postfix", &house).unwrap();
    assert!(postfix.contains("smtpd_sasl_path = inet:127.0.0.1:8601\n"));
    let bare = mail_servers::lines("postfix", &mail_servers::House::default()).unwrap();
    assert!(bare.contains("SET-mail.dovecot_tcp"), "what is missing can be seen");
    assert_eq!(mail_servers::lines("courier", &house), None);
}
