//! Looking: what each page says to whom, and that nobody sees what is another's.

use super::house::House;
use countersign_core::{
    account::{Role, State},
    time::{days, hours, minutes},
};

const OWN: [&str; 8] = [
    "/home",
    "/profile",
    "/activity",
    "/activity.csv",
    "/security",
    "/security/add",
    "/security/recovery-codes",
    "/security/devices",
];

#[tokio::test]
async fn nobody_gets_in_without_a_session() {
    let house = House::new().await;
    let mut stranger = house.browser();
    for path in OWN {
        let to = stranger.get(path).await.to();
        assert!(to.starts_with("/signin?next="), "{path} leads to {to}");
    }
}

/// EN-11, SE-8: the person sees ways, sessions and what happened; nothing of it is stored.
#[tokio::test]
async fn everything_of_ones_own_is_shown() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    for path in OWN {
        let page = mei.get(path).await;
        page.is(200);
        let cache = page.headers.get("cache-control").unwrap().to_str().unwrap();
        assert!(cache.contains("no-store"), "{path}: {cache}");
    }
    mei.get("/security").await.says("ending 34").says("Default").silent("51234534");
    mei.get("/security/devices").await.says("Firefox on Windows").says("This one");
    let activity = mei.get("/activity").await;
    activity.says("was added as a way to sign in").says("Signed in to your account");
    activity.says("203.0.113.7").silent("51234534");
    let csv = mei.get("/activity.csv?show=changes").await;
    assert!(csv.body.starts_with("time,what,"), "{}", csv.body);
    assert!(csv.body.contains("method_added") && !csv.body.contains("signed_in"));
}

#[tokio::test]
async fn home_names_the_one_thing_to_do() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/home").await.says("Your apps").says("No apps yet.").says("Only one way");
    let form = [("name", "Mei Lin Wong"), ("time_zone", "Asia/Hong_Kong"), ("language", "en")];
    mei.get("/profile").await;
    mei.post("/profile", &form).await.to();
    mei.get("/home").await.says("Good afternoon, Mei Lin");
}

/// SE-5: a disabled account is out at once, and reads like nobody.
#[tokio::test]
async fn a_disabled_account_is_out_at_once() {
    let house = House::new().await;
    let account = house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/home").await.is(200);
    house.engine.disable_account(&house.account("m.wong").await).await.unwrap();
    assert!(mei.get("/home").await.to().starts_with("/signin"));
    assert_eq!(account.disabled_at, None, "it was on before");
}

/// SE-3: an hour without a step ends it.
#[tokio::test]
async fn a_session_that_rests_ends() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    house.later(minutes(59));
    mei.get("/home").await.is(200);
    house.later(minutes(61));
    assert!(mei.get("/home").await.to().starts_with("/signin"));
}

/// AU-2: another's way, session or page of activity is no different from one that never was.
#[tokio::test]
async fn what_is_anothers_is_not_there() {
    let house = House::new().await;
    for user in ["m.wong", "t.okafor"] {
        house.person(user, Role::Person, State::Enforced).await;
    }
    let mut mei = house.signed_in("m.wong").await;
    house.later(minutes(1));
    let mut tom = house.signed_in("t.okafor").await;
    let way = house.engine.ways(&house.account("m.wong").await).await.unwrap().remove(0).id;
    let session = house.sessions("m.wong").await.remove(0);
    tom.get("/security").await;
    for nobody in [way.as_str(), "0198a1b2-0000-7000-8000-000000000000", "x'--"] {
        let page = tom.get(&format!("/security/way/{}", nobody.replace('\'', "%27"))).await;
        page.is(404).silent("Phone").silent("ending");
        let nobody = nobody.replace('\'', "%27");
        for what in ["rename", "default", "remove"] {
            let path = format!("/security/way/{nobody}/{what}");
            tom.post(&path, &[("label", "Mine now")]).await.is(404);
        }
        tom.post("/security/default", &[("method", &nobody)]).await.is(404);
        tom.post(&format!("/security/devices/{nobody}/sign-out"), &[]).await.is(404);
    }
    tom.post(&format!("/security/devices/{session}/sign-out"), &[]).await.is(404);
    mei.get("/home").await.is(200);
    assert_eq!(house.engine.ways(&house.account("m.wong").await).await.unwrap().len(), 1);
}

