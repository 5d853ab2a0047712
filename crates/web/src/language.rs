//! Words: every sentence, by key and language. They stand in `words.<language>.ftl` beside the
//! templates that use them; methods bring their own. A key a language lacks is said in English.

use countersign_core::{message::Args, method::Kinds};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{collections::BTreeMap, path::Path, sync::Arc};
use unic_langid::LanguageIdentifier;

/// Languages of the pages with their own names; the first is the one texts are written in.
pub const LANGUAGES: &[(&str, &str)] = &[("en", "English"), ("zh-Hant", "繁體中文")];

macro_rules! words {
    ($($area:literal),* $(,)?) => {
        &[$(
            (
                "en",
                concat!($area, "/words.en.ftl"),
                include_str!(concat!("../templates/", $area, "/words.en.ftl")),
            ),
            (
                "zh-Hant",
                concat!($area, "/words.zh-Hant.ftl"),
                include_str!(concat!("../templates/", $area, "/words.zh-Hant.ftl")),
            ),
        )*]
    };
}

/// Words of the pages: language, path under `templates`, and what stands there. An area a line.
pub(crate) const SOURCES: &[(&str, &str, &str)] =
    words!["part", "account", "app_passwords", "setup", "sign_in", "enrol", "mail",];

/// What was read is shared: the two bundles of a language hold the same sentences.
type Bundle = FluentBundle<Arc<FluentResource>>;

/// All words of all languages. Cheap to clone.
#[derive(Clone)]
pub struct Words(Arc<BTreeMap<&'static str, Tongue>>);

struct Tongue {
    /// Names in sentences are isolated, so that they cannot turn the direction of a line.
    isolated: Bundle,
    /// For texts, subjects and mails: without the marks, which phones show as boxes.
    plain: Bundle,
}

#[derive(Debug, thiserror::Error)]
pub enum BadWords {
    #[error("words of {language} cannot be read: {why}")]
    Unreadable { language: String, why: String },
    #[error("words of {language} say a key twice: {why}")]
    Twice { language: String, why: String },
}

impl Words {
    /// Reads the words of the pages and those the kinds of methods bring.
    pub fn read(kinds: Kinds) -> Result<Self, BadWords> {
        let own: Vec<_> = SOURCES.iter().map(|(language, _, ftl)| (*language, *ftl)).collect();
        Self::with(kinds, own)
    }

    /// As they are now in the folder of this crate; those of the kinds are compiled in.
    pub fn read_from(folder: &Path, kinds: Kinds) -> Result<Self, BadWords> {
        let fresh: Vec<_> = SOURCES
            .iter()
            .map(|(language, path, ftl)| {
                let text = std::fs::read_to_string(folder.join("templates").join(path));
                (*language, text.unwrap_or_else(|_| (*ftl).to_owned()))
            })
            .collect();
        Self::with(kinds, fresh.iter().map(|(language, ftl)| (*language, ftl.as_str())).collect())
    }

    /// Kinds that share words bring the same file each; it is read once.
    fn with<'a>(kinds: Kinds, mut sources: Vec<(&'a str, &'a str)>) -> Result<Self, BadWords> {
        for brought in kinds.all().flat_map(|kind| kind.parts().words.iter().copied()) {
            if !sources.contains(&brought) {
                sources.push(brought);
            }
        }
        Self::from_sources(&sources)
    }

    /// `(language, ftl)`; sources of languages that are not shipped are left out.
    pub(crate) fn from_sources(sources: &[(&str, &str)]) -> Result<Self, BadWords> {
        let shipped: Vec<_> = LANGUAGES.iter().map(|(code, _)| *code).collect();
        Self::of_languages(&shipped, sources)
    }

    pub(crate) fn of_languages(
        languages: &[&'static str],
        sources: &[(&str, &str)],
    ) -> Result<Self, BadWords> {
        let mut tongues = BTreeMap::new();
        for language in languages {
            let own = sources.iter().filter(|(of, _)| of == language).map(|(_, ftl)| *ftl);
            let read = own.map(|ftl| resource(language, ftl)).collect::<Result<Vec<_>, _>>()?;
            let (isolated, plain) =
                (bundle(language, &read, true)?, bundle(language, &read, false)?);
            tongues.insert(*language, Tongue { isolated, plain });
        }
        Ok(Self(Arc::new(tongues)))
    }

    /// The sentence for a page. `None` when no language has the key.
    pub fn say(&self, language: &str, key: &str, args: &Args) -> Option<String> {
        self.tongues(language).find_map(|tongue| format(&tongue.isolated, key, args))
    }

    /// The sentence for a text, a subject or a mail.
    pub fn plain(&self, language: &str, key: &str, args: &Args) -> Option<String> {
        self.tongues(language).find_map(|tongue| format(&tongue.plain, key, args))
    }

    /// Whether that language itself has the key.
    pub fn has(&self, language: &str, key: &str) -> bool {
        self.0.get(language).is_some_and(|tongue| tongue.plain.has_message(key))
    }

    fn tongues(&self, language: &str) -> impl Iterator<Item = &Tongue> {
        let first = LANGUAGES.first().map(|(code, _)| *code).unwrap_or_default();
        self.0.get(language).into_iter().chain(self.0.get(first))
    }
}

fn unreadable(language: &str, why: String) -> BadWords {
    BadWords::Unreadable { language: language.into(), why }
}

fn resource(language: &str, ftl: &str) -> Result<Arc<FluentResource>, BadWords> {
    FluentResource::try_new(ftl.to_owned())
        .map(Arc::new)
        .map_err(|(_, errors)| unreadable(language, format!("{errors:?}")))
}

fn bundle(
    language: &str,
    read: &[Arc<FluentResource>],
    isolating: bool,
) -> Result<Bundle, BadWords> {
    let id: LanguageIdentifier =
        language.parse().map_err(|error| unreadable(language, format!("{error:?}")))?;
    let mut bundle = Bundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(isolating);
    for resource in read {
        bundle.add_resource(Arc::clone(resource)).map_err(|errors| BadWords::Twice {
            language: language.into(),
            why: format!("{errors:?}"),
        })?;
    }
    Ok(bundle)
}

/// Whole numbers choose plurals; anything else, a code with a leading zero included, is text. What
/// a sentence names and nobody gave stays in it as `{$name}`; the tests of all pages look for it.
fn format(bundle: &Bundle, key: &str, args: &Args) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut given = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        let number = value.parse::<i32>().ok().filter(|number| number.to_string() == *value);
        match number {
            Some(number) => given.set(name.as_str(), FluentValue::from(number)),
            None => given.set(name.as_str(), FluentValue::from(value.as_str())),
        }
    }
    let mut missing = Vec::new();
    let said = bundle.format_pattern(pattern, Some(&given), &mut missing).into_owned();
    if !missing.is_empty() {
        tracing::error!(key, ?missing, "a sentence was said without all it names");
    }
    Some(said)
}

