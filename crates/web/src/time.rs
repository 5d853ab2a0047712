//! Moments as people read them: in their time zone, with a day name where that helps, in words of
//! their language. Clock times, never counters (ux.md 3.3).

use crate::language::Words;
use countersign_core::{message::args, time::Time};
use jiff::{Timestamp, Zoned, tz::TimeZone};

/// A time zone and its name.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// By IANA name; a name nobody knows is UTC.
    pub fn named(name: &str) -> Self {
        match TimeZone::get(name) {
            Ok(zone) => Self { name: name.to_owned(), zone },
            Err(_) => Self { name: "UTC".into(), zone: TimeZone::UTC },
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// "UTC+8", "UTC-3:30".
    pub fn offset(&self, at: Time) -> String {
        let seconds = self.zone.to_offset(stamp(at)).seconds();
        let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() % 3600 / 60);
        let sign = if seconds < 0 { '-' } else { '+' };
        match (seconds, minutes) {
            (0, _) => "UTC".into(),
            (_, 0) => format!("UTC{sign}{hours}"),
            _ => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }

    pub fn here(&self, at: Time) -> Zoned {
        stamp(at).to_zoned(self.zone.clone())
    }

    /// "morning", "afternoon", "evening" or "night".
    pub fn part_of_day(&self, at: Time) -> &'static str {
        match self.here(at).hour() {
            5..12 => "morning",
            12..18 => "afternoon",
            18..23 => "evening",
            _ => "night",
        }
    }
}

fn stamp(at: Time) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// RFC 3339, for `<time datetime>`.
pub fn exact(at: Time) -> String {
    stamp(at).to_string()
}

/// "14:20".
pub fn clock(at: Time, zone: &Zone) -> String {
    zone.here(at).strftime("%H:%M").to_string()
}

/// Says moments in one language and zone, seen from `now`.
#[derive(Clone, Copy)]
pub struct Calendar<'a> {
    pub words: &'a Words,
    pub language: &'a str,
    pub zone: &'a Zone,
    pub now: Time,
}

impl Calendar<'_> {
    fn say(&self, key: &str, facts: &[(&str, &str)]) -> String {
        self.words.plain(self.language, key, &args(facts)).unwrap_or_else(|| key.to_owned())
    }

    /// "22 November 2026".
    pub fn date(&self, at: Time) -> String {
        let here = self.zone.here(at);
        let month = self.say(&format!("month-{}", here.month()), &[]);
        let (day, year) = (here.day().to_string(), here.year().to_string());
        self.say("date", &[("day", &day), ("month", &month), ("year", &year)])
    }

    /// "Sunday 22 November 2026".
    pub fn weekday(&self, at: Time) -> String {
        let number = self.zone.here(at).weekday().to_monday_one_offset();
        let weekday = self.say(&format!("weekday-{number}"), &[]);
        self.say("date-weekday", &[("weekday", &weekday), ("date", &self.date(at))])
    }

    /// "today", "yesterday", "tomorrow" or "22 November 2026".
    pub fn day(&self, at: Time) -> String {
        match self.near(at) {
            Some(key) => self.say(key, &[]),
            None => self.date(at),
        }
    }

    /// "Today", "Yesterday" or "Friday 20 November 2026", over a list.
    pub fn day_head(&self, at: Time) -> String {
        match self.near(at) {
            Some("date-today") => self.say("date-head-today", &[]),
            Some("date-yesterday") => self.say("date-head-yesterday", &[]),
            _ => self.weekday(at),
        }
    }

    pub fn is_today(&self, at: Time) -> bool {
        self.near(at) == Some("date-today")
    }

    /// "today, 14:20", "22 November 2026, 14:20".
    pub fn when(&self, at: Time) -> String {
        let clock = clock(at, self.zone);
        self.say("date-clock", &[("day", &self.day(at)), ("clock", &clock)])
    }

    fn near(&self, at: Time) -> Option<&'static str> {
        let (day, today) = (self.zone.here(at).date(), self.zone.here(self.now).date());
        match day {
            day if day == today => Some("date-today"),
            day if Some(day) == today.yesterday().ok() => Some("date-yesterday"),
            day if Some(day) == today.tomorrow().ok() => Some("date-tomorrow"),
            _ => None,
        }
    }
}
