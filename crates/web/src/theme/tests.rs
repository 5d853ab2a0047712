//! Brand colours people have, and what becomes of them.

use super::*;

/// Plum, yellow, blue, black, white, the product's own, and colours at the edges of sRGB.
const BRANDS: [&str; 10] = [
    "#8A1C4A", "#FFCC00", "#2F6FED", "#000000", "#ffffff", "#0c5762", "#ff0000", "#00ff00",
    "#0000ff", "#7f7f7f",
];

#[test]
fn every_brand_colour_becomes_one_that_can_be_read() {
    for brand in BRANDS {
        let theme = Theme::of(brand);
        assert!(theme.is_some_and(|theme| theme.reads()), "{brand}: {theme:?}");
    }
}

/// The design's two examples: plum stays as it is, yellow becomes dark enough on light.
#[test]
fn the_examples_of_the_design_hold() {
    let plum = Theme::of("#8A1C4A").unwrap();
    assert_eq!(plum.light.accent.to_string(), "#8a1c4a");
    let near = |theme: Rgb, wanted: &str| {
        let (a, b) = (Lch::of(theme), Lch::of(Rgb::parse(wanted).unwrap()));
        assert!((a.lightness - b.lightness).abs() < 0.02, "{theme} is not near {wanted}");
    };
    near(plum.light.soft, "#fae7ec");
    near(plum.dark.accent, "#ef88a8");
    near(plum.dark.soft, "#40242c");
    near(Theme::of("#FFCC00").unwrap().light.accent, "#846800");
}

#[test]
fn what_is_no_colour_is_refused() {
    for text in ["", "#fff", "8A1C4A", "#8A1C4G", "#8A1C4A; }", "red", "#+12345"] {
        assert_eq!(Theme::of(text), None, "{text}");
    }
}

#[test]
fn a_pair_that_cannot_be_read_is_refused() {
    let plum = Theme::of("#8A1C4A").unwrap();
    let pale = Family { accent: Rgb::of(0xff, 0xcc, 0x00), ..plum.light };
    assert!(!Theme { light: pale, ..plum }.reads());
}

#[test]
fn contrast_is_that_of_wcag() {
    assert!((contrast(Rgb::of(0, 0, 0), WHITE) - 21.0).abs() < 0.001);
    assert!((contrast(Rgb::of(0x76, 0x76, 0x76), WHITE) - 4.54).abs() < 0.01);
}
