//! Draws pages. Templates and words are compiled in; with `--dev` both are read from disk for every
//! page. Undefined names are errors, so that a slip in a template is found by its samples.

mod files;
mod icons;
mod speech;

use crate::{
    Options,
    language::{BadWords, LANGUAGES, Words, direction},
    page::{Problem, Said},
    time::Zone,
};
use countersign_core::{
    account::{Account, Appearance},
    app_password::may_have,
    method::Kinds,
    time::Time,
};
use engine::{Organisation, Settings};
use minijinja::{
    AutoEscape, Environment, Output, State, UndefinedBehavior, Value, context, escape_formatter,
    syntax::SyntaxConfig, value::Serde,
};
use serde::Serialize;
use speech::Speech;
use std::{fmt, path::PathBuf, sync::Arc};

/// Everything pages are drawn with. Cheap to clone.
#[derive(Clone)]
pub struct Kit(Arc<Inner>);

struct Inner {
    words: Words,
    templates: Environment<'static>,
    kinds: Kinds,
    dev: Option<PathBuf>,
}

/// Who looks at a page, when and how.
pub struct Seen<'a> {
    pub settings: &'a Settings,
    pub organisation: &'a Organisation,
    pub language: &'static str,
    pub zone: Zone,
    pub now: Time,
    pub person: Option<&'a Account>,
    pub csrf: &'a str,
    /// Where the language chooser comes back to.
    pub here: &'a str,
}

#[derive(Serialize)]
struct Person {
    name: String,
    initials: String,
    /// Whether this server has app passwords for them.
    app_passwords: bool,
}

/// A problem as templates get it.
#[derive(Serialize)]
struct Shown {
    field: String,
    text: String,
}

impl Kit {
    /// Kinds of methods bring templates and words of their own.
    pub fn new(kinds: Kinds, options: Options) -> Result<Self, crate::BadPages> {
        let Options { dev, words } = options;
        let words = words.map_or_else(|| Words::read(kinds), Ok)?;
        let templates = environment(kinds, files::compiled())?;
        Ok(Self(Arc::new(Inner { words, templates, kinds, dev })))
    }

    /// Reads templates and words anew where they are being worked on.
    pub fn now(&self) -> Result<Self, crate::BadPages> {
        let Some(folder) = &self.0.dev else { return Ok(self.clone()) };
        let (kinds, dev) = (self.0.kinds, self.0.dev.clone());
        let words = Words::read_from(folder, kinds)?;
        let templates = environment(kinds, files::on_disk(folder))?;
        Ok(Self(Arc::new(Inner { words, templates, kinds, dev })))
    }

    #[cfg(test)]
    pub(crate) fn with_words(kinds: Kinds, words: Words) -> Result<Self, crate::BadPages> {
        let templates = environment(kinds, files::compiled())?;
        Ok(Self(Arc::new(Inner { words, templates, kinds, dev: None })))
    }

    /// The page as HTML.
    pub fn draw(
        &self,
        seen: &Seen,
        template: &str,
        title: &Said,
        page: Value,
        problems: &[Problem],
    ) -> Result<String, minijinja::Error> {
        let speech = Arc::new(self.speech(seen));
        let shown: Vec<Shown> = problems
            .iter()
            .map(|one| Shown { field: one.field.clone(), text: speech.say(&one.said) })
            .collect();
        let bar = if shown.is_empty() { "page-title" } else { "page-title-wrong" };
        let title = speech.title(bar, title, &seen.organisation.name);
        let facts = context! { page, problems => Serde(shown), title, ..self.frame(seen) };
        let facts = context! { ..speech::functions(&speech), ..facts };
        self.0.templates.get_template(template)?.render(facts)
    }

    pub fn has_words(&self, key: &str) -> bool {
        LANGUAGES.first().is_some_and(|(source, _)| self.0.words.has(source, key))
    }

    /// A sentence for `seen`, as text.
    pub fn say(&self, seen: &Seen, said: &Said) -> String {
        self.speech(seen).say(said)
    }

    /// As [`Kit::say`], without marks of direction: for what is no page.
    pub fn say_plainly(&self, seen: &Seen, said: &Said) -> String {
        self.speech(seen).plain(said)
    }

    fn speech(&self, seen: &Seen) -> Speech {
        Speech {
            words: self.0.words.clone(),
            kinds: self.0.kinds,
            language: seen.language,
            zone: seen.zone.clone(),
            now: seen.now,
        }
    }

    /// What every page shows around itself.
    fn frame(&self, seen: &Seen) -> Value {
        let person = seen.person.map(|account| Person {
            name: account.name.clone(),
            initials: initials(&account.name),
            app_passwords: may_have(account.role, seen.organisation.doors),
        });
        let appearance = seen.person.map_or(Appearance::System, |account| account.appearance);
        let languages: Vec<_> = LANGUAGES
            .iter()
            .map(|(code, name)| context! { code => *code, name => *name })
            .collect();
        let theme = seen.organisation.colour.as_deref().and_then(crate::theme::address);
        context! {
            person => Serde(person),
            languages,
            theme,
            csrf => seen.csrf,
            here => seen.here,
            lang => seen.language,
            dir => direction(seen.language),
            appearance => appearance.name(),
            organisation => context! {
                name => seen.organisation.name.as_str(),
                service_desk => seen.organisation.service_desk.as_str(),
            },
            host => seen.settings.host.as_str(),
            secure => seen.settings.secure,
            stylesheet => crate::assets::stylesheet(),
            script => crate::assets::script(),
            mark => crate::assets::mark(),
        }
    }
}

/// First letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let letters = first.into_iter().chain(words.next_back());
    letters.flat_map(char::to_uppercase).collect()
}

/// Names and texts of the templates of this crate.
#[cfg(test)]
pub(crate) fn sources() -> Files {
    files::compiled()
}

type Files = Vec<(String, String)>;

fn environment(kinds: Kinds, own: Files) -> Result<Environment<'static>, minijinja::Error> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.set_formatter(write);
    // Errors must not take what a page shows into the log.
    templates.set_debug(false);
    let blocks = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?;
    templates.set_syntax(blocks);
    for (name, text) in own {
        templates.add_template_owned(name, text)?;
    }
    for (name, text) in kinds.all().flat_map(|kind| kind.parts().templates) {
        templates.add_template(name, text)?;
    }
    Ok(templates)
}

/// Escapes text for HTML (WB-6): what ends an element or an attribute, and nothing else, so that
/// addresses stay as they are.
fn write(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str().filter(|_| !value.is_safe()) {
        Some(text) => escaped(out, text).map_err(minijinja::Error::from),
        None => escape_formatter(out, state, value),
    }
}

fn escaped(out: &mut Output, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (before, after) = rest.split_at(at);
        out.write_str(before)?;
        let mut letters = after.chars();
        out.write_str(match letters.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&#x27;",
        })?;
        rest = letters.as_str();
    }
    out.write_str(rest)
}

impl From<BadWords> for crate::BadPages {
    fn from(error: BadWords) -> Self {
        Self::Words(error)
    }
}
