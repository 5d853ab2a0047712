//! Telephone numbers: one spelling of each (E.164), and what may be done with it (SM-6, SM-11).
//!
//! Only digits and the signs people put between them are taken. Letters, extensions, `;ext=` and
//! line breaks are refused rather than cleaned away, so that two spellings never become two
//! records of one number, and nothing but digits ever reaches a gateway. Numbers that cost the
//! person who is called, short numbers and satellite phones are refused.

use countersign_core::method::Choice;
use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region,
    ValidationError,
};
use std::sync::OnceLock;

#[cfg(test)]
mod tests;

/// A plus and 15 digits (ITU-T E.164 §6.2).
const E164_MOST: usize = 16;

/// One number, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// "+85291234567": a plus and at most 15 digits (ITU-T E.164).
    pub e164: String,
    /// ISO 3166-1, two capital letters.
    pub region: String,
    pub line: Line,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Mobile,
    Landline,
    /// Nobody can tell from the number (North America), or it rings in a program.
    Either,
}

/// Why a number is not taken. `region` is the country it was read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneProblem {
    Empty,
    Country,
    NotANumber,
    Extension,
    TooShort { region: String },
    TooLong { region: String },
    NotInUse { region: String },
    Costs,
    NotServed,
}

/// A country to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1, two capital letters.
    pub region: &'static str,
    /// Without the plus: 852.
    pub calling_code: i32,
    pub name: &'static str,
}

/// Longer input is not looked at.
const LONGEST: usize = 64;

/// Names in the order of English names; the fourth column is the place in the order of the
/// Chinese ones. From the Unicode CLDR (Unicode License v3).
const NAMES: &str = include_str!("phone/countries.tsv");

struct Row {
    region: &'static str,
    english: &'static str,
    chinese: &'static str,
    place: usize,
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| NAMES.lines().filter_map(row).collect())
}

fn row(line: &'static str) -> Option<Row> {
    let mut columns = line.split('\t');
    Some(Row {
        region: columns.next()?,
        english: columns.next()?,
        chinese: columns.next()?,
        place: columns.next()?.parse().ok()?,
    })
}

fn chinese(language: &str) -> bool {
    language.starts_with("zh")
}

/// All countries with a calling code, by name. `language` is a tag such as `zh-Hant`; English
/// stands in for languages without names of their own.
pub fn countries(language: &str) -> Vec<Country> {
    let mut rows: Vec<_> = rows().iter().collect();
    if chinese(language) {
        rows.sort_by_key(|row| row.place);
    }
    let country = |row: &&Row| {
        let region = Region::try_from(row.region).ok()?;
        Some(Country {
            region: row.region,
            calling_code: PHONE_NUMBER_UTIL.get_country_code_for_region(region)?,
            name: if chinese(language) { row.chinese } else { row.english },
        })
    };
    rows.iter().filter_map(country).collect()
}

/// The same as a list for a page: "HK", "Hong Kong", "+852".
pub fn choices(language: &str) -> Vec<Choice> {
    let choice = |country: Country| Choice {
        value: country.region,
        name: country.name,
        note: format!("+{}", country.calling_code),
    };
    countries(language).into_iter().map(choice).collect()
}

/// Name of a country; the code itself if there is no such country.
pub fn country_name<'a>(region: &'a str, language: &str) -> &'a str {
    let row = rows().iter().find(|row| row.region == region);
    row.map_or(region, |row| if chinese(language) { row.chinese } else { row.english })
}

/// The one spelling of a number typed for a country. A number that starts with a plus brings its
/// own country.
pub fn normalise(country: &str, typed: &str) -> Result<Number, PhoneProblem> {
    let digits = plain(typed)?;
    let chosen = Region::try_from(country).ok().filter(|_| known(country));
    if chosen.is_none() && !digits.starts_with('+') {
        return Err(PhoneProblem::Country);
    }
    let spoken_for = |region: Option<Region>| region.or(chosen).map_or("", code).to_owned();
    let number = PhoneNumber::parse(&digits, chosen).map_err(|error| match error {
        rlibphonenumber::ParseError::TooLongNsn => {
            PhoneProblem::TooLong { region: spoken_for(None) }
        }
        rlibphonenumber::ParseError::TooShortNsn => {
            PhoneProblem::TooShort { region: spoken_for(None) }
        }
        _ => PhoneProblem::NotANumber,
    })?;
    let region = number.get_region_code().or_else(|| country_of_code(&number, chosen));
    if region == Some(Region::World) {
        return Err(PhoneProblem::NotServed);
    }
    if !number.is_valid() {
        return Err(wrong_length(&number, spoken_for(region)));
    }
    let region = region.map(code).filter(|region| known(region)).ok_or(PhoneProblem::NotServed)?;
    let line = line(number.get_type())?;
    let e164 = number.format_as(PhoneNumberFormat::E164).into_owned();
    // Some countries' plans reach beyond what E.164 allows; nobody could send there.
    if e164.len() > E164_MOST {
        return Err(PhoneProblem::TooLong { region: region.to_owned() });
    }
    Ok(Number { e164, region: region.to_owned(), line })
}

