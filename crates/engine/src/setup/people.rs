//! The first people: each gets an account and an invitation.

use super::SetupStep;
use crate::{Engine, Error, NewAccount, Result, invite::Invited, visit::Visit};
use countersign_core::method::Wrong;

/// People invited with one press; more come with the next.
pub const PEOPLE_MOST: usize = 200;
/// Letters of a list, at most: as much as a form may bring.
const LIST_MOST: usize = 64 * 1024;

/// Somebody on a list that was typed or pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    /// From 1, as people count.
    number: usize,
    name: String,
    mail: String,
}

impl Engine {
    /// Makes an account for each line, "name, mail", and invites them: all of them, or nobody when
    /// a line is wrong. Says who was invited, in the order of the list.
    pub async fn setup_people(&self, visit: &Visit, list: &str) -> Result<Vec<Invited>> {
        self.at(visit, SetupStep::People).await?;
        let lines = read(list)?;
        let numbers: Vec<usize> = lines.iter().map(|line| line.number).collect();
        let people = lines.into_iter().map(|line| NewAccount {
            username: line.mail.clone(),
            name: line.name,
            mail: line.mail,
            ..NewAccount::default()
        });
        let invited = match self.invite(people.collect()).await {
            Err((at, Error::Refused(words))) => {
                let number = at.and_then(|at| numbers.get(at)).copied().unwrap_or_default();
                return Err(at_line(words, number));
            }
            Err((_, error)) => return Err(error),
            Ok(invited) => invited,
        };
        let count = u64::try_from(invited.len()).unwrap_or_default();
        self.step(|progress| progress.people = progress.people.saturating_add(count)).await?;
        Ok(invited)
    }

    /// Everybody is invited who is to be, and with that the first run is over.
    pub async fn setup_people_done(&self, visit: &Visit) -> Result<()> {
        self.at(visit, SetupStep::People).await?;
        self.step(|progress| progress.people_done = true).await
    }
}

/// How many people a list names, if it is taken. For the fuzz targets.
#[doc(hidden)]
pub fn people_listed(list: &str) -> Option<usize> {
    read(list).ok().map(|lines| lines.len())
}

/// One person a line: name and mail with a comma, semicolon or tab between them. Empty lines and a
/// heading count for nothing.
fn read(list: &str) -> Result<Vec<Line>> {
    let slip = |words: &str| Error::Wrong(Wrong::slip("people", words));
    if list.len() > LIST_MOST {
        return Err(slip("setup-people-many"));
    }
    let mut lines: Vec<Line> = Vec::new();
    for (at, text) in list.lines().enumerate() {
        let (number, text) = (at + 1, text.trim());
        if text.is_empty() || (lines.is_empty() && is_heading(text)) {
            continue;
        }
        let line = line(number, text)?;
        if lines.iter().any(|other| other.mail.eq_ignore_ascii_case(&line.mail)) {
            return Err(at_line("setup-people-twice", number));
        }
        if lines.len() >= PEOPLE_MOST {
            return Err(slip("setup-people-many"));
        }
        lines.push(line);
    }
    if lines.is_empty() { Err(slip("setup-people-empty")) } else { Ok(lines) }
}

fn line(number: usize, text: &str) -> Result<Line> {
    let (name, mail) = text.rsplit_once([',', ';', '\t']).unwrap_or(("", text));
    let clean = |part: &str| part.trim().trim_matches('"').trim().to_owned();
    let (name, mail) = (clean(name), clean(mail));
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(at_line("setup-people-name", number));
    }
    let (local, domain) = mail.split_once('@').unwrap_or_default();
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>()\"".contains(c);
    if local.is_empty() || domain.is_empty() || domain.contains('@') || mail.contains(odd) {
        return Err(at_line("setup-people-mail", number));
    }
    Ok(Line { number, name, mail })
}

/// The first line of a file that a spreadsheet wrote: its last column is called as mail is called.
/// Anything else without an address is a person whose address is wrong.
fn is_heading(text: &str) -> bool {
    const NAMES: [&str; 6] = ["email", "e-mail", "mail", "email address", "電郵", "電郵地址"];
    let last = text.rsplit([',', ';', '\t']).next().unwrap_or_default();
    let last = last.trim().trim_matches('"').to_lowercase();
    text.contains([',', ';', '\t']) && NAMES.contains(&last.as_str())
}

fn at_line(words: &'static str, number: usize) -> Error {
    let words = match words {
        "account-name-taken" => "setup-people-taken",
        "account-name-bad" | "account-mail-bad" => "setup-people-mail",
        other => other,
    };
    Error::Wrong(Wrong::slip("people", words).with("line", number))
}

#[cfg(test)]
mod tests;