/// AU-9: the mark of a further page is of this list and this person, or nothing.
#[tokio::test]
async fn activity_goes_on_page_by_page() {
    let house = House::new().await;
    for user in ["m.wong", "t.okafor"] {
        house.person(user, Role::Person, State::Enforced).await;
    }
    let mut mei = house.signed_in("m.wong").await;
    for round in 0..60 {
        mei.get("/profile").await;
        let name = format!("Mei {round}");
        mei.post("/profile", &[("name", &name)]).await.to();
        house.later(minutes(1));
    }
    let first = mei.get("/activity?show=changes").await;
    assert_eq!(first.body.matches("The profile was changed").count(), 50);
    first.says(">Older<");
    let older = link(&first.plain(), "/activity?show=changes&before=");
    let second = mei.get(&older).await;
    second.is(200);
    assert_eq!(second.body.matches("The profile was changed").count(), 10);
    second.silent(">Older<");
    let other = older.replace("show=changes", "show=all");
    mei.get(&other).await.is(404);
    mei.get("/activity?show=changes&before=1796104800000").await.is(404);
    let mut tom = house.signed_in("t.okafor").await;
    tom.get(&older).await.is(404);
    house.later(days(91));
    let mut mei = house.browser();
    assert!(mei.get("/activity").await.to().starts_with("/signin"));
}

fn link(body: &str, begins: &str) -> String {
    let at = body.find(begins).expect("a link to the next page");
    let rest = &body[at..];
    rest[..rest.find('"').unwrap()].to_owned()
}

/// LG-3: what somebody typed writes no formula into the file.
#[tokio::test]
async fn a_name_is_no_formula() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    let way = house.engine.ways(&house.account("m.wong").await).await.unwrap().remove(0).id;
    mei.get("/security").await;
    let label = "=HYPERLINK(\"http://evil.example\")";
    mei.post(&format!("/security/way/{way}/rename"), &[("label", label)]).await.to();
    let csv = mei.get("/activity.csv").await;
    assert!(csv.body.contains("\"'=HYPERLINK(\"\"http"), "{}", csv.body);
}

/// WB-6: a name is text wherever it stands.
#[tokio::test]
async fn a_name_is_no_markup() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    let way = house.engine.ways(&house.account("m.wong").await).await.unwrap().remove(0).id;
    mei.get("/security").await;
    let label = "<script>alert(1)</script>";
    mei.post(&format!("/security/way/{way}/rename"), &[("label", label)]).await.to();
    mei.get("/profile").await;
    mei.post("/profile", &[("name", "<b>Mei</b>")]).await.to();
    for path in ["/security", "/activity", "/home", "/profile"] {
        let page = mei.get(path).await;
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<b>Mei"), "{path}");
    }
}

#[tokio::test]
async fn the_profile_takes_only_what_there_is() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/profile").await.says("m.wong@larkfield.example");
    let form = |name, language, zone| {
        [("name", name), ("language", language), ("time_zone", zone), ("appearance", "dark")]
    };
    let page = mei.post("/profile", &form("  ", "en", "Asia/Hong_Kong")).await;
    page.is(422).says("Type your name, up to 100 letters.");
    mei.post("/profile", &form("Mei", "tlh", "UTC")).await.is(422).says("Choose a language");
    mei.post("/profile", &form("Mei", "en", "Moon/Base")).await.is(422).says("Choose a time zone");
    mei.post("/profile", &form("Mei Wong", "zh-Hant", "Europe/London")).await.to();
    let page = mei.get("/profile").await;
    assert!(page.body.contains("lang=\"zh-Hant\""));
    let account = house.account("m.wong").await;
    assert_eq!(
        (account.name.as_str(), account.time_zone.as_deref()),
        ("Mei Wong", Some("Europe/London"))
    );
    assert_eq!(
        account.mail, "m.wong@larkfield.example",
        "AU-3: the address is not theirs to change"
    );
}

#[tokio::test]
async fn people_end_sessions_one_by_one_and_all_others() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut here = house.signed_in("m.wong").await;
    house.later(minutes(3));
    let mut there = house.signed_in("m.wong").await;
    house.later(minutes(3));
    let mut third = house.signed_in("m.wong").await;
    here.get("/security/devices").await.says("Sign out everywhere else");
    let other = house.sessions("m.wong").await.remove(1);
    let to = here.post(&format!("/security/devices/{other}/sign-out"), &[]).await.to();
    here.get(&to).await.says("It was signed out.");
    assert!(there.get("/home").await.to().starts_with("/signin"));
    third.get("/home").await.is(200);
    here.get("/security/devices/sign-out-everywhere").await.says("1 other browser");
    let to = here.post("/security/devices/sign-out-everywhere", &[]).await.to();
    here.get(&to).await.says("1 other browser was signed out.").says("Only this browser");
    assert!(third.get("/home").await.to().starts_with("/signin"));
    here.get("/home").await.is(200);
    let own = house.sessions("m.wong").await.remove(0);
    here.get("/security/devices").await;
    let gone = here.post(&format!("/security/devices/{own}/sign-out"), &[]).await;
    assert_eq!(gone.to(), "/signout/done");
    assert!(here.get("/home").await.to().starts_with("/signin"));
    house.later(hours(1));
}
