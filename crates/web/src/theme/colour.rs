//! Colours: sRGB as screens have it, OKLCH as eyes do, and the contrast of two (WCAG 2).

use std::fmt;

/// 8 bits each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb([u8; 3]);

/// Lightness 0 to 1, chroma, hue in radians.
#[derive(Clone, Copy, Debug)]
pub struct Lch {
    pub lightness: f64,
    pub chroma: f64,
    hue: f64,
}

impl Rgb {
    pub const fn of(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    fn linear(self) -> [f64; 3] {
        self.0.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// 1 to 21 (WCAG 2, "contrast ratio").
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

impl Lch {
    pub fn of(colour: Rgb) -> Self {
        let [red, green, blue] = colour.linear();
        let long = 0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue;
        let middle = 0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue;
        let short = 0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue;
        let [long, middle, short] = [long, middle, short].map(f64::cbrt);
        let lightness = 0.210_454_255_3 * long + 0.793_617_785_0 * middle - 0.004_072_046_8 * short;
        let a = 1.977_998_495_1 * long - 2.428_592_205_0 * middle + 0.450_593_709_9 * short;
        let b = 0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766_0 * short;
        Self { lightness, chroma: a.hypot(b), hue: b.atan2(a) }
    }

    /// The same hue at that lightness; outside sRGB with less chroma, 4 % at a time.
    pub fn at(self, lightness: f64, chroma: f64) -> Rgb {
        let mut chroma = chroma;
        for _ in 0..200 {
            if let Some(colour) = (Self { lightness, chroma, ..self }).shown() {
                return colour;
            }
            chroma *= 0.96;
        }
        let grey = Self { lightness: lightness.clamp(0.0, 1.0), chroma: 0.0, ..self };
        grey.shown().unwrap_or(Rgb([0; 3]))
    }

    fn shown(self) -> Option<Rgb> {
        let (a, b) = (self.chroma * self.hue.cos(), self.chroma * self.hue.sin());
        let long = (self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let middle = (self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let short = (self.lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        let red = 4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short;
        let green = -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short;
        let blue = -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701_0 * short;
        let mut channels = [0; 3];
        for (channel, linear) in channels.iter_mut().zip([red, green, blue]) {
            *channel = eight_bits(linear)?;
        }
        Some(Rgb(channels))
    }
}

/// Nothing outside sRGB, with room for rounding.
#[expect(clippy::cast_possible_truncation, reason = "it is between 0 and 255")]
#[expect(clippy::cast_sign_loss, reason = "it is between 0 and 255")]
fn eight_bits(linear: f64) -> Option<u8> {
    if !(-0.000_5..=1.000_5).contains(&linear) {
        return None;
    }
    let linear = linear.clamp(0.0, 1.0);
    let share =
        if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    Some((share * 255.0).round() as u8)
}
