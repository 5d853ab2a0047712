use super::{Alphabet::*, *};
use proptest::prelude::*;

const S1: &str = "481926 is your code to sign in to Larkfield Mail and 2 more. Request K7. \
                  Do not share it.\n\n@sign-in.larkfield.example #481926";

/// The whole of 3GPP TS 23.038 §6.2.1, in its own order, without the escape.
const WHOLE: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

#[test]
fn the_text_with_a_code_is_one_part() {
    assert_eq!(sms_parts(S1), (Gsm7, 1));
    assert!((114..=125).contains(&S1.chars().count()), "{}", S1.chars().count());
}

#[test]
fn texts_in_other_languages_are_what_the_design_says() {
    let spanish = "481926 es su clave para entrar en Larkfield Mail y otras 2. Solicitud K7. \
                   No la comparta.\n\n@sign-in.larkfield.example #481926";
    assert_eq!(sms_parts(spanish), (Gsm7, 1));
    assert_eq!(sms_parts(&spanish.replace("clave", "código")).0, Ucs2);
    let german = "481926 ist Ihr Code für die Anmeldung bei Larkfield Mail und 2 weiteren. \
                  Anfrage K7. Geben Sie ihn nicht weiter.\n\n@sign-in.larkfield.example #481926";
    assert_eq!(sms_parts(german), (Gsm7, 1));
    let chinese = "481926 是您登入 Larkfield Mail 及另外 2 項服務的驗證碼。要求 K7。請勿分享。\
                   \n\n@sign-in.larkfield.example #481926";
    assert_eq!(sms_parts(chinese), (Ucs2, 2));
}

#[test]
fn the_default_alphabet_is_complete_and_nothing_else_is_in_it() {
    assert_eq!(WHOLE.chars().count(), 127);
    for letter in WHOLE.chars() {
        assert_eq!(gsm7_width(letter), Some(1), "{letter:?}");
    }
    for letter in "^{}\\[~]|€\u{c}".chars() {
        assert_eq!(gsm7_width(letter), Some(2), "{letter:?}");
    }
    let all = (0..=0xffff).filter_map(char::from_u32);
    assert_eq!(all.filter(|letter| gsm7_width(*letter).is_some()).count(), 127 + 10);
    for letter in "`çáíóúâêÁÀÈ’–“\t\u{a0}\u{2068}".chars() {
        assert_eq!(gsm7_width(letter), None, "{letter:?}");
    }
}

#[test]
fn the_limits_are_at_160_153_70_and_67() {
    for (length, parts) in [(0, 1), (1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3)] {
        assert_eq!(sms_parts(&"a".repeat(length)), (Gsm7, parts), "{length}");
    }
    for (length, parts) in [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)] {
        assert_eq!(sms_parts(&"碼".repeat(length)), (Ucs2, parts), "{length}");
    }
    for (length, parts) in [(80, 1), (81, 2), (152, 2), (153, 3)] {
        assert_eq!(sms_parts(&"€".repeat(length)), (Gsm7, parts), "{length}: 76 fit a part");
    }
    for (length, parts) in [(35, 1), (36, 2), (66, 2), (67, 3)] {
        assert_eq!(sms_parts(&"😀".repeat(length)), (Ucs2, parts), "{length}: 33 fit a part");
    }
}

#[test]
fn marks_of_direction_are_taken_out_and_nothing_else() {
    assert_eq!(without_marks("to \u{2068}Larkfield\u{2069} \u{200f}ab\u{202c}"), "to Larkfield ab");
    assert_eq!(sms_parts(&without_marks(&S1.replace("K7", "\u{2068}K7\u{2069}"))), (Gsm7, 1));
    assert_eq!(without_marks(S1), S1);
    // Joins letters in Persian and in emoji; it is part of the word.
    assert_eq!(without_marks("می\u{200c}شود"), "می\u{200c}شود");
}

proptest! {
    #[test]
    fn a_longer_text_is_never_fewer_parts(text in ".{0,400}", more in ".") {
        let (alphabet, parts) = sms_parts(&text);
        let (longer_alphabet, longer) = sms_parts(&format!("{text}{more}"));
        prop_assert!(parts >= 1 && longer >= parts);
        prop_assert!(alphabet == Gsm7 || longer_alphabet == Ucs2);
    }
}
