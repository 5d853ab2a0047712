use super::{CLOCK_STEPS, KEY, STEP, Totp};
use crate::tests::{Room, method, proved, ready, refused, wrong};
use countersign_core::{
    method::{Enrolled, Kind, Method, Verdict},
    qr,
    time::Time,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder, Secret};

/// "12345678901234567890", the key of RFC 4226 appendix D and RFC 6238 appendix B.
const RFC_KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn of(secret: Value) -> Method {
    method(&Totp, secret)
}

fn rfc() -> Method {
    of(json!({ "key": RFC_KEY }))
}

/// The code an app shows at a moment, for a key as it is kept.
fn shown(key: &str, now: Time) -> String {
    let key = Secret::try_from_base32(key.replace(' ', "")).unwrap();
    let app = Builder::new().with_secret(key).build().unwrap();
    app.generate(u64::try_from(now.seconds()).unwrap()).to_string()
}

fn check(room: &Room, method: &Method, code: &str) -> Verdict {
    room.check(&Totp, method, &[("code", code)])
}

fn words(verdict: Verdict) -> String {
    wrong(verdict).words
}

/// OT-2: RFC 4226 appendix D.
#[test]
fn ot_2_codes_of_rfc_4226() {
    let codes = [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
    ];
    for (step, code) in codes.iter().enumerate() {
        let mut room = Room::new();
        room.now = Time(i64::try_from(step).unwrap() * 30_000);
        let kept = proved(check(&room, &rfc(), code)).unwrap();
        assert_eq!(kept, json!({ "key": RFC_KEY, "used": [step] }));
    }
}

/// OT-2: RFC 6238 appendix B. Its codes have eight digits; ours are the last six of them.
#[test]
fn ot_2_codes_of_rfc_6238() {
    let table = [
        (59, "94287082", "46119246", "90693936"),
        (1_111_111_109, "07081804", "68084774", "25091201"),
        (1_111_111_111, "14050471", "67062674", "99943326"),
        (1_234_567_890, "89005924", "91819424", "93441116"),
        (2_000_000_000, "69279037", "90698825", "38618901"),
        (20_000_000_000, "65353130", "77737706", "47863826"),
    ];
    for (seconds, sha1, sha256, sha512) in table {
        let mut room = Room::new();
        room.now = Time(seconds * 1000);
        assert!(proved(check(&room, &rfc(), &sha1[2..])).is_some(), "{seconds}");
        let seed: Vec<u8> = b"1234567890".iter().copied().cycle().take(64).collect();
        let hashes = [
            (Algorithm::SHA1, 20, sha1),
            (Algorithm::SHA256, 32, sha256),
            (Algorithm::SHA512, 64, sha512),
        ];
        for (algorithm, length, code) in hashes {
            let app = Builder::new()
                .with_algorithm(algorithm)
                .with_digits(8)
                .with_secret(Secret::from(&seed[..length]))
                .build()
                .unwrap();
            assert_eq!(app.generate(u64::try_from(seconds).unwrap()).to_string(), code);
        }
    }
}

/// OT-4: one step either way, and the clock is only called off for the past ten minutes.
#[test]
fn ot_4_a_step_either_way() {
    let room = Room::new();
    for steps in -25i64..=25 {
        let at = Time(room.now.0 + steps * 30_000);
        let verdict = check(&room, &rfc(), &shown(RFC_KEY, at));
        match steps {
            -1..=1 => assert!(proved(verdict).is_some(), "{steps}"),
            -20..=-2 => assert_eq!(words(verdict), "totp-clock-off", "{steps}"),
            // Never for a step to come: it would be told that the code is going to be good.
            _ => assert_eq!(words(verdict), "totp-code-wrong", "{steps}"),
        }
    }
}