/// "ltr" or "rtl".
pub fn direction(language: &str) -> &'static str {
    if language.starts_with("ar") || language.starts_with("he") { "rtl" } else { "ltr" }
}

/// The shipped language that fits a code such as `zh-HK` or `en-GB`.
pub fn shipped(code: &str) -> Option<&'static str> {
    let code = code.trim();
    let lower = code.to_ascii_lowercase();
    let exact = LANGUAGES.iter().find(|(have, _)| have.eq_ignore_ascii_case(code));
    let wide = || LANGUAGES.iter().find(|(have, _)| lower.split('-').next() == Some(*have));
    let chinese =
        || LANGUAGES.iter().find(|(have, _)| *have == "zh-Hant" && is_traditional(&lower));
    exact.or_else(chinese).or_else(wide).map(|(have, _)| *have)
}

fn is_traditional(lower: &str) -> bool {
    let mut parts = lower.split('-');
    parts.next() == Some("zh") && parts.any(|part| matches!(part, "hant" | "hk" | "mo" | "tw"))
}

/// The language of a page: the first that is shipped among the app's wish, the person's setting,
/// the cookie, what the browser accepts, and the organisation's (ux.md 8.2).
pub fn choose<'a>(
    wishes: impl IntoIterator<Item = &'a str>,
    accepted: Option<&str>,
    organisation: &str,
) -> &'static str {
    let wished = wishes.into_iter().flat_map(str::split_whitespace).find_map(shipped);
    let first = LANGUAGES.first().map(|(code, _)| *code).unwrap_or_default();
    wished.or_else(|| accepted.and_then(accepts)).or_else(|| shipped(organisation)).unwrap_or(first)
}

/// The best of an `Accept-Language` header (RFC 9110 §12.5.4).
fn accepts(header: &str) -> Option<&'static str> {
    let mut wished: Vec<(f32, &'static str)> = header
        .split(',')
        .take(16)
        .filter_map(|part| {
            let (code, quality) = part.split_once(';').unwrap_or((part, "q=1"));
            let quality = quality.trim().strip_prefix("q=")?.parse::<f32>().ok()?;
            (quality > 0.0).then_some((quality, shipped(code)?))
        })
        .collect();
    wished.sort_by(|a, b| b.0.total_cmp(&a.0));
    wished.first().map(|(_, code)| *code)
}
