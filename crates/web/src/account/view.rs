//! Turning what the engine knows into what the pages show. Nothing here asks or changes anything
//! but by reading.

use super::LOW;
use crate::{
    pages::account::{Day, Filter, Line, RecoveryLeft, Way},
    time::Zone,
};
use countersign_core::{
    account::Account,
    audit::{AuditEvent, What},
    id::MethodId,
    method::{Kinds, Method},
    sign_in::JOURNEY,
    time::Time,
};
use std::collections::BTreeMap;

/// Codes of a whole set (the kind says how many are left).
const CODES: u64 = 10;

/// Somebody's ways as they are, with what is needed to show them.
pub struct Ways<'a> {
    pub account: &'a Account,
    pub kinds: Kinds,
    /// Strongest first, spares last, as the engine gives them.
    pub methods: Vec<Method>,
    pub paused: Vec<(MethodId, Time)>,
    pub zone: Zone,
    pub now: Time,
}

impl Ways<'_> {
    fn spare(&self, method: &Method) -> bool {
        self.kinds.of(method).is_some_and(|kind| kind.spare())
    }

    /// What is asked first: the person's choice, else the strongest, as the machine does it.
    pub fn default(&self) -> Option<&MethodId> {
        let own = self.methods.iter().filter(|method| !self.spare(method));
        let wanted = self.account.default_method.as_ref();
        let chosen = own.clone().find(|method| Some(&method.id) == wanted);
        chosen.or_else(|| own.clone().next()).map(|method| &method.id)
    }

    /// All but the spare ones.
    pub fn shown(&self) -> Vec<Way> {
        let own: Vec<&Method> = self.methods.iter().filter(|method| !self.spare(method)).collect();
        let strength = |method: &Method| self.kinds.of(method).map_or(0, |kind| kind.strength());
        let strongest = own.iter().map(|method| strength(method)).max();
        let weakest = own.iter().map(|method| strength(method)).min();
        let mark = weakest.filter(|least| Some(*least) < strongest);
        own.iter()
            .map(|method| Way { weakest: mark == Some(strength(method)), ..self.way(method) })
            .collect()
    }

    fn way(&self, method: &Method) -> Way {
        let paused = self.paused.iter().find(|(id, _)| *id == method.id);
        let day = |at: Time| self.zone.here(at).date();
        Way {
            id: method.id.to_string(),
            kind: method.kind.clone(),
            label: method.label.clone(),
            hint: self.kinds.of(method).map(|kind| kind.hint(method)).unwrap_or_default(),
            added_at: method.added_at.0,
            last_used_at: method.last_used_at.map(|at| at.0),
            default: self.default() == Some(&method.id),
            new: day(method.added_at) == day(self.now),
            weakest: false,
            paused_until: paused.map(|(_, until)| until.0),
        }
    }

    pub fn recovery(&self) -> Option<RecoveryLeft> {
        let spare = self.methods.iter().find(|method| self.spare(method))?;
        let left = self.kinds.of(spare)?.hint(spare).parse().ok()?;
        Some(RecoveryLeft {
            left,
            of: CODES.max(left),
            made_at: spare.added_at.0,
            low: left <= LOW,
        })
    }
}

/// The name of an event as a person sees it: a proof for a change is no sign-in.
pub fn name(event: &AuditEvent) -> &'static str {
    let purpose = event.facts.get("purpose").map_or("", String::as_str);
    match event.what {
        What::SignedIn if matches!(purpose, "step-up" | "set-up" | "reset") => "proved",
        What::OrganisationMade | What::BreakGlass | What::TokenReplayed => "other",
        what => what.name(),
    }
}

/// Events that mean something to the person: tokens renewed behind their back are for the log.
pub fn whats(filter: Filter) -> Vec<What> {
    let shown = |what: &&What| !matches!(what, What::TokenIssued | What::TokenRefused);
    let holds = |what: &&What| filter.holds(what.name());
    What::ALL.iter().filter(shown).filter(holds).copied().collect()
}

