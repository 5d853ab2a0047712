use super::{DIGITS, LIFE, SLIPS, TRIES, read, secret};
use crate::{
    call::Call,
    phone::normalise,
    sms::Sms,
    tests::{Room, method, proved, ready, refused, wrong},
};
use countersign_core::{
    challenge::Challenge,
    message::{Channel, Message},
    method::{Enrolled, Fields, Kind, Method, Verdict},
    sign_in::SENDS_MOST,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn of(kind: &dyn Kind, number: &str) -> Method {
    method(kind, json!({ "number": number, "country": "HK" }))
}

fn phone() -> Method {
    of(&Sms, "+85291234567")
}

/// A question and the code that was sent for it.
fn asked(room: &Room, kind: &dyn Kind, method: &Method) -> (Challenge, String) {
    let asked = kind.ask(method, &room.cx());
    let code = asked.send.as_ref().unwrap().args["code"].clone();
    let open = Challenge {
        method: method.id.clone(),
        kind: kind.name().into(),
        data: asked.data,
        asked_at: room.now,
        sent: vec![room.now],
        expires_at: asked.expires_at,
        tries_left: asked.tries,
    };
    (open, code)
}

fn check(room: &Room, method: &Method, open: &Challenge, code: &str) -> Verdict {
    Sms.check(method, open, &Fields::of(&[("code", code)]), &room.cx())
}

fn other(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

fn shown(enrolled: Enrolled) -> (Value, Option<Message>) {
    match enrolled {
        Enrolled::Show { pending, send } => (pending, send),
        Enrolled::Wrong { wrong, .. } => panic!("refused: {wrong:?}"),
        Enrolled::Ready { label, .. } => panic!("took it as {label}"),
    }
}

#[test]
fn what_is_typed_becomes_six_digits_or_a_slip() {
    for typed in [
        "481926",
        " 481926 ",
        "481 926",
        "48-19-26",
        "#481926",
        "＃481926",
        "４８１９２６",
        "٤٨١٩٢٦",
        "۴۸۱۹۲۶",
        "\u{202a}481926\u{202c}",
        "481\u{a0}926",
        "481\u{2013}926",
    ] {
        let digits = read(typed, &SLIPS).unwrap_or_else(|wrong| panic!("{typed}: {wrong:?}"));
        assert_eq!(digits.reveal(), "481926", "{typed}");
    }
    let table = [
        ("", "code-empty", None),
        (" \u{200b} ", "code-empty", None),
        ("#", "code-empty", None),
        ("48192", "code-length", Some("5")),
        ("4819260", "code-length", Some("7")),
        ("- -", "code-length", Some("0")),
        ("48192a", "code-only-digits", None),
        ("+481926", "code-only-digits", None),
        ("481.926", "code-only-digits", None),
        ("##481926", "code-only-digits", None),
        ("K7 481926", "code-only-digits", None),
        ("48192６\0", "code-only-digits", None),
    ];
    for (typed, words, count) in table {
        let wrong = read(typed, &SLIPS).unwrap_err();
        assert_eq!(
            (wrong.words.as_str(), wrong.counts, wrong.field.as_str()),
            (words, false, "code")
        );
        assert_eq!(wrong.args.get("typed").map(String::as_str), count, "{typed}");
    }
}

/// SM-1: six digits, ten minutes, five tries; what is stored is not the code.
#[test]
fn sm_1_a_code_is_sent_and_not_kept() {
    let room = Room::new();
    let (open, code) = asked(&room, &Sms, &phone());
    assert_eq!((code.len(), open.tries_left), (6, TRIES));
    assert_eq!(open.expires_at, Some(room.now.plus(LIFE)));
    assert!(!open.data.to_string().contains(&code));
    assert!(matches!(check(&room, &phone(), &open, &code), Verdict::Proved { keep: None }));
    let wrong = wrong(check(&room, &phone(), &open, &other(&code)));
    assert_eq!((wrong.words.as_str(), wrong.counts), ("sms-code-wrong", true));
    assert_eq!(wrong.args["tag"], "K7");
}

/// SM-1: all digits occur in all places; a code may begin with zeros.
#[test]
fn sm_1_codes_are_spread_evenly() {
    let room = Room::new();
    let codes: Vec<String> = (0..2000).map(|_| asked(&room, &Sms, &phone()).1).collect();
    assert!(codes.iter().collect::<BTreeSet<_>>().len() > 1990);
    for place in 0..usize::try_from(DIGITS).unwrap() {
        for digit in b'0'..=b'9' {
            let count = codes.iter().filter(|code| code.as_bytes()[place] == digit).count();
            // 200 are expected, with a deviation of 13.
            assert!((130..=270).contains(&count), "{digit} at {place}: {count}");
        }
    }
}

/// Decision 004: sent again it is the same code with the expiry it had.
#[test]
fn sent_again_it_is_the_same_code() {
    let mut room = Room::new();
    let (open, code) = asked(&room, &Sms, &phone());
    room.later(120);
    let again = Sms.again(&phone(), &open, &room.cx()).unwrap();
    assert_eq!(again.args["code"], code);
    assert_eq!(Some(again.until), open.expires_at);
    assert_eq!((again.to.as_str(), again.words.as_str()), ("+85291234567", "sms-sign-in"));
}

/// SM-2: only for this question, this number, this purpose.
#[test]
fn sm_2_a_code_is_for_one_question_and_one_number() {
    let room = Room::new();
    let (open, code) = asked(&room, &Sms, &phone());
    let (newer, newer_code) = asked(&room, &Sms, &phone());
    assert_ne!(code, newer_code);
    wrong(check(&room, &phone(), &newer, &code));
    wrong(check(&room, &of(&Sms, "+85298765432"), &open, &code));
    // The very nonce of a set-up makes another code for a sign-in.
    let (pending, sent) = number_given(&room, &Sms);
    let set_up_code = sent.args["code"].clone();
    let borrowed = Challenge { data: json!({ "nonce": pending["nonce"] }), ..open };
    wrong(check(&room, &of(&Sms, "+85298765432"), &borrowed, &set_up_code));
    let without = Challenge { data: json!({}), ..borrowed };
    wrong(check(&room, &phone(), &without, "000000"));
}

#[test]
fn a_message_says_whose_and_what_for() {
    let mut room = Room::new();
    room.more = 3;
    let message = Sms.ask(&phone(), &room.cx()).send.unwrap();
    assert_eq!(message.channel, Channel::Text);
    assert_eq!(message.tag.as_deref(), Some("K7"));
    assert_eq!(message.account.unwrap().as_str(), "mei");
    assert_eq!(
        (message.args["app"].as_str(), message.args["more"].as_str()),
        ("Larkfield Mail", "3")
    );
    let call = Call.ask(&of(&Call, "+85223456789"), &room.cx()).send.unwrap();
    assert_eq!((call.channel, call.args["spoken_tag"].as_str()), (Channel::Call, "K 7"));
    assert_eq!(call.args["spoken"].replace(", ", ""), call.args["code"]);
}

fn number_given(room: &Room, kind: &dyn Kind) -> (Value, Message) {
    let fields = [("country", "HK"), ("phone", "9876 5432")];
    let (pending, send) = shown(room.answer(kind, &room.start(kind), &fields));
    (pending, send.unwrap())
}

/// SM-5: a number counts once the code sent to it came back.
#[test]
fn sm_5_a_number_is_kept_once_its_code_came_back() {
    let room = Room::new();
    for kind in [&Sms as &dyn Kind, &Call] {
        let start = room.start(kind);
        assert_eq!(start["step"], "number");
        let (pending, message) = number_given(&room, kind);
        assert_eq!(
            (pending["step"].as_str(), pending["shown"].as_str()),
            (Some("code"), Some("+852 9876 5432"))
        );
        assert_eq!(message.to, "+85298765432");
        assert_eq!(message.words, format!("{}-new-number", kind.name()));
        let code = &message.args["code"];
        assert!(!pending.to_string().contains(code.as_str()));
        let (label, kept) = ready(room.answer(kind, &pending, &[("code", code)]));
        assert_eq!(label, "•• 32");
        assert_eq!(kept, secret(&normalise("HK", "98765432").unwrap()));
        let way = method(kind, kept);
        assert_eq!(kind.hint(&way), "32");
        assert_eq!(kind.reach(&way).unwrap().1, "+85298765432");
        let named = room.answer(kind, &pending, &[("code", code), ("name", "Work")]);
        assert_eq!(ready(named).0, "Work");
    }
}

/// ux.md 5.3: what may be said of a number.
#[test]
fn numbers_that_are_not_taken() {
    let mut room = Room::new();
    room.methods = vec![phone()];
    let table = [
        (&Sms as &dyn Kind, "HK", "", "phone-empty", "phone"),
        (&Sms, "", "9123 4567", "phone-country", "country"),
        (&Sms, "HK", "abc", "phone-not-a-number", "phone"),
        (&Sms, "HK", "9876 5432 ext 1", "phone-extension", "phone"),
        (&Sms, "HK", "9876", "phone-too-short", "phone"),
        (&Sms, "HK", "9876 5432 10", "phone-too-long", "phone"),
        (&Sms, "HK", "1111 1111", "phone-not-in-use", "phone"),
        (&Sms, "HK", "2345 6789", "phone-landline", "phone"),
        (&Sms, "US", "900 234 5678", "phone-costs", "phone"),
        (&Sms, "HK", "+870 773 111 632", "phone-not-served", "phone"),
        (&Sms, "GB", "+852 9123 4567", "phone-already", "phone"),
    ];
    for (kind, country, phone, words, field) in table {
        let fields = [("country", country), ("phone", phone)];
        let (wrong, pending) = refused(room.answer(kind, &room.start(kind), &fields));
        assert_eq!((wrong.words.as_str(), wrong.field.as_str()), (words, field), "{phone}");
        assert!(!wrong.counts);
        // What was typed stays in the form.
        assert_eq!(
            (pending["country"].as_str(), pending["phone"].as_str()),
            (Some(country), Some(phone))
        );
    }
    let landline = [("country", "HK"), ("phone", "2345 6789")];
    shown(room.answer(&Call, &room.start(&Call), &landline));
    // The same number may be called as well as texted.
    shown(room.answer(&Call, &room.start(&Call), &[("country", "HK"), ("phone", "91234567")]));
}

#[test]
fn five_wrong_tries_void_the_code_of_a_set_up() {
    let mut room = Room::new();
    let (mut pending, message) = number_given(&room, &Sms);
    let code = message.args["code"].clone();
    for left in (0..TRIES).rev() {
        let typed = other(&code);
        let (wrong, next) = refused(room.answer(&Sms, &pending, &[("code", &typed)]));
        assert_eq!(wrong.words, if left == 0 { "code-void" } else { "sms-code-wrong" });
        assert_eq!(next["tries"], left);
        pending = next;
    }
    assert_eq!(refused(room.answer(&Sms, &pending, &[("code", &code)])).0.words, "code-void");
    room.later(30);
    let (fresh, send) = shown(room.answer(&Sms, &pending, &[("again", "1")]));
    let new_code = send.unwrap().args["code"].clone();
    assert_ne!(new_code, code);
    ready(room.answer(&Sms, &fresh, &[("code", &new_code)]));
}

/// Another number is no fresh start, neither of tries nor of sends.
#[test]
fn changing_the_number_keeps_tries_and_sends() {
    let mut room = Room::new();
    let (pending, message) = number_given(&room, &Sms);
    let typed = other(&message.args["code"]);
    let (_, pending) = refused(room.answer(&Sms, &pending, &[("code", &typed)]));
    let (back, send) = shown(room.answer(&Sms, &pending, &[("change", "1")]));
    assert_eq!(
        (back["step"].as_str(), back["phone"].as_str(), send),
        (Some("number"), Some("9876 5432"), None)
    );
    let next = [("country", "HK"), ("phone", "9123 4567")];
    let (early, _) = refused(room.answer(&Sms, &back, &next));
    assert_eq!(early.words, "send-too-early");
    room.later(30);
    let (pending, send) = shown(room.answer(&Sms, &back, &next));
    assert_eq!(pending["tries"], TRIES - 1);
    assert_eq!(pending["sent"].as_array().unwrap().len(), 2);
    // SM-2: the first number's code is not the second's.
    let old = message.args["code"].clone();
    assert_eq!(refused(room.answer(&Sms, &pending, &[("code", &old)])).0.words, "sms-code-wrong");
    ready(room.answer(&Sms, &pending, &[("code", &send.unwrap().args["code"])]));
}

/// SM-6, ux.md 3.3: pauses of 30 s, 60 s, 2 min, 5 min, and five sends in all.
#[test]
fn sm_6_sends_of_a_set_up_are_bounded() {
    let mut room = Room::new();
    let (mut pending, message) = number_given(&room, &Sms);
    for gap in [30, 60, 120, 300] {
        room.later(gap - 1);
        let (early, _) = refused(room.answer(&Sms, &pending, &[("again", "1")]));
        assert_eq!(early.words, "send-too-early");
        assert_eq!(early.args["at"], (room.now.0 + 1000).to_string());
        room.later(1);
        let (next, send) = shown(room.answer(&Sms, &pending, &[("again", "1")]));
        let send = send.unwrap();
        assert_eq!((&send.args["code"], send.until), (&message.args["code"], message.until));
        pending = next;
    }
    room.later(3600);
    assert_eq!(pending["sent"].as_array().unwrap().len(), SENDS_MOST);
    let (enough, _) = refused(room.answer(&Sms, &pending, &[("again", "1")]));
    assert_eq!(enough.words, "send-enough");
}

#[test]
fn a_code_of_a_set_up_ends_after_ten_minutes() {
    let mut room = Room::new();
    let (pending, message) = number_given(&room, &Sms);
    let code = message.args["code"].clone();
    room.later(599);
    ready(room.answer(&Sms, &pending, &[("code", &code)]));
    room.later(1);
    let (late, _) = refused(room.answer(&Sms, &pending, &[("code", &code)]));
    assert_eq!(late.words, "code-expired");
    assert_eq!(late.args["until"], room.now.0.to_string());
    let (fresh, send) = shown(room.answer(&Sms, &pending, &[("again", "1")]));
    assert_ne!(send.unwrap().args["code"], code);
    assert_eq!(fresh["expires"], room.now.plus(LIFE).0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// CR-6: what is read is six ASCII digits or nothing.
    #[test]
    fn what_is_read_is_six_digits(typed in any::<String>()) {
        if let Ok(digits) = read(&typed, &SLIPS) {
            prop_assert!(digits.reveal().len() == 6);
            prop_assert!(digits.reveal().bytes().all(|b| b.is_ascii_digit()));
        }
    }

    /// However the six are set apart, they are read.
    #[test]
    fn six_digits_are_read(
        digits in "[0-9]{6}",
        cuts in proptest::collection::vec((0usize..7, "[ \\-\u{a0}\u{2013}]"), 0..5),
    ) {
        let mut typed: Vec<char> = digits.chars().collect();
        for (at, sign) in cuts {
            typed.insert(at, sign.chars().next().unwrap());
        }
        let typed: String = typed.into_iter().collect();
        let read = read(&typed, &SLIPS).unwrap();
        prop_assert_eq!(read.reveal(), &digits);
    }

    #[test]
    fn only_the_code_itself_proves(typed in "[0-9]{6}") {
        let room = Room::new();
        let (open, code) = asked(&room, &Sms, &phone());
        let right = matches!(check(&room, &phone(), &open, &typed), Verdict::Proved { .. });
        prop_assert_eq!(right, typed == code);
    }
}

#[test]
fn the_right_code_is_taken_once_more_only_by_its_own_question() {
    let room = Room::new();
    let (open, code) = asked(&room, &Sms, &phone());
    // Spending a question is the machine's; the kind itself keeps nothing.
    assert_eq!(proved(check(&room, &phone(), &open, &code)), None);
}
