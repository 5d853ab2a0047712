//! What the pages of a set-up show, made from the request and what was typed.

use crate::{
    Form, Visitor,
    account::break_glass,
    page::Said,
    pages::enrol::{Choice, Choose, Country, STEPS, Set, SetUp, Shown, Typed},
    pages::sign_in::Delivery,
    sign_in::{Open, brought, words},
};
use countersign_core::{
    account::Role,
    app_password::may_have,
    message::Channel,
    method::{Factor, Kind, Method},
    sign_in::{Purpose, Setup, Step, next_send},
    time::Time,
};
use serde_json::Value;
use std::cmp::Reverse;

/// Letters of a field that are shown again.
const TYPED_MOST: usize = 100;

pub struct View<'a> {
    pub visitor: &'a Visitor,
    pub open: &'a Open,
    pub setup: &'a Setup,
    /// What came, when it was not taken.
    pub form: Option<&'a Form>,
    pub note: Option<Said>,
    /// What became of the message that is waited for.
    pub delivery: Option<Delivery>,
}

impl View<'_> {
    /// From within a session one thing is added; there is no journey to show.
    fn steps(&self) -> Vec<&'static str> {
        match self.open.look.sign_in.purpose {
            Purpose::SetUp { .. } => Vec::new(),
            _ => STEPS.to_vec(),
        }
    }

    pub fn choose(&self) -> Choose {
        let methods = &self.open.look.methods;
        let have = |kind: &dyn Kind| methods.iter().filter(|m| m.kind == kind.name()).count();
        let all = self.visitor.engine.kinds().all();
        let mut kinds: Vec<&'static dyn Kind> = all
            .filter(|kind| kind.offered() && !kind.spare() && kind.factor() != Factor::Knows)
            .filter(|kind| kind.most() == 1 || have(*kind) < kind.most())
            .filter(|kind| leaves(self.visitor, *kind))
            .collect();
        kinds.sort_by_key(|kind| Reverse(kind.strength()));
        let choices: Vec<Choice> = kinds
            .iter()
            .enumerate()
            .map(|(at, kind)| Choice {
                title: Said::of(&self.named(kind.name(), "", "choice-other"), &[]),
                text: Said::of(&self.named(kind.name(), "-text", "choice-other-text"), &[]),
                kind: kind.name().to_owned(),
                recommended: at == 0,
            })
            .collect();
        let wanted = self.form.map(|form| form.get("method")).unwrap_or_default();
        let chosen = choices.iter().find(|choice| choice.kind == wanted).or(choices.first());
        let end = self.setup.put_off_until;
        Choose {
            r: self.open.r(),
            ticket: self.open.ticket(),
            steps: self.steps(),
            step: "choose",
            chosen: chosen.map(|choice| choice.kind.clone()).unwrap_or_default(),
            choices,
            put_off_until: end.map(|end| end.0),
            days: end.map_or(0, |end| self.days_until(end)),
        }
    }

    /// `choice-KIND` where the pages have it, else the kind's own name, else `otherwise`.
    fn named(&self, kind: &str, end: &str, otherwise: &str) -> String {
        let ours = format!("choice-{kind}{end}");
        if self.visitor.has_words(&ours) {
            return ours;
        }
        match end {
            "" => format!("method-{kind}"),
            _ => words(self.visitor, kind, "choose", otherwise),
        }
    }

    /// Midnights between now and `end`, where the reader is.
    fn days_until(&self, end: Time) -> i64 {
        let zone = self.visitor.zone();
        let day = |at: Time| zone.here(at).date();
        let between = day(self.visitor.engine.now()).until(day(end));
        between.map_or(0, |span| i64::from(span.get_days()))
    }

    pub fn set_up(&self, kind: &str, pending: &Value, spare: bool) -> SetUp {
        let shown = Shown::of(pending);
        let own = self.visitor.engine.kinds().get(kind);
        let now = self.visitor.engine.now();
        let account = self.open.look.account.as_ref();
        let expires = expires(self.setup);
        let void = pending.get("tries").and_then(Value::as_i64) == Some(0);
        let ended = expires.is_some_and(|end| end <= now);
        let step = match shown {
            _ if spare => "spare",
            Shown::Code => "check",
            _ => "set-up",
        };
        SetUp {
            r: self.open.r(),
            ticket: self.open.ticket(),
            steps: self.steps(),
            step,
            kind: kind.to_owned(),
            name: Said::of(&self.named(kind, "", "choice-other"), &[]),
            typed: self.typed(pending),
            countries: if shown == Shown::Number { self.countries() } else { Vec::new() },
            delivery: self.delivery.clone().filter(|_| !void),
            again_at: next_send(&sent(pending)).map(|at| at.0),
            sent_at: last_sent(pending).map(|at| at.0),
            over: shown == Shown::Code && (void || ended),
            spare,
            phone_only: spare && self.phone_only(),
            console: account.filter(|account| account.role == Role::Owner).map(break_glass),
            person: account.map(|account| account.name.clone()).unwrap_or_default(),
            username: account.map(|account| account.username.clone()).unwrap_or_default(),
            at: now.0,
            note: self.note.clone(),
            template: own.and_then(|kind| brought(kind, "set_up")),
            pending: for_page(shown, pending),
            shown,
        }
    }

    /// As it came, or as the kind keeps it.
    fn typed(&self, pending: &Value) -> Typed {
        let kept = |name: &str| pending.get(name).and_then(Value::as_str).unwrap_or_default();
        let came = |name: &str| self.form.map(|form| form.get(name)).unwrap_or_default();
        let field = |name: &str| match came(name) {
            "" => kept(name).to_owned(),
            typed => typed.chars().take(TYPED_MOST).collect(),
        };
        Typed {
            country: field("country"),
            phone: field("phone"),
            code: came("code").chars().take(TYPED_MOST).collect(),
            name: came("name").chars().take(TYPED_MOST).collect(),
        }
    }

    fn countries(&self) -> Vec<Country> {
        let mut lists = self.visitor.engine.kinds().all().flat_map(|kind| kind.parts().choices);
        let Some((_, list)) = lists.find(|(name, _)| *name == "countries") else {
            return Vec::new();
        };
        list(self.visitor.language)
            .into_iter()
            .map(|one| Country {
                value: one.value.to_owned(),
                name: one.name.to_owned(),
                note: one.note,
            })
            .collect()
    }

    /// Whether everything but the password hangs on a number.
    fn phone_only(&self) -> bool {
        let seconds: Vec<_> = self.seconds().collect();
        let by_phone = |(method, kind): &(&Method, &'static dyn Kind)| {
            let reach = kind.reach(method).map(|(channel, _)| channel);
            matches!(reach, Some(Channel::Text | Channel::Call))
        };
        !seconds.is_empty() && seconds.iter().all(by_phone)
    }

    fn seconds(&self) -> impl Iterator<Item = (&Method, &'static dyn Kind)> {
        let kinds = self.visitor.engine.kinds();
        let all = self.open.look.methods.iter();
        all.filter_map(move |method| kinds.of(method).map(|kind| (method, kind)))
            .filter(|(_, kind)| kind.factor() != Factor::Knows && !kind.spare())
    }

    /// At the end of a first sign-in, where there are servers such programs go to.
    fn offers_app_password(&self) -> bool {
        let organisation = &self.visitor.organisation;
        let first = !self.steps().is_empty();
        let account = self.open.look.account.as_ref();
        let may = account.is_some_and(|account| may_have(account.role, organisation.doors));
        first && may && organisation.mail.any()
    }

    pub fn set(&self) -> Set {
        let wanted = self.open.look.account.as_ref().and_then(|a| a.default_method.as_ref());
        let first = self
            .seconds()
            .min_by_key(|(method, kind)| (Some(&method.id) != wanted, Reverse(kind.strength())));
        Set {
            r: self.open.r(),
            ticket: self.open.ticket(),
            steps: self.steps(),
            step: "",
            added: self.setup.added.clone(),
            first: first.map(|(method, _)| method.label.clone()).unwrap_or_default(),
            offer: self.offers_app_password(),
        }
    }
}

