//! App passwords by the public door: who may make one, when it is shown and to whom, and what a
//! phone gets that scanned the code.

use super::house::{Answered, Browser, House, PASSWORD, URL, window};
use countersign_core::{
    account::{Role, State},
    app_password::Protocol,
    method::Fields,
    secret::Secret,
    session::Level,
    sign_in::{Event, Purpose},
    time::minutes,
};
use engine::check::{Answer, Knock};
use std::collections::BTreeSet;
use tokio::task::JoinSet;

const LIST: &str = "/security/app-passwords";
const NEW: &str = "/security/app-passwords/new";

/// An organisation with mail servers, and Mei with a second step, signed in.
async fn mei() -> (House, Browser) {
    let house = with_mail().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let browser = house.signed_in("m.wong").await;
    (house, browser)
}

async fn with_mail() -> House {
    let house = House::new().await;
    let mut organisation =
        engine::Organisation::clone(&*house.engine.organisation().await.unwrap());
    organisation.mail.domains = vec!["larkfield.example".into()];
    organisation.mail.imap = Some("imap.larkfield.example:993".parse().unwrap());
    organisation.mail.smtp = Some("smtp.larkfield.example:465".parse().unwrap());
    organisation.mail.dav = Some("https://dav.larkfield.example/".into());
    house.engine.save_organisation(organisation).await.unwrap();
    house
}

const THUNDERBIRD: [(&str, &str); 5] = [
    ("program", "thunderbird"),
    ("preset", "thunderbird"),
    ("name", "Thunderbird on MEI-LAPTOP"),
    ("opens-mail", "yes"),
    ("opens-sending", "yes"),
];

/// Makes one; answers the address it is shown at.
async fn make(browser: &mut Browser) -> String {
    browser.get(&format!("{NEW}?for=thunderbird")).await.is(200);
    browser.post(NEW, &THUNDERBIRD).await.to()
}

/// The password on the page, without its gaps.
fn secret(page: &Answered) -> Option<String> {
    let (_, rest) = page.body.split_once("id=\"secret\">")?;
    let (shown, _) = rest.split_once("</p>")?;
    Some(shown.replace("<span>", "").replace("</span>", "").replace(' ', ""))
}

fn id(shown_at: &str) -> String {
    shown_at.split('/').nth(3).unwrap().to_owned()
}

async fn opens(house: &House, secret: &str, protocol: Protocol) -> bool {
    let knock = Knock {
        protocol,
        app: None,
        name: "m.wong@larkfield.example".into(),
        secret: Secret::from(secret),
        source: "203.0.113.7".into(),
        tls: Some(true),
        program: None,
    };
    matches!(house.engine.check(&knock).await.unwrap(), Answer::Open { .. })
}

/// AP-1: shown within the session that made it, after a reload too, until Done; in no address.
#[tokio::test]
async fn ap_1_it_is_shown_once_to_the_session_that_made_it() {
    let (house, mut mei) = mei().await;
    let at = make(&mut mei).await;
    let page = mei.get(&at).await;
    let shown = secret(page.is(200)).unwrap();
    assert_eq!(shown.len(), 20);
    assert!(!at.contains(&shown[..4]) && page.headers["cache-control"] == "no-store");
    page.says("imap.larkfield.example").says("smtp.larkfield.example").silent("dav.larkfield");
    assert_eq!(secret(&mei.get(&at).await), Some(shown.clone()), "a reload loses nothing");

    // The same person in another browser sees that it is there, and not what it is.
    let mut other = house.signed_in_again("m.wong").await;
    let to = other.get(&at).await.to();
    let page = other.get(&to).await;
    page.is(200).says("We cannot show it again").says("Thunderbird on MEI-LAPTOP");
    page.silent(&shown[..4]);
    other.post(&format!("{LIST}/{}/done", id(&at)), &[]).await;
    assert_eq!(secret(&mei.get(&at).await), Some(shown.clone()), "nobody else hides it");

    mei.get(&at).await;
    let done = format!("{LIST}/{}/done", id(&at));
    assert_eq!(mei.post(&done, &[]).await.to(), LIST);
    mei.get(LIST).await.says("The password is hidden now.");
    mei.get(&at).await.to();
    assert!(opens(&house, &shown, Protocol::Imap).await, "hidden, not ended");
    assert!(!opens(&house, &shown, Protocol::Caldav).await, "AP-3: for what was ticked");
}