#[test]
fn a_clock_that_is_off_is_told_both_times() {
    let mut room = Room::new();
    room.later(17);
    let late = check(&room, &rfc(), &shown(RFC_KEY, Time(room.now.0 - 180_000)));
    let wrong = wrong(late);
    let start = room.now.0 - 17_000;
    assert_eq!(wrong.args["now_ms"], room.now.0.to_string());
    assert_eq!(wrong.args["code_time_ms"], (start - 180_000).to_string());
    assert!(wrong.counts);
    assert_eq!(CLOCK_STEPS * STEP, 600);
}

/// OT-3, OT-10: a code works once, earlier ones are void with it, and a replay is only "wrong".
#[test]
fn ot_3_a_step_works_once() {
    let room = Room::new();
    let [before, now, after] =
        [-30_000, 0, 30_000].map(|offset| shown(RFC_KEY, Time(room.now.0 + offset)));
    let kept = of(proved(check(&room, &rfc(), &now)).unwrap());
    assert_eq!(words(check(&room, &kept, &now)), "totp-code-wrong");
    assert_eq!(words(check(&room, &kept, &before)), "totp-code-wrong");
    let kept = of(proved(check(&room, &kept, &after)).unwrap());
    assert_eq!(words(check(&room, &kept, &after)), "totp-code-wrong");
    let mut later = Room::new();
    later.later(120);
    assert_eq!(words(check(&later, &kept, &after)), "totp-code-wrong", "not even as a late one");
    assert!(proved(check(&later, &kept, &shown(RFC_KEY, later.now))).is_some());
}

/// OT-9: a clock that was a day ahead and was set right locks nobody out and lets nothing be used
/// twice.
#[test]
fn ot_9_a_clock_that_jumped_locks_nobody_out() {
    let (mut ahead, mut right) = (Room::new(), Room::new());
    ahead.later(86_400);
    let used_ahead = shown(RFC_KEY, ahead.now);
    let kept = of(proved(check(&ahead, &rfc(), &used_ahead)).unwrap());
    let kept = of(proved(check(&right, &kept, &shown(RFC_KEY, right.now))).unwrap());
    assert_eq!(words(check(&right, &kept, &shown(RFC_KEY, right.now))), "totp-code-wrong");
    right.later(86_400);
    assert_eq!(words(check(&right, &kept, &used_ahead)), "totp-code-wrong");
    let mut kept = rfc();
    for _ in 0..40 {
        right.later(30);
        kept = of(proved(check(&right, &kept, &shown(RFC_KEY, right.now))).unwrap());
    }
    assert_eq!(kept.secret["used"].as_array().unwrap().len(), 16, "what is kept does not grow");
}

/// OT-6: exactly six ASCII digits are compared. What the field takes besides (ux.md 3.1) is read
/// into those first; everything else is a slip and is not compared at all.
#[test]
fn ot_6_six_digits_and_nothing_else() {
    let room = Room::new();
    let code = shown(RFC_KEY, room.now);
    let (head, tail) = code.split_at(3);
    let wide: String =
        code.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap()).collect();
    for taken in [
        code.clone(),
        format!(" {code} "),
        format!("{head} {tail}"),
        format!("{head}-{tail}"),
        format!("#{code}"),
        format!("\u{200e}{code}\u{200f}"),
        wide,
    ] {
        assert!(proved(check(&room, &rfc(), &taken)).is_some(), "{taken}");
    }
    let slips = [
        (String::new(), "totp-code-empty"),
        ("   ".into(), "totp-code-empty"),
        (code[1..].into(), "totp-code-length"),
        (format!("0{code}"), "totp-code-length"),
        (format!("+{code}"), "totp-code-only-digits"),
        (format!("{}x", &code[1..]), "totp-code-only-digits"),
        (format!("{head}.{tail}"), "totp-code-only-digits"),
        (format!("{head}²{tail}"), "totp-code-only-digits"),
        (format!("{code}\0"), "totp-code-only-digits"),
    ];
    for (typed, slip) in slips {
        let wrong = wrong(check(&room, &rfc(), &typed));
        assert_eq!((wrong.words.as_str(), wrong.counts), (slip, false), "{typed:?}");
    }
    let other = if code == "000000" { "000001" } else { "000000" };
    assert!(wrong(check(&room, &rfc(), other)).counts);
}