/// "+852 9123 4567": as people write it, for the page on which they check what they typed.
pub fn spaced(e164: &str) -> String {
    PhoneNumber::parse(e164, None).map_or_else(
        |_| e164.to_owned(),
        |number| number.format_as(PhoneNumberFormat::International).into_owned(),
    )
}

/// The last two digits: all that is shown before the second step (ux.md 3.5).
pub fn last_two(e164: &str) -> String {
    let digits: Vec<char> = e164.chars().filter(char::is_ascii_digit).collect();
    digits.iter().skip(digits.len().saturating_sub(2)).collect()
}

/// ASCII digits with at most one plus before them, or why not.
fn plain(typed: &str) -> Result<String, PhoneProblem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(PhoneProblem::Empty);
    }
    if typed.chars().count() > LONGEST {
        return Err(PhoneProblem::NotANumber);
    }
    let mut plain = String::with_capacity(typed.len());
    for letter in typed.chars() {
        match letter {
            '+' | '\u{ff0b}' if plain.is_empty() => plain.push('+'),
            '#' | ';' | 'x' | 'X' | 'e' | 'E' if plain.len() > 3 => {
                return Err(PhoneProblem::Extension);
            }
            _ if between(letter) => {}
            _ => plain.push(crate::code::digit(letter).ok_or(PhoneProblem::NotANumber)?),
        }
    }
    Ok(plain)
}

/// Signs people put between digits. White space is the plain and the unbreakable kind only: a line
/// break is no part of a number.
fn between(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' | '-' | '.' | '/' | '(' | ')'
    ) || matches!(letter, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}')
        || crate::code::unseen(letter)
}

fn known(region: &str) -> bool {
    rows().iter().any(|row| row.region == region)
}

fn code(region: Region) -> &'static str {
    // The list holds all regions a number can have; the type's own text does not live long enough.
    let text = region.as_region_str();
    rows().iter().find(|row| row.region == text.as_str()).map_or("", |row| row.region)
}

/// The country a number without a region of its own is read for: the chosen one if they share a
/// calling code, else the main one of that code.
fn country_of_code(number: &PhoneNumber, chosen: Option<Region>) -> Option<Region> {
    let shares = |region: &Region| {
        PHONE_NUMBER_UTIL.get_country_code_for_region(*region) == Some(number.country_code)
    };
    chosen
        .filter(shares)
        .or_else(|| PHONE_NUMBER_UTIL.get_region_for_country_code(number.country_code))
}

/// Judged by what mobile numbers of the country look like: all lengths together, those of call
/// centres and paging services included, leave hardly any number too short.
fn wrong_length(number: &PhoneNumber, region: String) -> PhoneProblem {
    let verdict =
        PHONE_NUMBER_UTIL.is_possible_number_for_type_with_reason(number, PhoneNumberType::Mobile);
    match verdict {
        Ok(NumberLengthType::IsPossibleLocalOnly) | Err(ValidationError::TooShort) => {
            PhoneProblem::TooShort { region }
        }
        Err(ValidationError::TooLong) => PhoneProblem::TooLong { region },
        Ok(_) | Err(_) => PhoneProblem::NotInUse { region },
    }
}

fn line(kind: PhoneNumberType) -> Result<Line, PhoneProblem> {
    match kind {
        PhoneNumberType::Mobile => Ok(Line::Mobile),
        PhoneNumberType::FixedLine => Ok(Line::Landline),
        PhoneNumberType::FixedLineOrMobile | PhoneNumberType::VoIP => Ok(Line::Either),
        PhoneNumberType::PremiumRate
        | PhoneNumberType::SharedCost
        | PhoneNumberType::TollFree
        | PhoneNumberType::PersonalNumber
        | PhoneNumberType::UAN => Err(PhoneProblem::Costs),
        PhoneNumberType::Pager | PhoneNumberType::VoiceMail | PhoneNumberType::Unknown => {
            Err(PhoneProblem::NotServed)
        }
    }
}