#[tokio::test]
async fn ap_1_it_is_shown_for_ten_minutes() {
    let (house, mut mei) = mei().await;
    let at = make(&mut mei).await;
    house.later(minutes(9));
    assert!(secret(&mei.get(&at).await).is_some());
    house.later(minutes(1));
    assert_eq!(mei.get(&at).await.to(), format!("{LIST}/{}", id(&at)));
    mei.get(&format!("{LIST}/{}/mail.mobileconfig", id(&at))).await.is(404);
}

/// AP-4: making, naming and removing one wants proof of the last five minutes; looking does not.
#[tokio::test]
async fn ap_4_changes_want_fresh_proof() {
    let (house, mut mei) = mei().await;
    let at = make(&mut mei).await;
    let one = format!("{LIST}/{}", id(&at));
    house.later(minutes(6));
    mei.get(LIST).await.is(200).says("Thunderbird on MEI-LAPTOP");
    mei.get(&one).await.is(200).says("Does it work?");
    for path in [format!("{NEW}?for=thunderbird"), format!("{one}/remove")] {
        assert!(mei.get(&path).await.to().starts_with("/verify?r="), "{path}");
    }
    mei.get(&one).await;
    let rename = format!("{one}/rename");
    let remove = format!("{one}/remove");
    for (path, fields) in [(NEW, &THUNDERBIRD[..]), (&rename, &[("label", "x")]), (&remove, &[])] {
        let to = mei.post(path, fields).await.to();
        assert!(to.starts_with("/verify?r="), "{path} leads to {to}");
    }
    let account = house.account("m.wong").await;
    let all = house.engine.app_passwords(&account).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].name, "Thunderbird on MEI-LAPTOP");
}

/// Signed in with a password alone: the second step was put off.
async fn in_grace(house: &House, user: &str) -> Browser {
    let mut browser = house.browser();
    browser.get("/forgot").await;
    let visit = browser.visit(house);
    let secret = visit.browser.clone().unwrap();
    let purpose = Purpose::SignIn { at_least: Level::None };
    let begun = house.engine.begin(&secret, &visit, purpose, window("/home"), true).await;
    let typed = format!("{user}@larkfield.example");
    let events = vec![
        Event::Named { typed, account: None },
        Event::Answered(Fields::of(&[("password", PASSWORD)])),
        Event::PutOff,
    ];
    let after = house.engine.turn(&visit, &begun.unwrap(), events).await.unwrap();
    let session = after.session.expect("it can be put off");
    browser.cookies.insert("__Host-session".into(), session.reveal().clone());
    browser
}

/// AP-4: not by a password alone in the grace period; AP-7: not by whoever administers, who is not
/// even asked for proof.
#[tokio::test]
async fn ap_4_ap_7_some_are_told_why_not() {
    let house = with_mail().await;
    house.person("m.wong", Role::Person, State::Enabled).await;
    house.person("o.park", Role::Owner, State::Enforced).await;
    let mut mei = in_grace(&house, "m.wong").await;
    mei.get(NEW).await.is(200).says("First set up a second step");
    mei.get(LIST).await.is(200);
    mei.post(NEW, &THUNDERBIRD).await.says("First set up a second step");
    let account = house.account("m.wong").await;
    assert!(house.engine.app_passwords(&account).await.unwrap().is_empty());

    let mut olive = house.signed_in("o.park").await;
    house.later(minutes(6));
    olive.get(LIST).await.says("There are no app passwords for your account");
    olive.get(NEW).await.is(200).says("There are no app passwords for your account");
    olive.post(NEW, &THUNDERBIRD).await.says("There are no app passwords for your account");
    olive.get("/security").await.is(200).silent("New app password").silent("App passwords");
    let account = house.account("o.park").await;
    assert!(house.engine.app_passwords(&account).await.unwrap().is_empty());
}

