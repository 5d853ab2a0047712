//! `/activity`: what happened on the account in the last 90 days.

use crate::page::{NOW, Page};
use serde::Serialize;
use std::collections::BTreeMap;

/// Recent activity, grouped by the reader's days (ux.md 5.10).
#[derive(Clone, Debug, Serialize)]
pub struct Activity {
    pub filters: Filters,
    pub days: Vec<Day>,
    /// Address of the next, older page.
    pub older: Option<String>,
    /// Address of the same list as a file.
    pub csv: String,
}

/// Links that show a part of the list.
#[derive(Clone, Debug, Serialize)]
pub struct Filters {
    pub now: Filter,
    pub all: Vec<Filter>,
}

/// A part of the list, by its name in the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filter {
    All,
    SignIns,
    Codes,
    Changes,
    Refused,
}

impl Filter {
    pub const EACH: [Self; 5] =
        [Self::All, Self::SignIns, Self::Codes, Self::Changes, Self::Refused];

    /// As in `/activity?show=sign-ins`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::SignIns => "sign-ins",
            Self::Codes => "codes",
            Self::Changes => "changes",
            Self::Refused => "refused",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::EACH.into_iter().find(|filter| filter.name() == name)
    }

    /// Whether an event of that name (`AuditEvent::what`) belongs to this part.
    pub fn holds(self, what: &str) -> bool {
        let part = match what {
            "signed_in" | "joined" | "signed_out" | "session_revoked" | "proved" => Self::SignIns,
            "asked" | "send_withheld" | "delivery_failed" | "reset_asked" => Self::Codes,
            "refused" | "wrong_answer" | "paused" | "denied" | "cancelled" | "old_program"
            | "retired_used" => Self::Refused,
            _ => Self::Changes,
        };
        self == Self::All || self == part
    }
}

/// One day of the reader's calendar.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// Any moment of that day.
    pub at: i64,
    pub lines: Vec<Line>,
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub at: i64,
    /// Name of the event: "signed_in". The sentence is `happened-` and this, with hyphens.
    pub what: String,
    /// What the sentence names: `app`, `kind`, `label`.
    pub facts: BTreeMap<String, String>,
    /// Name of an icon.
    pub icon: &'static str,
    pub place: String,
    pub device: String,
    pub tag: Option<String>,
    /// Whether it is something that went wrong.
    pub bad: bool,
    /// Whether "Was this not you?" makes sense: not for what one does to oneself right now.
    pub doubtful: bool,
    /// Apps that joined the same request.
    pub joined: Vec<String>,
    /// Where a program that was refused can be helped.
    pub fix: Option<String>,
}

impl Line {
    /// Icon of an event, by its name.
    pub fn icon(what: &str) -> &'static str {
        match what {
            "signed_in" | "proved" | "joined" => "sign-in",
            "signed_out" | "session_revoked" => "sign-out",
            "asked" | "send_withheld" | "delivery_failed" => "chat",
            "refused" | "wrong_answer" | "paused" | "denied" => "stop",
            "password_changed" | "reset_asked" => "lock",
            _ => "shield",
        }
    }

    pub fn samples() -> Vec<Self> {
        const MINUTE: i64 = 60_000;
        const DAY: i64 = 86_400_000;
        let rows: [Row; 10] = [
            (NOW - MINUTE, "method_added", &[("label", "Mei’s Pixel")]),
            (NOW - 3 * MINUTE, "signed_in", &[("app", "Larkfield Mail"), ("kind", "sms")]),
            (NOW - 4 * MINUTE, "asked", &[("kind", "sms"), ("app", "Larkfield Mail")]),
            (NOW - 20 * MINUTE, "wrong_answer", &[("kind", "password")]),
            (NOW - 30 * MINUTE, "old_program", &[("program", "Thunderbird")]),
            (NOW - 90 * MINUTE, "signed_out", &[]),
            (NOW - DAY, "signed_in", &[("app", ""), ("kind", "totp")]),
            (NOW - DAY - MINUTE, "refused", &[("why", "lapsed")]),
            (NOW - DAY - 60 * MINUTE, "password_changed", &[("by", "person")]),
            (NOW - 3 * DAY, "default_changed", &[("label", "Work phone")]),
        ];
        rows.into_iter().map(|(at, what, facts)| sample(at, what, facts)).collect()
    }
}

/// Moment, event and facts of a sample.
type Row = (i64, &'static str, &'static [(&'static str, &'static str)]);

fn sample(at: i64, what: &str, facts: &[(&str, &str)]) -> Line {
    let tagged = matches!(what, "signed_in" | "asked" | "wrong_answer" | "refused");
    let fix = what == "old_program";
    let joined = if what == "asked" { vec!["Files".into(), "Intranet".into()] } else { vec![] };
    Line {
        at,
        what: what.into(),
        facts: facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        icon: Line::icon(what),
        place: "203.0.113.7".into(),
        device: "Firefox on Windows".into(),
        tag: tagged.then(|| "K7".into()),
        bad: matches!(what, "wrong_answer" | "refused"),
        doubtful: what != "signed_out",
        joined,
        fix: fix.then(|| "/security/app-passwords/new?for=thunderbird".into()),
    }
}

impl Page for Activity {
    const TEMPLATE: &'static str = "account/activity.html";
    const TITLE: &'static str = "activity-title";

    fn samples() -> Vec<Self> {
        let lines = Line::samples();
        let day = |from: usize, to: usize| -> Vec<Line> {
            lines.iter().skip(from).take(to - from).cloned().collect()
        };
        let days = [day(0, 6), day(6, 9), day(9, 10)]
            .into_iter()
            .map(|lines| Day { at: lines.first().map_or(NOW, |line| line.at), lines })
            .collect();
        let filters = |now| Filters { now, all: Filter::EACH.to_vec() };
        let csv = "/activity.csv?show=all".to_owned();
        let older = Some("/activity?show=all&before=1763880000000".to_owned());
        let empty = Self { filters: filters(Filter::Refused), days: vec![], older: None, csv };
        let csv = empty.csv.clone();
        vec![Self { filters: filters(Filter::All), days, older, csv }, empty]
    }
}
