//! What may be typed about a text service.

use super::*;
use countersign_core::secret::Secret;

fn twilio() -> TextService {
    TextService {
        preset: Preset::Twilio,
        url: "https://elsewhere.example".into(),
        user: " AC01 ".into(),
        password: Secret::from("token"),
        sender: "Larkfield".into(),
        countries: vec!["hk".into(), " GB".into(), "HK".into()],
    }
}

fn field(typed: TextService) -> String {
    match checked(typed) {
        Err(Error::Wrong(wrong)) => wrong.field,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_service_is_cleaned() {
    let clean = checked(twilio()).unwrap();
    assert_eq!((clean.user.as_str(), clean.url.as_str()), ("AC01", ""), "the preset's address");
    assert_eq!(clean.countries, ["HK", "GB"]);
    let generic = TextService { preset: Preset::Generic, user: String::new(), ..twilio() };
    assert_eq!(checked(generic).unwrap().url, "https://elsewhere.example");
}

#[test]
fn each_field_is_asked_for() {
    let generic = || TextService { preset: Preset::Generic, ..twilio() };
    for (typed, wrong) in [
        (TextService { url: String::new(), ..generic() }, "url"),
        (TextService { url: "https://x/\n/y".into(), ..generic() }, "url"),
        (TextService { user: " ".into(), ..twilio() }, "user"),
        (TextService { password: Secret::from(""), ..twilio() }, "password"),
        (TextService { sender: String::new(), ..twilio() }, "sender"),
        (TextService { sender: "{text}".into(), ..twilio() }, "sender"),
        (TextService { countries: vec![], ..twilio() }, "countries"),
        (TextService { countries: vec!["Hong Kong".into()], ..twilio() }, "countries"),
        (TextService { countries: vec!["001".into()], ..twilio() }, "countries"),
        (TextService { countries: vec!["XX".into()], ..twilio() }, "countries"),
    ] {
        assert_eq!(field(typed), wrong);
    }
}

#[test]
fn a_number_is_whole() {
    assert_eq!(e164("+852 5123-4534").as_deref(), Some("+85251234534"));
    for bad in ["", "51234534", "+852", "+999 1234 5678", "+852 5123 453x", "+85251234534;ext=1"] {
        assert_eq!(e164(bad), None, "{bad}");
    }
}