/// AU-2: somebody else's is not there.
#[tokio::test]
async fn au_2_somebody_elses_is_not_there() {
    let (house, mut mei) = mei().await;
    let at = make(&mut mei).await;
    let one = format!("{LIST}/{}", id(&at));
    house.person("a.berg", Role::Person, State::Enforced).await;
    let mut ada = house.signed_in_with("a.berg", "+85261234578").await;
    ada.get(LIST).await;
    for path in ["", "/show", "/remove", "/mail.mobileconfig"] {
        ada.get(&format!("{one}{path}")).await.is(404);
    }
    for path in ["/rename", "/remove", "/done"] {
        ada.post(&format!("{one}{path}"), &[("label", "mine")]).await.is(404);
    }
    assert!(secret(&mei.get(&at).await).is_some());
}

#[tokio::test]
async fn forms_keep_what_was_typed_and_tick_what_a_program_needs() {
    let (house, mut mei) = mei().await;
    mei.get(NEW).await;
    let page = mei.post(NEW, &[("name", "X"), ("opens-vpn", "yes")]).await;
    page.is(422).says("Choose the program it is for");
    assert!(page.body.contains("value=\"X\""));
    let typed = [("program", "other"), ("name", "X")];
    mei.post(NEW, &typed).await.is(422).says("Tick what it may open");
    let typed = [("program", "scanner"), ("preset", "scanner"), ("name", " "), ("opens-mail", "y")];
    mei.post(NEW, &typed).await.is(422).says("Give it a name");
    // Without a script, another program comes back with its own boxes before anything is made.
    let typed = [
        ("program", "scanner"),
        ("preset", "thunderbird"),
        ("name", "Thunderbird on Windows"),
        ("opens-mail", "yes"),
        ("opens-sending", "yes"),
        ("opens-calendar", "yes"),
    ];
    let page = mei.post(NEW, &typed).await;
    page.is(200).says("We ticked what this program needs");
    assert!(page.body.contains("id=\"o-sending\" name=\"opens-sending\" value=\"yes\" checked"));
    assert!(!page.body.contains("name=\"opens-mail\" value=\"yes\" checked"));
    assert!(page.body.contains("value=\"Scanner\""), "and its own name");
    let account = house.account("m.wong").await;
    assert!(house.engine.app_passwords(&account).await.unwrap().is_empty());
}

/// Where the code on the page leads.
async fn phone_path(house: &House, mei: &mut Browser, at: &str) -> String {
    let page = mei.get(at).await;
    let shown = secret(&page).unwrap();
    let groups: Vec<String> =
        shown.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    let token = house.engine.phone_address(&id(at).into(), &Secret::new(groups.join(" ")));
    let drawn = countersign_core::qr::svg(&format!("{URL}/phone/{}", token.reveal())).unwrap();
    assert!(page.body.contains(&drawn), "the code says another address");
    format!("/phone/{}", token.reveal())
}

/// AP-1: of 64 phones that press the button at once one gets the settings; opening takes nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ap_1_one_phone_of_many_gets_the_settings() {
    let (house, mut mei) = mei().await;
    let at = make(&mut mei).await;
    let path = phone_path(&house, &mut mei, &at).await;
    let mut phones = JoinSet::new();
    let mut open = Vec::new();
    for _ in 0..64 {
        let mut phone = house.browser();
        phone.get(&path).await.is(200).says("Get the settings");
        open.push(phone);
    }
    for mut phone in open {
        let path = path.clone();
        phones.spawn(async move {
            let status = phone.post(&path, &[]).await.status.as_u16();
            (status, phone)
        });
    }
    let mut all = phones.join_all().await;
    all.sort_by_key(|(status, _)| *status);
    let statuses: Vec<u16> = all.iter().map(|(status, _)| *status).collect();
    assert_eq!((statuses[0], &statuses[1..]), (303, &[410; 63][..]));
    let shown = secret(&mei.get(&at).await);
    let [(_, owner), (_, late), ..] = all.as_mut_slice() else { panic!("64 phones") };
    let page = owner.get(&path).await;
    assert_eq!(secret(page.is(200)), shown);
    page.says("imap.larkfield.example");
    late.get(&path).await.is(410).silent("Get the settings");
    late.get(&format!("{path}/mail.mobileconfig")).await.is(404);

    // It keeps them for ten minutes, and only while the app password is there.
    house.later(minutes(9));
    owner.get(&path).await.is(200);
    house.later(minutes(1));
    owner.get(&path).await.is(410);
}

