//! A step of setting a kind up, and of keeping a spare. What is shown follows from what the kind
//! waits for; a kind that needs another page brings it as `methods/KIND/set_up.html`.

use super::{R, STEPS};
use crate::{
    page::{NOW, Page, Problem, Said, Ticket},
    pages::sign_in::Delivery,
};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Clone, Serialize)]
pub struct SetUp {
    pub r: String,
    pub ticket: Ticket,
    /// None when one more way is added from within a session.
    pub steps: Vec<&'static str>,
    pub step: &'static str,
    pub kind: String,
    /// "Call", as the choice names it.
    pub name: Said,
    pub shown: Shown,
    /// What the kind waits for: the key, the number, the codes. Printing it would show secrets.
    pub pending: Value,
    /// What was typed; stays after a mistake.
    pub typed: Typed,
    /// Countries to choose from, in the order of the language.
    pub countries: Vec<Country>,
    /// What became of the last message.
    pub delivery: Option<Delivery>,
    /// From when the same thing can be sent again.
    pub again_at: Option<i64>,
    /// When the last message went out.
    pub sent_at: Option<i64>,
    /// The code that was sent is good for nothing any more.
    pub over: bool,
    /// The spare can be left for later; a way to set up can be chosen anew.
    pub spare: bool,
    /// Only texts and calls were set up: a new number would lock the person out.
    pub phone_only: bool,
    /// What to type on the server's own console, for whom that is a way back in.
    pub console: Option<String>,
    /// For the print sheet of codes.
    pub person: String,
    pub username: String,
    pub at: i64,
    pub note: Option<Said>,
    #[serde(skip)]
    pub template: Option<String>,
}

/// The forms that kinds share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// Country and number.
    Number,
    /// The code that was sent to the number.
    Code,
    /// A key to scan, and the first code made with it.
    Key,
    /// Codes to keep.
    Codes,
    /// One answer.
    Plain,
}

/// What a form comes back with. Passwords never do.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Typed {
    pub country: String,
    pub phone: String,
    pub code: String,
    pub name: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Country {
    pub value: String,
    pub name: String,
    pub note: String,
}

impl Shown {
    /// Which of the forms fits what the kind waits for.
    pub fn of(pending: &Value) -> Self {
        let step = pending.get("step").and_then(Value::as_str);
        let has = |name: &str| pending.get(name).is_some();
        match step {
            Some("number") => Self::Number,
            Some("code") => Self::Code,
            _ if has("codes") => Self::Codes,
            _ if has("key") => Self::Key,
            _ => Self::Plain,
        }
    }
}

impl SetUp {
    fn sample(kind: &str, pending: Value) -> Self {
        let shown = Shown::of(&pending);
        let step = match shown {
            Shown::Code => "check",
            Shown::Codes => "spare",
            _ => "set-up",
        };
        let country = |value: &str, name: &str, note: &str| Country {
            value: value.into(),
            name: name.into(),
            note: note.into(),
        };
        Self {
            r: R.into(),
            ticket: Ticket::sample(),
            steps: STEPS.to_vec(),
            step,
            kind: kind.into(),
            name: Said::of(&format!("choice-{kind}"), &[]),
            shown,
            pending,
            typed: Typed { country: "HK".into(), ..Typed::default() },
            countries: vec![country("HK", "Hong Kong", "+852"), country("MO", "Macao", "+853")],
            delivery: None,
            again_at: None,
            sent_at: None,
            over: false,
            spare: shown == Shown::Codes,
            phone_only: false,
            console: None,
            person: "Mei Lin Wong".into(),
            username: "m.wong@larkfield.example".into(),
            at: NOW,
            note: None,
            template: None,
        }
    }
}

impl Page for SetUp {
    const TEMPLATE: &'static str = "enrol/set_up.html";
    const TITLE: &'static str = "enrol-set-up-title";

    fn template(&self) -> &str {
        self.template.as_deref().unwrap_or(Self::TEMPLATE)
    }

    fn title(&self) -> Said {
        match self.shown {
            Shown::Codes => Said::of("enrol-spare-title", &[]),
            _ => Said::of(Self::TITLE, &[]),
        }
    }

    fn samples() -> Vec<Self> {
        let key = "ABCD EFGH JKLM NPQR STUV WXYZ 2345 6723";
        let link = "otpauth://totp/Larkfield%20Trust:m.wong?secret=ABCD";
        let qr = r#"<svg class="qr" role="img" aria-hidden="true" viewBox="0 0 8 8"></svg>"#;
        let codes: Vec<String> = (0..10).map(|n| format!("ABCD-EFGH-JKLM-NPQ{n}")).collect();
        let number = json!({ "step": "number", "country": "HK", "phone": "5550" });
        let code = json!({
            "step": "code", "shown": "+852 5550 1234", "expires": NOW + 480_000,
        });
        let app = json!({
            "key": key, "link": link, "qr": qr, "issuer": "Larkfield Trust", "account": "m.wong",
        });
        let sent = Self {
            sent_at: Some(NOW - 120_000),
            again_at: Some(NOW - 60_000),
            ..Self::sample("sms", code)
        };
        let spare = Self::sample("recovery", json!({ "codes": codes }));
        let console = "countersign account break-glass o.park";
        vec![
            Self::sample("call", number.clone()),
            sent.clone(),
            Self { delivery: Some(Delivery::refused()), ..sent.clone() },
            Self { over: true, steps: vec![], ..sent },
            Self::sample("totp", app),
            Self { phone_only: true, ..spare.clone() },
            Self { steps: vec![], spare: false, console: Some(console.into()), ..spare },
            Self::sample("totp", Value::Null),
            Self {
                typed: Typed { phone: "5550".into(), ..Typed::default() },
                ..Self::sample("sms", number)
            },
        ]
    }

    fn slips() -> Vec<Problem> {
        vec![
            Problem::of("country", "phone-country", &[]),
            Problem::of("phone", "phone-too-short", &[("country", "HK")]),
        ]
    }
}
