//! Messages in somebody's language: texts and calls are one sentence of the words, mails are made
//! of the parts that `pages::mail` lists. Nothing of it carries marks of text direction, since
//! phones and subjects show them as boxes.

use crate::{
    language::{Words, direction},
    pages::mail::{Letter, Link, Named, SORTS, Sort, To},
    time::{Calendar, Zone, clock},
};
use countersign_core::{
    app_password::Opens,
    message::{Args, Channel, Message},
    method::Kinds,
    time::Time,
};
use engine::{Compose, Composed, Organisation};
use minijinja::{Environment, value::Serde};
use std::sync::Arc;

/// As [`composer_with`], with words of its own.
pub fn composer(kinds: Kinds, public_url: &str) -> Result<Compose, crate::BadPages> {
    composer_with(Words::read(kinds)?, public_url)
}

/// The composer for the engine: `public_url` is the origin of the pages that buttons lead to,
/// without a slash at the end.
pub fn composer_with(words: Words, public_url: &str) -> Result<Compose, crate::BadPages> {
    let writer = Writer::new(words, public_url)?;
    Ok(Arc::new(move |message, organisation, language| {
        writer.compose(message, organisation, language)
    }))
}

pub(crate) struct Writer {
    words: Words,
    templates: Environment<'static>,
    public_url: String,
}

/// Everything one message is made with.
struct Pen<'a> {
    writer: &'a Writer,
    language: &'a str,
    args: Args,
}

impl Writer {
    pub(crate) fn new(words: Words, public_url: &str) -> Result<Self, minijinja::Error> {
        let mut templates = Environment::new();
        templates
            .add_template("mail/letter.html", include_str!("../templates/mail/letter.html"))?;
        templates.add_template("mail/letter.txt", include_str!("../templates/mail/letter.txt"))?;
        Ok(Self { words, templates, public_url: public_url.to_owned() })
    }

    pub(crate) fn compose(
        &self,
        message: &Message,
        organisation: &Organisation,
        language: &str,
    ) -> Composed {
        let args = self.args(message, organisation, language);
        let pen = Pen { writer: self, language, args };
        match message.channel {
            Channel::Text | Channel::Call => {
                Composed { text: pen.say(&message.words), ..Composed::default() }
            }
            Channel::Mail => self.write(&pen.letter(message, organisation)),
        }
    }

    /// The message's own facts, the organisation's, and moments as words.
    fn args(&self, message: &Message, organisation: &Organisation, language: &str) -> Args {
        let mut args = message.args.clone();
        let mut put = |name: &str, value: String| {
            args.insert(name.to_owned(), value);
        };
        put("organisation", organisation.name.clone());
        put("address", self.public_url.clone());
        put("account", message.to.clone());
        let desk = organisation.service_desk.trim();
        put(
            "desk",
            match desk {
                "" => self.plain(language, "sms-notice-desk-none", &Args::new()),
                desk => desk.to_owned(),
            },
        );
        let zone = Zone::named(&organisation.time_zone);
        let moment = |name: &str| {
            let millis = message.args.get(name)?.parse().ok()?;
            Some(self.moment(Time(millis), &zone, language))
        };
        if let Some((at, full, _)) = moment("at") {
            put("clock", at);
            put("at", full);
        }
        if let Some(last) = message.args.get("last_day").and_then(|day| day.parse().ok()) {
            let now = Time(last);
            let calendar = Calendar { words: &self.words, language, zone: &zone, now };
            put("day", calendar.weekday(now));
        }
        let until = moment("until").unwrap_or_else(|| self.moment(message.until, &zone, language));
        put("until", until.2);
        if let Some(line) = message.args.get("opens") {
            let each = Opens::parse(line).scopes();
            let each = each.map(|scope| format!("mail-scope-{}", scope.name()));
            let named: Vec<String> =
                each.map(|key| self.plain(language, &key, &Args::new())).collect();
            put("opens", named.join(if language.starts_with("zh") { "、" } else { ", " }));
        }
        for (name, none) in [("app", ""), ("device", ""), ("source", ""), ("change", "other")] {
            if message.args.get(name).is_none_or(String::is_empty) {
                put(name, none.to_owned());
            }
        }
        if let Some(place) = args.get("source").cloned() {
            args.insert("place".into(), place);
        }
        args
    }

    /// "14:20", "14:20 on Sunday 22 November 2026 (Hong Kong time)", "14:20 (Hong Kong time)".
    fn moment(&self, at: Time, zone: &Zone, language: &str) -> (String, String, String) {
        let key = format!("zone-{}", zone.name().to_ascii_lowercase().replace(['/', '_'], "-"));
        let named = self.words.plain(language, &key, &Args::new());
        let mut args = Args::new();
        args.insert("clock".into(), clock(at, zone));
        let calendar = Calendar { words: &self.words, language, zone, now: at };
        args.insert("day".into(), calendar.weekday(at));
        args.insert("zone".into(), named.unwrap_or_else(|| zone.offset(at)));
        let full = self.plain(language, "mail-at", &args);
        let short = self.plain(language, "mail-until", &args);
        (clock(at, zone), full, short)
    }

