//! A QR code as a piece of SVG that stands in a page: one path, no style, no script. Always black
//! on white with a margin of its own, for a dark page breaks scanning.

use fast_qr::{ECL, QRBuilder, QRCode};
use std::fmt::Write;

#[cfg(test)]
mod tests;

/// Modules of margin on each side (ISO/IEC 18004 §6.3.8 asks for four).
const QUIET: usize = 4;

/// The text as an `<svg>`; nothing if it is longer than a code holds (some 2,300 bytes).
/// It is hidden from screen readers: what it says stands beside it as a key to type.
pub fn svg(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let side = code.size + 2 * QUIET;
    Some(format!(
        "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         aria-hidden=\"true\" focusable=\"false\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{}\" stroke=\"#000\" stroke-width=\"1\" fill=\"none\"/></svg>",
        runs(&code)
    ))
}

/// Each run of dark modules as a stroke along the middle of its row.
fn runs(code: &QRCode) -> String {
    let mut path = String::new();
    for (y, row) in code.data.chunks(code.size.max(1)).take(code.size).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a.value() == b.value()) {
            if run.first().is_some_and(|module| module.value()) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}.5h{}", x + QUIET, y + QUIET, run.len());
            }
            x += run.len();
        }
    }
    path
}
