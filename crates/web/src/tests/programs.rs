//! Files for programs by their doors: under which names, for whose addresses, and how long kept.

use super::doors::{Door, Seen};
use crate::account::house::HOST;
use axum::{body::Body, http::Request};

const CONFIG: &str = "/mail/config-v1.1.xml";
const WELL_KNOWN: &str = "/.well-known/autoconfig/mail/config-v1.1.xml";
const DISCOVER: &str = "/autodiscover/autodiscover.xml";

async fn door() -> Door {
    let door = Door::new().await;
    let engine = &door.house.engine;
    let mut organisation = engine::Organisation::clone(&*engine.organisation().await.unwrap());
    organisation.mail.domains = vec!["larkfield.example".into()];
    organisation.mail.imap = Some("imap.larkfield.example:993".parse().unwrap());
    organisation.mail.smtp = Some("smtp.larkfield.example:465".parse().unwrap());
    engine.save_organisation(organisation).await.unwrap();
    door
}

async fn at(door: &Door, hosts: &[&str], path: &str) -> Seen {
    let mut request = Request::builder().uri(path);
    for host in hosts {
        request = request.header("host", *host);
    }
    door.send(request.body(Body::empty()).unwrap()).await
}

/// WB-8: under the names of mail domains there are these files and nothing else, and under any
/// other name not even them.
#[tokio::test]
async fn wb_8_files_for_programs_are_answered_under_mail_names_alone() {
    let door = door().await;
    let names = [
        HOST,
        "autoconfig.larkfield.example",
        "larkfield.example:443",
        "AUTODISCOVER.larkfield.example",
    ];
    for path in [CONFIG, WELL_KNOWN, DISCOVER, "/AutoDiscover/AutoDiscover.XML"] {
        for name in names {
            let seen = at(&door, &[name], path).await;
            assert_eq!(seen.status, 200, "{name}{path}");
            assert!(seen.body.contains("imap.larkfield.example"), "{name}{path}");
        }
        for hosts in [
            &["evil.example"][..],
            &["autoconfig.evil.example"],
            &["www.larkfield.example"],
            &["larkfield.example.evil.example"],
            &[HOST, "larkfield.example"],
            &["larkfield.example", "evil.example"],
            &[""],
            &[],
        ] {
            assert_eq!(at(&door, hosts, path).await.status, 421, "{hosts:?}{path}");
        }
    }
    for path in ["/signin", "/home", "/autodiscover/other.xml", "/mail/thunderbird.xpi", "/phone/0"]
    {
        assert_eq!(at(&door, &["autoconfig.larkfield.example"], path).await.status, 421, "{path}");
    }
}

#[tokio::test]
async fn files_for_programs_are_for_addresses_of_ours_and_kept_for_an_hour() {
    let door = door().await;
    let ask = |address: &str| format!("{CONFIG}?emailaddress={address}");
    let seen = door.ask("GET", &ask("m.wong%40larkfield.example"), &[]).await;
    assert_eq!((seen.status, seen.header("content-type")), (200, "application/xml; charset=utf-8"));
    assert_eq!(seen.header("cache-control"), "public, max-age=3600");
    assert!(seen.cookies().is_empty());
    for address in ["m.wong%40other.example", "nonsense", "%40"] {
        assert_eq!(door.ask("GET", &ask(address), &[]).await.status, 404, "{address}");
    }
    let post = |address: &str| format!("<A><EMailAddress>{address}</EMailAddress></A>");
    let xml = [("content-type", "text/xml")];
    let seen = door.say("POST", DISCOVER, &xml, &post("m.wong@larkfield.example")).await;
    assert!(seen.body.contains("<LoginName>m.wong@larkfield.example</LoginName>"));
    assert_eq!(seen.header("cache-control"), "no-store", "somebody's address is in it");
    assert_eq!(door.say("POST", DISCOVER, &xml, &post("a@other.example")).await.status, 404);
    assert_eq!(door.say("POST", DISCOVER, &xml, &"x".repeat(20_000)).await.status, 413);
    // No mail servers, no files; no app for mail programs, no extension.
    assert_eq!(door.ask("GET", "/mail/thunderbird.xpi", &[]).await.status, 404);
    let bare = Door::new().await;
    for path in [CONFIG, WELL_KNOWN, DISCOVER] {
        assert_eq!(bare.ask("GET", path, &[]).await.status, 404, "{path}");
    }
}
