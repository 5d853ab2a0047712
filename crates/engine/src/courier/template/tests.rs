use super::*;
use proptest::prelude::*;
use serde_json::json;

const NASTY: &str = "\"}], {text} &To=+1900 \r\nX: y %0a \u{202e}<Say>'\u{1}\\ 碼";

fn values(text: &str) -> Values<'_> {
    Values {
        to: "+85255550123",
        text,
        sender: "Larkfield",
        id: "key-1",
        callback: "",
        user: "AC1/../x",
        password: "s&t=",
        coding: "0",
    }
}

fn filled(template: &str, text: &str) -> String {
    Template::parse(template).unwrap().fill(&values(text))
}

#[test]
fn places_are_filled_once_and_brackets_can_be_written() {
    assert_eq!(
        filled("{to}|{to_digits}|{sender}|{id}", ""),
        "+85255550123|85255550123|Larkfield|key-1"
    );
    assert_eq!(filled("{{to}} {text}{{", "{to}"), "{to} {to}{");
    assert_eq!(filled("", ""), "");
}

#[test]
fn mistakes_are_told() {
    for wrong in ["{too}", "{to", "to}", "{}", "{ to }", "a{b}c{"] {
        assert!(Template::parse(wrong).is_err(), "{wrong}");
    }
}

/// SM-11
#[test]
fn sm_11_an_address_keeps_its_shape() {
    let template = Template::parse("https://sms.example/{user}/send?text={text}").unwrap();
    let address = template.fill_address(&values(NASTY));
    let url = url::Url::parse(&address).unwrap();
    assert_eq!(url.path(), "/AC1%2F..%2Fx/send");
    let pairs: Vec<_> = url.query_pairs().collect();
    assert_eq!(pairs, [("text".into(), NASTY.into())]);
}

/// SM-11
#[test]
fn sm_11_xml_has_no_markup_of_the_text() {
    assert_eq!(
        filled("<Say>{text_xml}</Say>", "<a b='c' d=\"e\">&amp;\u{0}"),
        "<Say>&lt;a b=&apos;c&apos; d=&quot;e&quot;&gt;&amp;amp; </Say>"
    );
}

#[test]
fn a_callback_nobody_wants_is_left_out() {
    let json = JsonTemplate::parse(&json!({ "cb": "{callback}", "n": [1, "{callback}"] })).unwrap();
    assert_eq!(json.fill(&values("")).unwrap(), json!({ "n": [1] }));
    let form = [("cb".to_owned(), Template::parse("{callback}").unwrap())];
    assert_eq!(fill_form(&form, &values("")), "");
    let wanted = Values { callback: "https://a.example/r", ..values("") };
    assert_eq!(fill_form(&form, &wanted), "cb=https%3A%2F%2Fa.example%2Fr");
}

#[test]
fn json_mistakes_are_told_wherever_they_are() {
    assert!(JsonTemplate::parse(&json!({ "a": [{ "b": "{nothing}" }] })).is_err());
}

proptest! {
    /// SM-11: whatever the text is, the other fields are what they were.
    #[test]
    fn sm_11_json_and_form_keep_their_shape(text in ".{0,60}") {
        let template = json!({
            "to": "{to}", "m": { "text": "pre {text} post" }, "list": ["{text}"], "n": 1,
        });
        let json = JsonTemplate::parse(&template).unwrap().fill(&values(&text)).unwrap();
        let again: Value = serde_json::from_str(&json.to_string()).unwrap();
        prop_assert_eq!(again, json!({
            "to": "+85255550123",
            "m": { "text": format!("pre {text} post") },
            "list": [text],
            "n": 1,
        }));
        let form: Vec<_> = [("To", "{to}"), ("Body", "{text}")]
            .map(|(name, value)| (name.to_owned(), Template::parse(value).unwrap()))
            .into();
        let body = fill_form(&form, &values(&text));
        let pairs: Vec<_> = url::form_urlencoded::parse(body.as_bytes()).collect();
        let expected = [("To".into(), "+85255550123".into()), ("Body".into(), text.into())];
        prop_assert_eq!(pairs, expected);
    }

    #[test]
    fn any_text_is_a_template_or_a_mistake_never_a_panic(text in "[{}a-z \u{e9}]{0,30}") {
        let _either = Template::parse(&text);
    }
}