pub fn line(event: &AuditEvent, kinds: Kinds) -> Line {
    let what = name(event);
    Line {
        at: event.at.0,
        what: what.into(),
        facts: facts(event, kinds),
        icon: Line::icon(what),
        place: event.source.clone(),
        device: event.device.clone(),
        tag: event.tag.clone(),
        bad: matches!(what, "refused" | "wrong_answer" | "paused" | "denied" | "send_withheld"),
        doubtful: !matches!(what, "signed_out" | "account_made" | "methods_reset"),
        joined: Vec::new(),
        fix: fix(event),
    }
}

/// A program that came with the normal password, or with one that has ended, and was refused: the
/// page that makes it an app password, with the program chosen where its name tells which.
fn fix(event: &AuditEvent) -> Option<String> {
    let opened = event.facts.contains_key("opened");
    let refused = matches!(event.what, What::OldProgram | What::RetiredUsed) && !opened;
    let program = event.facts.get("program").map(|name| name.to_lowercase());
    let known = ["thunderbird", "outlook", "calendar"]
        .into_iter()
        .find(|known| program.as_deref().is_some_and(|name| name.contains(known)));
    refused.then(|| super::new_app_password_for(known.unwrap_or_default()))
}

/// What the sentence names. A sign-in is told by the last thing that was shown for it.
fn facts(event: &AuditEvent, kinds: Kinds) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    for name in ["app", "kind", "label", "program"] {
        if let Some(value) = event.facts.get(name) {
            facts.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(last) = event.facts.get("kinds").and_then(|all| all.split(' ').next_back()) {
        facts.insert("kind".into(), last.to_owned());
    }
    // A program that does not say its name is noted by what it wanted.
    if facts
        .get("program")
        .is_some_and(|name| matches!(&**name, "mail" | "calendar" | "files" | "vpn"))
    {
        facts.remove("program");
    }
    // A kind this server no longer has is told without its name.
    if facts.get("kind").is_some_and(|kind| kinds.get(kind).is_none()) {
        facts.remove("kind");
    }
    facts
}

/// Lines in the reader's days; what joined a request is folded under what it joined.
pub fn days(events: &[AuditEvent], zone: &Zone, kinds: Kinds) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let day = |at: i64| zone.here(Time(at)).date();
    for event in fold(events, kinds) {
        match days.last_mut() {
            Some(last) if day(last.at) == day(event.at) => last.lines.push(event),
            _ => days.push(Day { at: event.at, lines: vec![event] }),
        }
    }
    days
}

/// What joined a request, and each thing that was shown for it, stand under the sign-in they led
/// to. What led to none has its own line: somebody may know the password.
fn fold(events: &[AuditEvent], kinds: Kinds) -> Vec<Line> {
    let mut lines = Vec::new();
    for event in events {
        let part = matches!(event.what, What::Joined | What::Proved);
        let ended = |end: &AuditEvent| end.what == What::SignedIn && same_request(event, end);
        if part && events.iter().any(ended) {
            continue;
        }
        let mut line = line(event, kinds);
        if event.what == What::SignedIn {
            let joined = events
                .iter()
                .filter(|other| other.what == What::Joined && same_request(other, event))
                .filter_map(|other| other.facts.get("app"));
            line.joined = joined.filter(|app| !app.is_empty()).cloned().collect();
        }
        lines.push(line);
    }
    lines
}

/// The newest lines for a page that has room for few.
pub fn newest(events: &[AuditEvent], kinds: Kinds, most: usize) -> Vec<Line> {
    let mut lines = fold(events, kinds);
    lines.truncate(most);
    lines
}

/// Tags come back after a day.
fn same_request(joined: &AuditEvent, end: &AuditEvent) -> bool {
    let same = joined.tag.is_some() && joined.tag == end.tag;
    same && end.at >= joined.at && end.at.since(joined.at) < JOURNEY
}

/// The name to greet with: as the person is called, without the last word if there are more.
pub fn greeting(account: &Account) -> String {
    let name = account.name.trim();
    match name.rsplit_once(' ') {
        // "Mei Lin Wong": only Latin names end in the family's.
        Some((first, _)) if name.is_ascii() => first.to_owned(),
        _ => name.to_owned(),
    }
}