    /// The sentence, or its key where the words lack it: better than nothing to a person who waits.
    fn plain(&self, language: &str, key: &str, args: &Args) -> String {
        self.words.plain(language, key, args).unwrap_or_else(|| {
            tracing::error!(key, language, "a sentence of a message is missing");
            key.to_owned()
        })
    }

    fn write(&self, letter: &Letter) -> Composed {
        let render = |name: &str| {
            self.templates.get_template(name).and_then(|template| template.render(Serde(letter)))
        };
        let text = render("mail/letter.txt").unwrap_or_else(|error| {
            tracing::error!(%error, "a mail was written without its template");
            format!("{}\n\n{}\n\n{}\n", letter.head, letter.texts.join("\n\n"), letter.foot)
        });
        let subject = letter.subject.split_whitespace().collect::<Vec<_>>().join(" ");
        Composed { subject: Some(subject), text, html: render("mail/letter.html").ok() }
    }
}

impl Pen<'_> {
    fn say(&self, key: &str) -> String {
        self.writer.plain(self.language, key, &self.args)
    }

    fn letter(&self, message: &Message, organisation: &Organisation) -> Letter {
        let shown = self.shown(message);
        match SORTS.iter().find(|sort| sort.name == shown) {
            Some(sort) => self.sorted(sort, message, organisation),
            None => self.plain_letter(&shown, organisation),
        }
    }

    /// Recovery codes are a way like others to the engine; to people they are not.
    fn shown(&self, message: &Message) -> String {
        let recovery = message.args.get("kind").is_some_and(|kind| kind == "recovery");
        match message.words.as_str() {
            "mail-way-added" if recovery => "mail-recovery-made".into(),
            other => other.to_owned(),
        }
    }

    fn sorted(&self, sort: &Sort, message: &Message, organisation: &Organisation) -> Letter {
        let own = |end: &&str| match *end {
            // Said only if there is something to say.
            end @ ("left" | "programs") if !message.args.contains_key(end) => None,
            "change" => {
                let known = self.args.get("change").map(String::as_str);
                let change = known.filter(|change| matches!(*change, "added" | "removed"));
                let change = change.unwrap_or("other");
                Some(self.say(&format!("{}-{change}", sort.name)))
            }
            end => Some(self.say(&format!("{}-{end}", sort.name))),
        };
        let facts = sort.facts.iter().filter_map(|(name, called)| {
            let value = self.args.get(*name).filter(|value| !value.is_empty())?;
            Some(Named { name: self.say(called), value: value.clone() })
        });
        let code = message
            .args
            .get("code")
            .map(|value| Named { name: self.say("mail-code"), value: value.clone() });
        let named = message.args.get("name").is_some_and(|name| !name.is_empty());
        Letter {
            subject: self.say(&format!("{}-subject", sort.name)),
            head: self.say(&format!("{}-head", sort.name)),
            hello: (sort.hello && named).then(|| self.say("mail-hello")),
            texts: sort.texts.iter().filter_map(own).collect(),
            facts: facts.collect(),
            code,
            after: sort.after.iter().map(|key| self.say(key)).collect(),
            button: self.button(sort),
            last: sort.last.map(|key| self.say(key)),
            ..self.bare(organisation)
        }
    }

    fn button(&self, sort: &Sort) -> Option<Link> {
        let button = sort.button?;
        let url = match button.to {
            To::Arg(name) => self.args.get(name)?.clone(),
            To::Path(path) => format!("{}{path}", self.writer.public_url),
        };
        Some(Link { label: self.say(button.label), url, hint: self.say("mail-link-hint") })
    }

    /// A mail that a method sends: a subject, and sentences line by line.
    fn plain_letter(&self, key: &str, organisation: &Organisation) -> Letter {
        let subject = self.say(&format!("{key}-subject"));
        let text = self.say(key);
        let texts = text.lines().map(str::trim).filter(|line| !line.is_empty());
        Letter {
            head: subject.clone(),
            subject,
            texts: texts.map(ToOwned::to_owned).collect(),
            ..self.bare(organisation)
        }
    }

    fn bare(&self, organisation: &Organisation) -> Letter {
        let desk = !organisation.service_desk.trim().is_empty();
        Letter {
            lang: self.language.to_owned(),
            dir: direction(self.language),
            organisation: organisation.name.clone(),
            foot: self.say(if desk { "mail-foot" } else { "mail-foot-bare" }),
            ..Letter::default()
        }
    }
}
