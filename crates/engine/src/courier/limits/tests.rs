use super::*;
use proptest::prelude::*;

fn ceilings() -> Ceilings {
    Ceilings { countries_allowed: vec!["HK".into(), "GB".into()], ..Ceilings::default() }
}

fn none_sent() -> Counts {
    Counts { country: "HK".into(), parts: 1, ..Counts::default() }
}

/// SM-6
#[test]
fn sm_6_only_listed_countries_get_texts() {
    assert_eq!(decide(&ceilings(), &none_sent()), Ok(()));
    for country in ["LV", "", "hk", "H", "HKG"] {
        let counts = Counts { country: country.into(), ..none_sent() };
        assert_eq!(decide(&ceilings(), &counts), Err(Withheld::Country), "{country:?}");
    }
    assert_eq!(decide(&Ceilings::default(), &none_sent()), Err(Withheld::Country));
    let careless = Ceilings { countries_allowed: vec![String::new()], ..ceilings() };
    let unknown = Counts { country: String::new(), ..none_sent() };
    assert_eq!(decide(&careless, &unknown), Err(Withheld::Country));
}

type Set = fn(&mut Counts) -> &mut u32;

/// SM-6: each ceiling holds alone, at its own number, and names itself.
#[test]
fn sm_6_each_ceiling_holds_exactly() {
    let c = ceilings();
    let cases: [(Set, u32, Withheld); 8] = [
        (|c| &mut c.number_hour, c.per_number_hour, Withheld::NumberHour),
        (|c| &mut c.number_day, c.per_number_day, Withheld::NumberDay),
        (|c| &mut c.account_hour, c.per_account_hour, Withheld::AccountHour),
        (|c| &mut c.account_day, c.per_account_day, Withheld::AccountDay),
        (|c| &mut c.source_hour, c.per_source_hour, Withheld::SourceHour),
        (|c| &mut c.prefix_hour, c.per_prefix_hour, Withheld::PrefixHour),
        (|c| &mut c.country_hour, c.per_country_hour, Withheld::CountryHour),
        (|c| &mut c.total_day, c.per_day_total, Withheld::TotalDay),
    ];
    for (field, most, reason) in cases {
        let decide_at = |sent, parts| {
            let mut counts = Counts { parts, ..none_sent() };
            *field(&mut counts) = sent;
            decide(&c, &counts)
        };
        assert_eq!(decide_at(most - 1, 1), Ok(()), "{reason:?}");
        assert_eq!(decide_at(most, 1), Err(reason));
        assert_eq!(decide_at(most - 1, 2), Err(reason), "parts are what is paid");
        assert_eq!(decide_at(u32::MAX, 1), Err(reason));
        assert_eq!(decide_at(most, 0), Err(reason), "a message is at least one part");
    }
}

/// SM-8
#[test]
fn sm_8_a_range_whose_codes_never_come_back_gets_no_more() {
    let decide_at = |prefix_codes, prefix_entered| {
        decide(&ceilings(), &Counts { prefix_codes, prefix_entered, ..none_sent() })
    };
    assert_eq!(decide_at(19, 0), Ok(()), "too few to tell");
    assert_eq!(decide_at(20, 3), Err(Withheld::NeverEntered));
    assert_eq!(decide_at(20, 4), Ok(()));
    assert_eq!(decide_at(1000, 199), Err(Withheld::NeverEntered));
    assert!(Withheld::NeverEntered.alerts() && !Withheld::NumberHour.alerts());
}

#[test]
fn a_prefix_is_all_but_three_digits() {
    assert_eq!(prefix("+85255550123"), "+85255550");
    assert_eq!(prefix("+1"), "");
    assert_eq!(prefix("東京"), "東");
    assert_eq!(prefix("a東b"), "", "never in the middle of a letter");
}

#[test]
fn countries_are_told_from_numbers() {
    for (number, expected) in [
        ("+85255550123", "HK"),
        ("+447400123456", "GB"),
        ("+447797712345", "JE"),
        ("+12015550123", "US"),
        ("+14165550123", "CA"),
        ("+18765550123", "JM"),
        ("+77010001234", "KZ"),
        ("+881612345678", ""),
        ("+979123456789", ""),
        ("+999123456789", ""),
        ("", ""),
        ("85255550123", ""),
        ("+", ""),
    ] {
        assert_eq!(country(number), expected, "{number}");
    }
}

#[test]
fn the_file_takes_some_keys_and_refuses_others() {
    let read: Ceilings =
        toml::from_str("countries_allowed = [\"HK\"]\nper_day_total = 10\n").unwrap();
    assert_eq!((read.per_day_total, read.per_number_hour), (10, 6));
    assert!(toml::from_str::<Ceilings>("per_day_totals = 10\n").is_err());
    assert!(toml::from_str::<Ceilings>("per_day_total = -1\n").is_err());
}

proptest! {
    /// Nothing that was withheld is let through after more was sent.
    #[test]
    fn more_sent_never_opens(
        sent in proptest::array::uniform8(0u32..6000), at in 0usize..8, more in 0u32..100,
    ) {
        let counts = |sent: [u32; 8]| Counts {
            number_hour: sent[0],
            number_day: sent[1],
            account_hour: sent[2],
            account_day: sent[3],
            source_hour: sent[4],
            prefix_hour: sent[5],
            country_hour: sent[6],
            total_day: sent[7],
            ..none_sent()
        };
        let mut later = sent;
        later[at] += more;
        if decide(&ceilings(), &counts(sent)).is_err() {
            prop_assert!(decide(&ceilings(), &counts(later)).is_err());
        }
    }
}
