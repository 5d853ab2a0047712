//! Texts, calls and mails, as they were taken down in every language.

use crate::{compose::composer, language::LANGUAGES, page::NOW, pages::mail::SORTS};
use countersign_core::{
    message::{Args, Channel, Message, args},
    time::Time,
};
use engine::Organisation;

const URL: &str = "https://sign-in.larkfield.example";

fn organisation() -> Organisation {
    Organisation {
        name: "Larkfield Trust".into(),
        short: "Larkfield".into(),
        service_desk: "IT service desk, 5550 1234".into(),
        time_zone: "Asia/Hong_Kong".into(),
        ..Organisation::default()
    }
}

/// Everything any message may be told.
fn facts() -> Args {
    args(&[
        ("name", "Mei Lin Wong"),
        ("username", "m.wong"),
        ("label", "Mei’s Pixel"),
        ("kind", "totp"),
        ("app", "Larkfield Mail"),
        ("apps", "Larkfield Mail"),
        ("more", "2"),
        ("tag", "K7"),
        ("device", "Firefox on Windows"),
        ("source", "203.0.113.7"),
        ("at", &NOW.to_string()),
        ("until", &(NOW + 1_800_000).to_string()),
        ("undo", "https://sign-in.larkfield.example/security/undo/SAMPLE"),
        ("link", "https://sign-in.larkfield.example/reset/SAMPLE"),
        ("left", "5"),
        ("program", "Thunderbird"),
        ("opens", "mail sending"),
        ("programs", "removed"),
        ("reason", "lost phone"),
        ("by", "service desk"),
        ("change", "added"),
        ("count", "3"),
        ("days", "3"),
        ("last_day", &(NOW + 3 * 86_400_000).to_string()),
        ("channel", "text"),
        ("why", "never_entered"),
        ("state", "off"),
        ("host", "sign-in.larkfield.example"),
    ])
}

fn message(channel: Channel, words: &str, args: Args) -> Message {
    Message {
        channel,
        to: if channel == Channel::Mail { "m.wong@larkfield.example" } else { "+85255501234" }
            .into(),
        words: words.into(),
        args,
        account: None,
        tag: Some("K7".into()),
        until: Time(NOW + 1_800_000),
    }
}

#[test]
fn mails_are_as_they_were_taken_down() {
    let compose = composer(methods::kinds(), URL).unwrap();
    for (language, _) in LANGUAGES {
        let mut all = Vec::new();
        for sort in SORTS {
            let mut facts = facts();
            if sort.name == "mail-reset" || sort.name == "mail-setup-test" {
                facts.insert("code".into(), "KDHX-4TRW".into());
            }
            let mail =
                compose(&message(Channel::Mail, sort.name, facts), &organisation(), language);
            let subject = mail.subject.unwrap();
            assert!(subject.chars().count() <= 60, "{language}: a long subject: {subject}");
            assert!(!subject.contains("KDHX"), "a code in a subject");
            let html = mail.html.unwrap();
            for text in [&subject, &mail.text, &html] {
                assert!(!text.contains("{$"), "{language} {}: {text}", sort.name);
                assert!(!text.contains('\u{2068}'), "{language} {}: {text}", sort.name);
            }
            all.push(format!("== {}: {subject}\n{}", sort.name, mail.text));
        }
        insta::assert_snapshot!(format!("mails-{language}"), all.join("\n"));
    }
}

/// WB-6: a name is text in a mail, too, and cannot end its subject.
#[test]
fn names_are_text_in_mails() {
    let compose = composer(methods::kinds(), URL).unwrap();
    let mut facts = facts();
    facts.insert("label".into(), "<b>x</b>\r\nBcc: all@example".into());
    let mail = compose(&message(Channel::Mail, "mail-way-added", facts), &organisation(), "en");
    let html = mail.html.unwrap();
    assert!(html.contains("&lt;b&gt;x&lt;") && !html.contains("<b>"), "{html}");
    assert!(!mail.subject.unwrap().contains(['\r', '\n']));
}

#[test]
fn the_html_of_a_mail_is_as_it_was_taken_down() {
    let compose = composer(methods::kinds(), URL).unwrap();
    let mail = compose(&message(Channel::Mail, "mail-way-added", facts()), &organisation(), "en");
    insta::assert_snapshot!("mail-html", mail.html.unwrap());
}

/// Every sentence that goes out as a text or is read out.
#[test]
fn texts_are_as_they_were_taken_down() {
    let compose = composer(methods::kinds(), URL).unwrap();
    for (language, _) in LANGUAGES {
        let mut all = Vec::new();
        for key in spoken() {
            let mut facts = facts();
            facts.insert("code".into(), "048215".into());
            facts.insert("spoken".into(), "0, 4, 8, 2, 1, 5".into());
            facts.insert("spoken_tag".into(), "K, 7".into());
            facts.insert("organisation".into(), "Larkfield Trust".into());
            let channel = if key.starts_with("call-") { Channel::Call } else { Channel::Text };
            let text = compose(&message(channel, &key, facts), &organisation(), language).text;
            assert!(!text.contains("{$") && text != key, "{language} {key}: {text}");
            all.push(format!("{key}: {text}"));
        }
        insta::assert_snapshot!(format!("texts-{language}"), all.join("\n"));
    }
}

/// The keys of messages that are one sentence.
fn spoken() -> Vec<String> {
    let brought = methods::kinds();
    let brought = brought.all().flat_map(|kind| kind.parts().words.iter().copied());
    let own = crate::language::SOURCES.iter().map(|(language, _, ftl)| (*language, *ftl));
    let english = own.chain(brought).filter(|(language, _)| *language == "en");
    let lines = english.flat_map(|(_, ftl)| ftl.lines());
    let names = lines.filter_map(|line| line.split_once(" =").map(|(name, _)| name));
    let mut keys: Vec<String> = names
        .filter(|name| name.starts_with("sms-") || name.starts_with("call-"))
        .filter(|name| *name != "sms-notice-desk-none" && !name.ends_with("-wrong"))
        .map(ToOwned::to_owned)
        .collect();
    keys.sort();
    keys.dedup();
    assert!(keys.len() > 10, "{keys:?}");
    keys
}
