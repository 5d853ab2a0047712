use super::{
    Line::{self, Either, Landline, Mobile},
    PhoneProblem, choices, countries, country_name, last_two, normalise, spaced,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Numbers from many countries as people there write them.
#[test]
fn sm_11_numbers_of_many_countries() {
    let table: &[(&str, &str, &str, Line)] = &[
        ("HK", "9123 4567", "+85291234567", Mobile),
        ("HK", "2345 6789", "+85223456789", Landline),
        ("GB", "07400 123456", "+447400123456", Mobile),
        ("GB", "020 7946 0018", "+442079460018", Landline),
        ("GB", "(0121) 234 5678", "+441212345678", Landline),
        ("US", "(201) 555-0123", "+12015550123", Either),
        ("CA", "506-234-5678", "+15062345678", Either),
        ("DE", "0151 23456789", "+4915123456789", Mobile),
        ("DE", "030/123456", "+4930123456", Landline),
        ("FR", "06 12 34 56 78", "+33612345678", Mobile),
        ("IT", "312 345 6789", "+393123456789", Mobile),
        ("IT", "02 1234 5678", "+390212345678", Landline),
        ("ES", "612 34 56 78", "+34612345678", Mobile),
        ("PT", "912 345 678", "+351912345678", Mobile),
        ("NL", "06-12345678", "+31612345678", Mobile),
        ("CH", "078 123 45 67", "+41781234567", Mobile),
        ("AT", "0664 123456", "+43664123456", Mobile),
        ("SE", "070-123 45 67", "+46701234567", Mobile),
        ("PL", "512 345 678", "+48512345678", Mobile),
        ("UA", "050 123 4567", "+380501234567", Mobile),
        ("TR", "0501 234 56 78", "+905012345678", Mobile),
        ("IL", "050-234-5678", "+972502345678", Mobile),
        ("AE", "050 123 4567", "+971501234567", Mobile),
        ("SA", "051 234 5678", "+966512345678", Mobile),
        ("EG", "0100 123 4567", "+201001234567", Mobile),
        ("NG", "0802 123 4567", "+2348021234567", Mobile),
        ("KE", "0712 123456", "+254712123456", Mobile),
        ("ZA", "071 123 4567", "+27711234567", Mobile),
        ("IN", "081234 56789", "+918123456789", Mobile),
        ("PK", "0301 2345678", "+923012345678", Mobile),
        ("BD", "01812-345678", "+8801812345678", Mobile),
        ("TH", "081 234 5678", "+66812345678", Mobile),
        ("VN", "0912 345 678", "+84912345678", Mobile),
        ("PH", "0905 123 4567", "+639051234567", Mobile),
        ("ID", "0812-345-678", "+62812345678", Mobile),
        ("MY", "012-345 6789", "+60123456789", Mobile),
        ("SG", "8123 4567", "+6581234567", Mobile),
        ("CN", "131 2345 6789", "+8613123456789", Mobile),
        ("TW", "0912 345 678", "+886912345678", Mobile),
        ("MO", "6612 3456", "+85366123456", Mobile),
        ("JP", "090-1234-5678", "+819012345678", Mobile),
        ("KR", "010-2000-0000", "+821020000000", Mobile),
        ("AU", "0412 345 678", "+61412345678", Mobile),
        ("NZ", "021 123 4567", "+64211234567", Mobile),
        ("BR", "(11) 96123-4567", "+5511961234567", Mobile),
        ("MX", "222 123 4567", "+522221234567", Either),
        ("AR", "011 15-2345-6789", "+5491123456789", Mobile),
        ("CL", "2 2123 4567", "+56221234567", Either),
        ("CO", "321 1234567", "+573211234567", Mobile),
    ];
    for (region, typed, e164, line) in table {
        let number = normalise(region, typed).unwrap_or_else(|why| panic!("{typed}: {why:?}"));
        assert_eq!((number.e164.as_str(), number.line), (*e164, *line), "{typed}");
        assert_eq!(number.region, *region, "{typed}");
    }
}

/// SM-11: however it is typed, it is one record.
#[test]
fn sm_11_one_number_has_one_spelling() {
    let same = [
        ("HK", "91234567"),
        ("HK", " 9123 4567 "),
        ("HK", "9123-4567"),
        ("HK", "9123\u{2011}4567"),
        ("HK", "(9123) 4567"),
        ("HK", "+852 9123 4567"),
        ("GB", "+852 9123 4567"),
        ("", "+85291234567"),
        ("XX", "+85291234567"),
        ("HK", "\u{202a}+852 9123 4567\u{202c}"),
        ("HK", "９１２３４５６７"),
        ("HK", "＋852 9123 4567"),
        ("HK", "٩١٢٣٤٥٦٧"),
        ("HK", "۹۱۲۳۴۵۶۷"),
        ("HK", "9123\u{a0}4567"),
    ];
    for (region, typed) in same {
        let number = normalise(region, typed).unwrap_or_else(|why| panic!("{typed}: {why:?}"));
        assert_eq!((number.e164.as_str(), number.region.as_str()), ("+85291234567", "HK"));
    }
}

/// SM-6, SM-11: what is refused, and how it is said.
#[test]
fn sm_6_what_is_not_taken() {
    use PhoneProblem::{Costs, Country, Empty, Extension, NotANumber, NotServed};
    let hk = || "HK".to_owned();
    let table: &[(&str, &str, PhoneProblem)] = &[
        ("HK", "", Empty),
        ("HK", " \t ", Empty),
        ("", "9123 4567", Country),
        ("XX", "9123 4567", Country),
        ("hk", "9123 4567", Country),
        ("HK", "nine one two", NotANumber),
        ("HK", "9123-CODE", NotANumber),
        ("HK", "+", NotANumber),
        ("HK", "++85291234567", NotANumber),
        ("HK", "9123\n4567", NotANumber),
        ("HK", "9123\r\nTo: all", NotANumber),
        ("HK", "tel:91234567", NotANumber),
        ("HK", "9123%4567", NotANumber),
        ("HK", "91234567\0", NotANumber),
        ("HK", "+999 1234 5678", NotANumber),
        ("HK", &"9".repeat(65), NotANumber),
        ("HK", "9123 4567 ext. 12", Extension),
        ("HK", "9123 4567x12", Extension),
        ("HK", "9123 4567;ext=12", Extension),
        ("HK", "9123 4567#12", Extension),
        ("HK", "9123", PhoneProblem::TooShort { region: hk() }),
        ("HK", "9123 456", PhoneProblem::TooShort { region: hk() }),
        ("HK", "9123 4567 89", PhoneProblem::TooLong { region: hk() }),
        ("GB", "0740012345", PhoneProblem::TooShort { region: "GB".into() }),
        ("HK", "1111 1111", PhoneProblem::NotInUse { region: hk() }),
        // Premium rate, shared cost, free for the caller, personal.
        ("GB", "0909 879 0000", Costs),
        ("US", "900 234 5678", Costs),
        ("GB", "0843 412 3456", Costs),
        ("US", "800 234 5678", Costs),
        ("GB", "070 1234 5678", Costs),
        // Satellite, and numbers of no country.
        ("HK", "+870 773 111 632", NotServed),
        ("HK", "+881 6 1234 5678", NotServed),
        ("HK", "+800 1234 5678", NotServed),
    ];
    for (region, typed, problem) in table {
        assert_eq!(normalise(region, typed).as_ref(), Err(problem), "{typed}");
    }
    for short in ["999", "112", "911", "18000"] {
        assert!(normalise("HK", short).is_err(), "{short}");
    }
}

#[test]
fn numbers_are_shown_spaced_or_by_two_digits() {
    assert_eq!(spaced("+85291234567"), "+852 9123 4567");
    assert_eq!(spaced("+447400123456"), "+44 7400 123456");
    assert_eq!(spaced("nonsense"), "nonsense");
    for (e164, two) in [("+85291234567", "67"), ("", ""), ("7", "7")] {
        assert_eq!(last_two(e164), two);
    }
}

#[test]
fn countries_have_a_name_and_a_code_in_every_language() {
    let (english, chinese) = (countries("en"), countries("zh-Hant"));
    let regions = |of: &[super::Country]| of.iter().map(|c| c.region).collect::<BTreeSet<_>>();
    assert!(english.len() > 230, "{}", english.len());
    assert_eq!(regions(&english), regions(&chinese));
    assert_eq!(regions(&english).len(), english.len());
    assert!(english.windows(2).all(|pair| fold(pair[0].name) < fold(pair[1].name)));
    let han = |name: &str| name.chars().all(|c| !c.is_ascii_alphabetic());
    assert!(chinese.iter().all(|country| han(country.name)));
    let names = [("HK", "香港"), ("GB", "英國"), ("IT", "意大利"), ("MO", "澳門")];
    for (region, name) in names {
        assert_eq!(country_name(region, "zh-Hant"), name);
    }
    assert_eq!(country_name("HK", "en"), "Hong Kong");
    assert_eq!(country_name("XX", "en"), "XX");
    let hong_kong = choices("zh-Hant").into_iter().find(|choice| choice.value == "HK").unwrap();
    assert_eq!((hong_kong.name, hong_kong.note.as_str()), ("香港", "+852"));
}

fn fold(name: &str) -> String {
    name.replace('Å', "A")
        .replace('ô', "o")
        .replace('ç', "c")
        .replace('é', "e")
        .replace('ã', "a")
        .replace('ü', "u")
        .replace("’", "'")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// CR-6, SM-11: nothing panics, and what is taken is a plus and digits, and itself again.
    #[test]
    fn what_is_taken_is_canonical(region in "[A-Z]{0,3}", typed in "[+0-9 ().\\-x;#\\PC]{0,24}") {
        if let Ok(number) = normalise(&region, &typed) {
            let digits = number.e164.strip_prefix('+').unwrap();
            prop_assert!((5..=15).contains(&digits.len()), "{}", number.e164);
            prop_assert!(digits.bytes().all(|b| b.is_ascii_digit()), "{}", number.e164);
            prop_assert_eq!(normalise("", &number.e164), Ok(number));
        }
    }

    #[test]
    fn digits_of_any_country(index in 0usize..240, digits in "[1-9][0-9]{4,13}") {
        let country = countries("en").swap_remove(index);
        for typed in [digits.clone(), format!("+{}{digits}", country.calling_code)] {
            if let Ok(number) = normalise(country.region, &typed) {
                prop_assert_eq!(normalise(&number.region, &number.e164), Ok(number.clone()));
                prop_assert_eq!(normalise("", &spaced(&number.e164)), Ok(number));
            }
        }
    }
}

/// SM-6: a plan may allow more digits than any network carries (found by fuzzing).
#[test]
fn a_number_nobody_could_dial_is_too_long() {
    for typed in ["+4981146650142942", "+666 0024981146650142942"] {
        let problem = normalise("GB", typed).map(|number| number.e164);
        assert!(problem.is_err(), "{typed}: {problem:?}");
    }
    let longest = normalise("DE", "+49811466501429").map(|number| number.e164);
    assert_eq!(longest.as_deref(), Ok("+49811466501429"));
}
