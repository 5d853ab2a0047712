//! Whether a text or call may be sent at all (SM-6, SM-8). Pure: whoever sends has counted.
//!
//! Texts cost money and every one of them is somebody's phone ringing. So they are counted by
//! number, person, source, range of numbers, country and day, and each count has a ceiling. Counts
//! are of *parts* (see `parts`), because that is what is paid. A country that is not listed gets
//! none.
//!
//! Numbers that cost the person who is called, satellite phones and short numbers are refused
//! before this, when a number is read.

use rlibphonenumber::PhoneNumber;
use serde::{Deserialize, Serialize};

const GENEROUS: u32 = 100_000;

/// Section `[courier.ceilings]`. Each number is how many parts go out at most before the next one
/// is withheld; 0 withholds all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ceilings {
    /// Countries texts and calls may go to, as two capital letters (ISO 3166-1), e.g.
    /// `["HK", "GB"]`. Default: none, so nothing is sent until somebody decided where to.
    pub countries_allowed: Vec<String>,
    /// To one number in an hour. Default 6.
    pub per_number_hour: u32,
    /// To one number in a day. Default 15.
    pub per_number_day: u32,
    /// For one person in an hour, over all their numbers. Default 10.
    pub per_account_hour: u32,
    /// For one person in a day. Default 30.
    pub per_account_day: u32,
    /// From one source address in an hour. Default 100, as a whole office may share one.
    pub per_source_hour: u32,
    /// To one range of a thousand neighbouring numbers in an hour. Default 60.
    pub per_prefix_hour: u32,
    /// To one country in an hour. Default 500.
    pub per_country_hour: u32,
    /// By this server in a day, all together: the money it may cost. Default 5000.
    pub per_day_total: u32,
    /// A range of numbers is watched once this many codes went to it in a day. Default 20.
    pub watched_from: u32,
    /// Of a watched range at least this many in a hundred codes must come back. Default 20.
    pub entered_percent: u32,
}

impl Default for Ceilings {
    fn default() -> Self {
        Self {
            countries_allowed: Vec::new(),
            per_number_hour: 6,
            per_number_day: 15,
            per_account_hour: 10,
            per_account_day: 30,
            per_source_hour: 100,
            per_prefix_hour: 60,
            per_country_hour: 500,
            per_day_total: 5000,
            watched_from: 20,
            entered_percent: 20,
        }
    }
}

impl Ceilings {
    /// For a house in which nothing leaves: trying things out is not held up.
    pub fn generous(&mut self) {
        for most in [
            &mut self.per_number_hour,
            &mut self.per_number_day,
            &mut self.per_account_hour,
            &mut self.per_account_day,
            &mut self.per_source_hour,
            &mut self.per_prefix_hour,
            &mut self.per_country_hour,
            &mut self.per_day_total,
            &mut self.watched_from,
        ] {
            *most = GENEROUS;
        }
    }
}

/// What was sent already, without the one asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Country of the number asked about, two capital letters; empty if nobody knows.
    pub country: String,
    /// Parts the message asked about has.
    pub parts: u32,
    pub number_hour: u32,
    pub number_day: u32,
    pub account_hour: u32,
    pub account_day: u32,
    pub source_hour: u32,
    /// `prefix` says which numbers are neighbours.
    pub prefix_hour: u32,
    pub country_hour: u32,
    pub total_day: u32,
    /// Codes sent to the prefix in the last 24 hours, and how many of them were typed in.
    pub prefix_codes: u32,
    pub prefix_entered: u32,
}

/// Why nothing is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    Country,
    NumberHour,
    NumberDay,
    AccountHour,
    AccountDay,
    SourceHour,
    PrefixHour,
    CountryHour,
    TotalDay,
    /// Codes go there and hardly any come back: somebody earns by having them sent.
    NeverEntered,
}

impl Withheld {
    /// Stable name for the log and the audit.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::NumberHour => "number_hour",
            Self::NumberDay => "number_day",
            Self::AccountHour => "account_hour",
            Self::AccountDay => "account_day",
            Self::SourceHour => "source_hour",
            Self::PrefixHour => "prefix_hour",
            Self::CountryHour => "country_hour",
            Self::TotalDay => "total_day",
            Self::NeverEntered => "never_entered",
        }
    }

    /// Whether administrators are told: somebody beyond the one person who waits is involved.
    pub const fn alerts(self) -> bool {
        matches!(self, Self::PrefixHour | Self::CountryHour | Self::TotalDay | Self::NeverEntered)
    }
}

/// Whether a message may be sent, with the first ceiling that is in the way.
///
/// # Errors
/// The reason to withhold it.
pub fn decide(ceilings: &Ceilings, counts: &Counts) -> Result<(), Withheld> {
    if counts.country.is_empty() || !ceilings.countries_allowed.contains(&counts.country) {
        return Err(Withheld::Country);
    }
    let parts = counts.parts.max(1);
    for (sent, most, reason) in [
        (counts.number_hour, ceilings.per_number_hour, Withheld::NumberHour),
        (counts.number_day, ceilings.per_number_day, Withheld::NumberDay),
        (counts.account_hour, ceilings.per_account_hour, Withheld::AccountHour),
        (counts.account_day, ceilings.per_account_day, Withheld::AccountDay),
        (counts.source_hour, ceilings.per_source_hour, Withheld::SourceHour),
        (counts.prefix_hour, ceilings.per_prefix_hour, Withheld::PrefixHour),
        (counts.country_hour, ceilings.per_country_hour, Withheld::CountryHour),
        (counts.total_day, ceilings.per_day_total, Withheld::TotalDay),
    ] {
        if sent.saturating_add(parts) > most {
            return Err(reason);
        }
    }
    if hardly_entered(ceilings, counts) {
        return Err(Withheld::NeverEntered);
    }
    Ok(())
}

/// The country of a number, two capital letters; empty if it has none, as satellite numbers have.
/// `number` is E.164.
pub fn country(number: &str) -> String {
    let region = PhoneNumber::parse(number, None).ok().and_then(|it| it.get_region_code());
    region.map(|region| region.to_string()).filter(|code| code.len() == 2).unwrap_or_default()
}

/// The range a number is in: all but its last three digits. `number` is E.164.
pub fn prefix(number: &str) -> &str {
    number.get(..number.len().saturating_sub(3)).unwrap_or_default()
}

fn hardly_entered(ceilings: &Ceilings, counts: &Counts) -> bool {
    let entered = u64::from(counts.prefix_entered) * 100;
    let needed = u64::from(counts.prefix_codes) * u64::from(ceilings.entered_percent);
    counts.prefix_codes >= ceilings.watched_from && entered < needed
}

#[cfg(test)]
mod tests;