#[tokio::test]
async fn ap_1_a_code_ends_with_done_with_its_time_and_with_the_app_password() {
    let (house, mut mei) = mei().await;
    let (first, second) = (make(&mut mei).await, make(&mut mei).await);
    let ends_by_done = phone_path(&house, &mut mei, &first).await;
    let ends_by_removal = phone_path(&house, &mut mei, &second).await;
    mei.post(&format!("{LIST}/{}/done", id(&first)), &[]).await.to();
    let mut phone = house.browser();
    phone.get(&ends_by_done).await.is(410);
    phone.get(&ends_by_removal).await.is(200);
    phone.post(&ends_by_removal, &[]).await.to();
    phone.get(&ends_by_removal).await.is(200);
    let remove = format!("{LIST}/{}/remove", id(&second));
    mei.get(&remove).await.is(200);
    mei.post(&remove, &[]).await.to();
    phone.get(&ends_by_removal).await.is(410);

    let third = make(&mut mei).await;
    let ends_by_time = phone_path(&house, &mut mei, &third).await;
    house.later(minutes(10));
    phone.get(&ends_by_time).await.is(410);
    phone.get("/phone/0000").await.is(410);
    phone.get(&format!("/phone/{}", "0".repeat(65))).await.is(404);
}

#[tokio::test]
async fn apples_devices_get_a_signed_profile() {
    let (house, mut mei) = mei().await;
    let at = make(&mut mei).await;
    let shown = secret(&mei.get(&at).await).unwrap();
    let path = phone_path(&house, &mut mei, &at).await;
    let mut iphone = house.browser();
    iphone.agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1".into();
    iphone.get(&path).await.says("Open Settings and press Profile Downloaded");
    let to = iphone.post(&path, &[]).await.to();
    let profile = iphone.get(&to).await;
    profile.is(200);
    assert_eq!(profile.headers["content-type"], "application/x-apple-aspen-config");
    assert_eq!(profile.headers["cache-control"], "no-store");
    assert!(profile.body.contains(&format!("<string>{shown}</string>")));
    assert!(profile.body.contains("com.apple.mail.managed"));
    assert!(!profile.body.contains("caldav"), "it opens mail only");
    let own = mei.get(&format!("{LIST}/{}/mail.mobileconfig", id(&at))).await;
    assert_eq!(own.headers["content-type"], "application/x-apple-aspen-config");
}

#[tokio::test]
async fn a_new_password_asks_what_becomes_of_them() {
    let (house, mut mei) = mei().await;
    let page = mei.get("/security/password").await;
    page.is(200).silent("name=\"app_passwords\"");
    let at = make(&mut mei).await;
    let shown = secret(&mei.get(&at).await).unwrap();
    let page = mei.get("/security/password").await;
    assert!(page.body.contains("value=\"keep\" checked"), "kept unless somebody says otherwise");
    let change = |new: &'static str, what: &'static str| {
        let current = if what == "keep" { PASSWORD } else { FIRST };
        [("current_password", current), ("new_password", new), ("app_passwords", what)]
    };
    mei.post("/security/password", &change(FIRST, "keep")).await.to();
    assert!(opens(&house, &shown, Protocol::Imap).await);
    mei.get("/security/password").await.is(200);
    mei.post("/security/password", &change("silver harbour lights tonight", "remove")).await.to();
    assert!(!opens(&house, &shown, Protocol::Imap).await);
    mei.get(LIST).await.says("No app passwords.");
}

const FIRST: &str = "violet kites above harbour";

/// Every one is another, and none of them is a piece of the page's own.
#[tokio::test]
async fn ap_1_each_is_another() {
    let (_house, mut mei) = mei().await;
    let mut seen = BTreeSet::new();
    for _ in 0..5 {
        let at = make(&mut mei).await;
        seen.insert(secret(&mei.get(&at).await).unwrap());
    }
    assert_eq!(seen.len(), 5);
}
