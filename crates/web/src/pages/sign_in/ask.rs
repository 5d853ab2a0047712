//! `/signin/KIND`: the answer to the question that is open (ux.md 4.3, 4.4, 4.7). One page for all
//! kinds; a kind that needs another brings it as `methods/KIND/ask.html`.

use super::{Delivery, R};
use crate::page::{NOW, Page, Problem, Said, Ticket};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Ask {
    pub r: String,
    pub ticket: Ticket,
    /// "sms": the address the form goes to.
    pub kind: String,
    pub title: Said,
    /// Where the answer is found, and until when it counts.
    pub text: Said,
    pub label: Said,
    pub tip: Said,
    /// Letters and digits, not digits alone.
    pub letters: bool,
    /// Something was sent, so that nobody may be told of it.
    pub sent: bool,
    /// What became of it.
    pub delivery: Option<Delivery>,
    /// From when the same thing can be sent again.
    pub again_at: Option<i64>,
    /// It was sent as often as one request may send.
    pub enough: bool,
    /// Until when it counts, if it ages.
    pub until: Option<i64>,
    /// The question is good for nothing any more.
    pub over: Option<Over>,
    /// What was typed; stays after a mistake.
    pub typed: String,
    /// All windows that go on with this answer, when there is more than one.
    pub joined: Vec<Joined>,
    /// What there is to say first: that it was sent again.
    pub note: Option<Said>,
    #[serde(skip)]
    pub template: Option<String>,
}

/// Why a question is good for nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Over {
    Expired,
    /// Too many wrong tries; a new one can be sent.
    Void,
    /// Too many wrong tries, and nothing to send.
    Spent,
}

/// An app that waits for the same answer.
#[derive(Clone, Debug, Serialize)]
pub struct Joined {
    pub app: String,
    pub icon: String,
    pub at: i64,
    /// The one that began it.
    pub first: bool,
}

impl Joined {
    pub(super) fn samples() -> Vec<Self> {
        [("Larkfield Mail", "mail"), ("Team Chat", "chat"), ("Files", "files"), ("", "account")]
            .into_iter()
            .enumerate()
            .map(|(at, (app, icon))| Self {
                app: app.into(),
                icon: icon.into(),
                at: NOW - 60_000,
                first: at == 0,
            })
            .collect()
    }
}

impl Ask {
    fn sample(kind: &str) -> Self {
        let (sent, until) = ((NOW - 120_000).to_string(), (NOW + 480_000).to_string());
        let facts = [
            ("at", sent.as_str()),
            ("until", &until),
            ("hint", "88"),
            ("tag", "K7"),
            ("organisation", "Larkfield Trust"),
        ];
        let said = |end: &str| Said::of(&format!("method-{kind}-{end}"), &facts);
        Self {
            r: R.into(),
            ticket: Ticket::sample(),
            kind: kind.into(),
            title: said("title"),
            text: said("text"),
            label: said("label"),
            tip: said("tip"),
            letters: kind == "recovery",
            sent: matches!(kind, "sms" | "call"),
            delivery: None,
            again_at: None,
            enough: false,
            until: Some(NOW + 480_000),
            over: None,
            typed: String::new(),
            joined: Vec::new(),
            note: None,
            template: None,
        }
    }
}

impl Page for Ask {
    const TEMPLATE: &'static str = "sign_in/ask.html";
    const TITLE: &'static str = "ask-title";

    fn template(&self) -> &str {
        self.template.as_deref().unwrap_or(Self::TEMPLATE)
    }

    fn title(&self) -> Said {
        self.title.clone()
    }

    fn samples() -> Vec<Self> {
        let at = NOW.to_string();
        let sms = Self { again_at: Some(NOW - 90_000), ..Self::sample("sms") };
        let sent_again = Said::of("ask-sent-again", &[("at", &at)]);
        let four = Self {
            ticket: Ticket { more: 3, ..Ticket::sample() },
            joined: Joined::samples(),
            ..sms.clone()
        };
        let other = Self {
            title: Said::of("ask-title", &[]),
            text: Said::of("ask-text", &[]),
            label: Said::of("ask-label", &[]),
            tip: Said::of("ask-tip", &[]),
            ..Self::sample("totp")
        };
        let ways =
            Delivery::samples().into_iter().map(|one| Self { delivery: Some(one), ..sms.clone() });
        let mut all: Vec<Self> = ways.collect();
        all.extend([
            four.clone(),
            Self { note: Some(sent_again), again_at: Some(NOW + 60_000), ..sms.clone() },
            Self { over: Some(Over::Void), typed: "302775".into(), ..sms.clone() },
            Self { over: Some(Over::Expired), ..sms.clone() },
            Self { again_at: Some(NOW + 60_000), ..Self::sample("call") },
            Self::sample("totp"),
            Self { over: Some(Over::Spent), ..Self::sample("totp") },
            Self::sample("recovery"),
            other,
            Self { again_at: None, enough: true, ..sms.clone() },
            Self { typed: "302775".into(), ..four },
        ]);
        all
    }

    fn slips() -> Vec<Problem> {
        vec![Problem::of("code", "code-other-request", &[("other", "M4"), ("tag", "K7")])]
    }
}