/// Whether its codes can leave this server at all; a way nothing is sent for always can.
pub fn leaves(visitor: &Visitor, kind: &dyn Kind) -> bool {
    kind.channel().is_none_or(|channel| visitor.engine.courier().offers(channel))
}

/// What the page needs of what the kind keeps: no nonce, no hash.
fn for_page(shown: Shown, pending: &Value) -> Value {
    let names: &[&str] = match shown {
        Shown::Number => &[],
        Shown::Code => &["shown", "expires"],
        Shown::Key => &["key", "link", "qr", "issuer", "account"],
        Shown::Codes => &["codes"],
        Shown::Plain => return pending.clone(),
    };
    let kept = names
        .iter()
        .filter_map(|name| pending.get(*name).map(|value| ((*name).to_owned(), value.clone())));
    Value::Object(kept.collect())
}

fn sent(pending: &Value) -> Vec<Time> {
    let all = pending.get("sent").and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Value::as_i64).map(Time).collect()
}

/// Until when the code can be used that a set-up waits for.
pub fn expires(setup: &Setup) -> Option<Time> {
    let Step::SetUp { pending, .. } = &setup.step else { return None };
    let code = Shown::of(pending) == Shown::Code;
    pending.get("expires").and_then(Value::as_i64).map(Time).filter(|_| code)
}

/// When the last message of a set-up went out.
pub fn last_sent(pending: &Value) -> Option<Time> {
    sent(pending).last().copied()
}
