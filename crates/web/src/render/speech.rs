//! What templates call: sentences, moments, lists and icons, in one language and time zone.

use super::icons;
use crate::{
    language::Words,
    page::Said,
    time::{Calendar, Zone, clock, exact},
};
use countersign_core::{message::Args, method::Kinds, time::Time};
use minijinja::{
    Error, ErrorKind, Value, context,
    value::{Kwargs, Serde},
};
use std::sync::Arc;

pub struct Speech {
    pub words: Words,
    pub kinds: Kinds,
    pub language: &'static str,
    pub zone: Zone,
    pub now: Time,
}

/// Numbers below this in an argument named like a moment are no milliseconds.
const MILLIS_LEAST: i64 = 100_000_000_000;

impl Speech {
    /// The sentence; its key where the words lack it, which is better than nothing to a person.
    pub fn say(&self, said: &Said) -> String {
        self.spoken(said).unwrap_or_else(|| {
            tracing::error!(key = said.key, "a sentence of a page is missing");
            said.key.clone()
        })
    }

    /// "Security info – Larkfield Trust", without marks of direction: browsers show it as it is.
    pub fn title(&self, bar: &str, title: &Said, organisation: &str) -> String {
        let plain = |key: &str, args: &Args| {
            self.words.plain(self.language, key, args).unwrap_or_else(|| key.to_owned())
        };
        let mut args = Args::new();
        args.insert("title".into(), plain(&title.key, &self.readable(&title.args)));
        args.insert("organisation".into(), organisation.to_owned());
        plain(bar, &args)
    }

    pub fn plain(&self, said: &Said) -> String {
        let args = self.readable(&said.args);
        self.words.plain(self.language, &said.key, &args).unwrap_or_else(|| said.key.clone())
    }

    fn spoken(&self, said: &Said) -> Option<String> {
        self.words.say(self.language, &said.key, &self.readable(&said.args))
    }

    /// Moments become clock times, countries their names.
    fn readable(&self, args: &Args) -> Args {
        let one = |(name, value): (&String, &String)| {
            let moment = name == "at" || name == "until" || name.ends_with("_ms");
            let millis = value.parse().ok().filter(|millis| *millis >= MILLIS_LEAST);
            let said = match millis.filter(|_| moment) {
                Some(millis) => self.short(Time(millis)),
                None if name == "country" => self.country(value),
                None => value.clone(),
            };
            (name.clone(), said)
        };
        args.iter().map(one).collect()
    }

    /// "14:20" today, with its day at any other.
    fn short(&self, at: Time) -> String {
        let calendar = self.calendar();
        if calendar.is_today(at) { clock(at, &self.zone) } else { calendar.when(at) }
    }

    fn country(&self, code: &str) -> String {
        let mut lists = self.kinds.all().flat_map(|kind| kind.parts().choices);
        let countries = lists.find(|(name, _)| *name == "countries");
        let named = countries.and_then(|(_, list)| {
            list(self.language).into_iter().find(|choice| choice.value == code)
        });
        named.map_or_else(|| code.to_owned(), |choice| choice.name.to_owned())
    }

    fn calendar(&self) -> Calendar<'_> {
        let Self { words, language, zone, now, .. } = self;
        Calendar { words, language, zone, now: *now }
    }

    /// "Mail, Chat and Files".
    fn list(&self, names: &[String]) -> String {
        let join = |key: &str, first: String, second: &String| {
            let args = [("first".to_owned(), first), ("second".to_owned(), second.clone())].into();
            self.words.say(self.language, key, &args).unwrap_or_default()
        };
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [first, between @ .., last] => {
                let all = between
                    .iter()
                    .fold(first.clone(), |so_far, name| join("list-more", so_far, name));
                join("list-last", all, last)
            }
        }
    }
}

/// The functions, by the names templates call them.
pub fn functions(speech: &Arc<Speech>) -> Value {
    let of = |f: fn(&Speech, Time) -> String| {
        let speech = Arc::clone(speech);
        Value::from_function(move |millis: i64| f(&speech, Time(millis)))
    };
    context! {
        t => sentence(speech),
        say => saying(speech),
        list => listing(speech),
        icon => Value::from_function(icon),
        time => moment(speech),
        clock => of(|speech, at| clock(at, &speech.zone)),
        when => of(|speech, at| speech.calendar().when(at)),
        day => of(|speech, at| speech.calendar().day(at)),
        date => of(|speech, at| speech.calendar().date(at)),
        weekday => of(|speech, at| speech.calendar().weekday(at)),
        day_head => of(|speech, at| speech.calendar().day_head(at)),
    }
}

fn sentence(speech: &Arc<Speech>) -> Value {
    let speech = Arc::clone(speech);
    Value::from_function(move |key: String, facts: Kwargs| -> Result<String, Error> {
        let mut args = Args::new();
        for name in facts.args() {
            let value: Value = facts.get(name)?;
            let text = if value.is_none() { String::new() } else { value.to_string() };
            args.insert(name.to_owned(), text);
        }
        speech.words.say(speech.language, &key, &args).ok_or_else(|| missing(&key))
    })
}

fn saying(speech: &Arc<Speech>) -> Value {
    let speech = Arc::clone(speech);
    Value::from_function(move |said: Serde<Said>| -> Result<String, Error> {
        speech.spoken(&said.0).ok_or_else(|| missing(&said.0.key))
    })
}

fn listing(speech: &Arc<Speech>) -> Value {
    let speech = Arc::clone(speech);
    Value::from_function(move |names: Vec<String>| speech.list(&names))
}

/// A clock time that programs can read as well.
fn moment(speech: &Arc<Speech>) -> Value {
    let speech = Arc::clone(speech);
    Value::from_function(move |millis: i64| {
        let at = Time(millis);
        let (exact, clock) = (exact(at), clock(at, &speech.zone));
        Value::from_safe_string(format!("<time datetime=\"{exact}\">{clock}</time>"))
    })
}

/// Apps choose theirs by name; one that nobody drew is the globe.
fn icon(name: &str) -> Value {
    let drawn = icons::svg(name.trim()).or_else(|| icons::svg("web"));
    Value::from_safe_string(drawn.unwrap_or_default())
}

fn missing(what: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("{what} is missing"))
}
