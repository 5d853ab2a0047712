//! Texts with places to fill: `{to}`, `{text}` and so on, in what an administrator wrote about a
//! gateway. `{{` and `}}` stand for the brackets themselves.
//!
//! A filled value never decides what comes around it (SM-11): JSON is filled leaf by leaf and
//! written by a JSON writer, forms by a form writer, addresses with everything but letters and
//! digits escaped.

use serde_json::{Map, Value};
use std::fmt::Write;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Slot(Slot),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    To,
    ToDigits,
    Text,
    TextXml,
    Sender,
    Id,
    Callback,
    User,
    Password,
    Coding,
}

/// What the places are filled with.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    /// E.164 with its plus.
    pub to: &'a str,
    pub text: &'a str,
    pub sender: &'a str,
    /// The idempotency key.
    pub id: &'a str,
    /// Where delivery receipts go; empty if nobody wants them.
    pub callback: &'a str,
    pub user: &'a str,
    pub password: &'a str,
    /// `0` for the seven-bit alphabet, `2` for UCS-2.
    pub coding: &'a str,
}

impl Template {
    /// # Errors
    /// What is wrong, for whoever wrote it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut words = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            words.push_str(before);
            if from.starts_with("{{") || from.starts_with("}}") {
                words.extend(from.chars().next());
                rest = from.get(2..).unwrap_or_default();
                continue;
            }
            let (name, after) = from
                .strip_prefix('{')
                .and_then(|from| from.split_once('}'))
                .ok_or_else(|| format!("a bracket stands alone in {text:?}; write it twice"))?;
            pieces.push(Piece::Words(std::mem::take(&mut words)));
            pieces.push(Piece::Slot(slot(name)?));
            rest = after;
        }
        words.push_str(rest);
        pieces.push(Piece::Words(words));
        pieces.retain(|piece| *piece != Piece::Words(String::new()));
        Ok(Self(pieces))
    }

    /// Filled as it is. For writers that escape by themselves.
    pub(super) fn fill(&self, values: &Values<'_>) -> String {
        self.join(values, str::to_owned)
    }

    /// Filled for an address: whatever is not a letter, digit, `-`, `.`, `_` or `~` is escaped
    /// (RFC 3986 §2.1).
    pub(super) fn fill_address(&self, values: &Values<'_>) -> String {
        self.join(values, percent)
    }

    /// Filled, or nothing where there is only the callback and nobody wants one.
    fn fill_or_leave_out(&self, values: &Values<'_>) -> Option<String> {
        let only_callback = self.0 == [Piece::Slot(Slot::Callback)];
        (!(only_callback && values.callback.is_empty())).then(|| self.fill(values))
    }

    fn join(&self, values: &Values<'_>, escape: impl Fn(&str) -> String) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Words(words) => words.clone(),
                Piece::Slot(slot) => escape(&value(*slot, values)),
            })
            .collect()
    }
}

/// A JSON value with templates for its texts. Names and everything else stay as they are.
#[derive(Clone, Debug)]
pub(super) enum JsonTemplate {
    Text(Template),
    Fixed(Value),
    List(Vec<JsonTemplate>),
    Named(Vec<(String, JsonTemplate)>),
}

impl JsonTemplate {
    pub(super) fn parse(value: &Value) -> Result<Self, String> {
        Ok(match value {
            Value::String(text) => Self::Text(Template::parse(text)?),
            Value::Array(list) => {
                Self::List(list.iter().map(Self::parse).collect::<Result<_, _>>()?)
            }
            Value::Object(map) => Self::Named(
                map.iter()
                    .map(|(name, value)| Ok((name.clone(), Self::parse(value)?)))
                    .collect::<Result<_, String>>()?,
            ),
            other => Self::Fixed(other.clone()),
        })
    }

    pub(super) fn fill(&self, values: &Values<'_>) -> Option<Value> {
        Some(match self {
            Self::Text(template) => Value::String(template.fill_or_leave_out(values)?),
            Self::Fixed(value) => value.clone(),
            Self::List(list) => {
                Value::Array(list.iter().filter_map(|item| item.fill(values)).collect())
            }
            Self::Named(named) => Value::Object(
                named
                    .iter()
                    .filter_map(|(name, item)| Some((name.clone(), item.fill(values)?)))
                    .collect::<Map<_, _>>(),
            ),
        })
    }
}

/// Pairs of a form, filled and written `application/x-www-form-urlencoded`.
pub(super) fn fill_form(form: &[(String, Template)], values: &Values<'_>) -> String {
    let mut writer = url::form_urlencoded::Serializer::new(String::new());
    for (name, template) in form {
        if let Some(value) = template.fill_or_leave_out(values) {
            writer.append_pair(name, &value);
        }
    }
    writer.finish()
}

fn slot(name: &str) -> Result<Slot, String> {
    Ok(match name {
        "to" => Slot::To,
        "to_digits" => Slot::ToDigits,
        "text" => Slot::Text,
        "text_xml" => Slot::TextXml,
        "sender" => Slot::Sender,
        "id" => Slot::Id,
        "callback" => Slot::Callback,
        "user" => Slot::User,
        "password" => Slot::Password,
        "coding" => Slot::Coding,
        _ => return Err(format!("there is no {{{name}}}")),
    })
}

fn value(slot: Slot, values: &Values<'_>) -> String {
    match slot {
        Slot::To => values.to,
        Slot::ToDigits => values.to.trim_start_matches('+'),
        Slot::Text => values.text,
        Slot::TextXml => return xml(values.text),
        Slot::Sender => values.sender,
        Slot::Id => values.id,
        Slot::Callback => values.callback,
        Slot::User => values.user,
        Slot::Password => values.password,
        Slot::Coding => values.coding,
    }
    .to_owned()
}

fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // No letters of XML at all, however they are written (XML 1.0 §2.2).
            letter if letter.is_control() && !"\n\r\t".contains(letter) => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _infallible = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests;