/// OT-1, OT-5: 160 bits that are new each time, and the code typed to set up cannot be used again.
#[test]
fn ot_5_setting_up_uses_the_step_up() {
    let room = Room::new();
    let pending = room.start(&Totp);
    let key = pending["key"].as_str().unwrap();
    assert_eq!(Secret::try_from_base32(key.replace(' ', "")).unwrap().len(), KEY);
    assert!(key.split(' ').all(|four| four.len() == 4), "{key}");
    assert_ne!(room.start(&Totp)["key"], pending["key"]);
    let code = shown(key, room.now);
    let named = [("code", code.as_str()), ("name", "  Mei's Pixel ")];
    let (label, secret) = ready(room.answer(&Totp, &pending, &named));
    assert_eq!(label, "Mei's Pixel");
    assert_eq!(secret["key"].as_str().unwrap(), key.replace(' ', ""));
    assert_eq!(words(check(&room, &of(secret.clone()), &code)), "totp-code-wrong");
    let mut later = Room::new();
    later.later(30);
    assert!(proved(check(&later, &of(secret), &shown(key, later.now))).is_some());
}

#[test]
fn setting_up_takes_the_step_before_and_keeps_the_key_after_a_slip() {
    let room = Room::new();
    let pending = room.start(&Totp);
    let key = pending["key"].as_str().unwrap();
    for (code, words) in [
        ("12345".to_owned(), "totp-code-length"),
        (shown(key, Time(room.now.0 - 120_000)), "totp-clock-off"),
        (shown(key, Time(room.now.0 + 120_000)), "totp-code-wrong"),
    ] {
        let (wrong, kept) = refused(room.answer(&Totp, &pending, &[("code", &code)]));
        assert_eq!(wrong.words, words);
        assert_eq!(kept, pending, "the same key stays on the page");
    }
    let before = shown(key, Time(room.now.0 - 30_000));
    assert_eq!(ready(room.answer(&Totp, &pending, &[("code", &before)])).0, "Authenticator app");
}

#[test]
fn the_link_says_who_and_where() {
    let mut room = Room::new();
    room.organisation = "Lark: Field & Söhne".into();
    let pending = room.start(&Totp);
    let link = pending["link"].as_str().unwrap();
    assert!(link.starts_with(
        "otpauth://totp/Lark%20%20Field%20%26%20S%C3%B6hne:m.wong%40larkfield.example?secret="
    ));
    assert!(link.ends_with("&algorithm=SHA1&digits=6&period=30"), "{link}");
    let read = totp_rs::Totp::from_url(link).unwrap();
    assert_eq!(read.issuer(), Some("Lark  Field & Söhne"));
    assert_eq!(read.secret().to_base32(), pending["key"].as_str().unwrap().replace(' ', ""));
    assert_eq!(pending["account"], "m.wong@larkfield.example");
    assert_eq!(pending["qr"].as_str(), qr::svg(link).as_deref());
    room.account = None;
    let nobody = room.start(&Totp);
    assert!(nobody["link"].as_str().unwrap().starts_with("otpauth://totp/Lark%20%20Field"));
}

#[test]
fn nothing_is_sent_and_nothing_expires() {
    let room = Room::new();
    let asked = Totp.ask(&rfc(), &room.cx());
    assert_eq!((asked.send, asked.expires_at, asked.tries), (None, None, 5));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Neither odd secrets nor odd moments panic or let in.
    #[test]
    fn odd_secrets_prove_nothing(
        key in "\\PC{0,40}",
        used in any::<Vec<u64>>(),
        now in any::<i64>(),
    ) {
        let mut room = Room::new();
        room.now = Time(now);
        let secret = of(json!({ "key": key, "used": used }));
        let _ = check(&room, &secret, "123456");
        let pending = json!({ "key": key });
        let answer = room.answer(&Totp, &pending, &[("code", "x")]);
        let taken = matches!(answer, Enrolled::Ready { .. });
        prop_assert!(!taken);
    }
}
