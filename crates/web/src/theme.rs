//! An organisation's colours from its one brand colour, by measured steps in OKLCH (design rules of
//! docs/decisions): the hue stays, the lightness moves until every pair of text and ground can be
//! read. What cannot be reached is refused.

mod colour;

#[cfg(test)]
mod tests;

use crate::{AppState, assets};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use colour::{Lch, Rgb, contrast};

/// Grounds of tokens.css that the accent has to be read on.
const PAPER: Rgb = Rgb::of(0xf3, 0xf5, 0xf4);
const WHITE: Rgb = Rgb::of(0xff, 0xff, 0xff);
const INK: Rgb = Rgb::of(0x15, 0x21, 0x1f);
const DARK_PAPER: Rgb = Rgb::of(0x0e, 0x15, 0x14);
const DARK_SURFACE: Rgb = Rgb::of(0x16, 0x1f, 0x1d);
const DARK_INK: Rgb = Rgb::of(0xec, 0xf2, 0xf0);
const STEP: f64 = 0.005;
/// Contrast of text, of large areas of text, and of edges (WCAG 2).
const TEXT: f64 = 4.5;
const MORE: f64 = 7.0;

/// One side of a theme: light or dark.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Family {
    accent: Rgb,
    hover: Rgb,
    ink: Rgb,
    soft: Rgb,
    line: Rgb,
}

/// The colours made from one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    light: Family,
    dark: Family,
}

impl Theme {
    /// From `#rrggbb`. Nothing if it is no colour, or a pair cannot be read.
    pub fn of(brand: &str) -> Option<Self> {
        let brand = Lch::of(Rgb::parse(brand)?);
        let theme = Self { light: light(brand)?, dark: dark(brand)? };
        theme.reads().then_some(theme)
    }

    /// Whether everything that is written on something can be read.
    fn reads(&self) -> bool {
        let (light, dark) = (&self.light, &self.dark);
        let pairs = [
            (light.ink, light.accent, TEXT),
            (light.ink, light.hover, TEXT),
            (light.accent, WHITE, TEXT),
            (light.accent, PAPER, TEXT),
            (light.accent, light.soft, TEXT),
            (INK, light.soft, MORE),
            (dark.ink, dark.accent, TEXT),
            (dark.ink, dark.hover, TEXT),
            (dark.accent, DARK_SURFACE, MORE),
            (dark.accent, DARK_PAPER, MORE),
            (dark.accent, dark.soft, TEXT),
            (DARK_INK, dark.soft, MORE),
        ];
        pairs.iter().all(|(text, ground, least)| contrast(*text, *ground) >= *least)
    }

    /// The sheet that comes after the stylesheet.
    pub fn sheet(&self) -> String {
        let (light, dark) = (self.light.rules(), self.dark.rules());
        format!(
            ":root {{{light}}}\n\
             @media (prefers-color-scheme: dark) {{\n\
             :root:not([data-theme=\"light\"]) {{{dark}}} }}\n\
             :root[data-theme=\"dark\"] {{{dark}}}\n\
             @media (prefers-contrast: more) {{ :root {{ --accent-line: var(--accent); }} }}\n"
        )
    }
}

impl Family {
    fn rules(&self) -> String {
        let Self { accent, hover, ink, soft, line } = self;
        format!(
            " --accent: {accent}; --accent-hover: {hover}; --accent-ink: {ink}; \
             --accent-text: {accent}; --accent-soft: {soft}; --accent-line: {line}; "
        )
    }
}

fn light(brand: Lch) -> Option<Family> {
    let soft = brand.at(0.945, brand.chroma.min(0.022));
    let reads =
        |colour: Rgb| [WHITE, PAPER, soft].iter().all(|ground| contrast(colour, *ground) >= TEXT);
    let mut lightness = brand.lightness.min(0.62);
    while !reads(brand.at(lightness, brand.chroma)) {
        lightness -= STEP;
        if lightness < 0.0 {
            return None;
        }
    }
    Some(Family {
        accent: brand.at(lightness, brand.chroma),
        hover: brand.at((lightness - 0.08).max(0.0), brand.chroma),
        ink: WHITE,
        soft,
        line: brand.at(0.79, brand.chroma.min(0.06)),
    })
}

fn dark(brand: Lch) -> Option<Family> {
    let soft = brand.at(0.30, brand.chroma.min(0.045));
    let chroma = brand.chroma.min(0.13);
    let reads = |colour: Rgb| {
        contrast(colour, DARK_SURFACE) >= MORE
            && contrast(colour, DARK_PAPER) >= MORE
            && contrast(colour, soft) >= TEXT
    };
    let mut lightness = brand.lightness.max(0.70);
    while !reads(brand.at(lightness, chroma)) {
        lightness += STEP;
        if lightness > 1.0 {
            return None;
        }
    }
    Some(Family {
        accent: brand.at(lightness, chroma),
        hover: brand.at((lightness + 0.07).min(1.0), chroma),
        ink: brand.at(0.20, chroma.min(0.04)),
        soft,
        line: brand.at(0.47, brand.chroma.min(0.07)),
    })
}

/// Address of the sheet of a brand colour; nothing for one that cannot be used.
pub fn address(brand: &str) -> Option<String> {
    let sheet = Theme::of(brand)?.sheet();
    Some(format!("/theme/{}.css", assets::print(&sheet)))
}

/// The organisation's sheet; any other address is an old one.
pub async fn show(State(app): State<AppState>, Path(name): Path<String>) -> Response {
    let organisation = match app.engine.organisation().await {
        Ok(organisation) => organisation,
        Err(error) => return crate::Error::from(error).into_response(),
    };
    let sheet = organisation.colour.as_deref().and_then(Theme::of).map(|theme| theme.sheet());
    match sheet {
        Some(sheet) if name == format!("{}.css", assets::print(&sheet)) => {
            assets::kept_sheet(sheet)
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
