use super::{QUIET, svg};
use fast_qr::{ECL, QRBuilder};

const LINK: &str = "otpauth://totp/Larkfield%20Trust:m.wong%40larkfield.example?\
                    secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Larkfield%20Trust\
                    &algorithm=SHA1&digits=6&period=30";

/// Draws the strokes of the path on a field of modules, as a browser would.
fn drawn(svg: &str, side: usize) -> Vec<Vec<bool>> {
    let path = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut field = vec![vec![false; side]; side];
    for stroke in path.split('M').skip(1) {
        let (from, length) = stroke.split_once('h').unwrap();
        let (x, y) = from.split_once(' ').unwrap();
        let (x, y) = (x.parse::<usize>().unwrap(), y.strip_suffix(".5").unwrap());
        for step in 0..length.parse::<usize>().unwrap() {
            field[y.parse::<usize>().unwrap()][x + step] = true;
        }
    }
    field
}

#[test]
fn the_strokes_are_the_modules_with_a_margin_around() {
    let svg = svg(LINK).unwrap();
    let code = QRBuilder::new(LINK).ecl(ECL::M).build().unwrap();
    let side = code.size + 2 * QUIET;
    assert!(svg.contains(&format!("viewBox=\"0 0 {side} {side}\"")));
    for (y, row) in drawn(&svg, side).iter().enumerate() {
        for (x, dark) in row.iter().enumerate() {
            let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < code.size);
            let wanted = match (inside(x), inside(y)) {
                (Some(x), Some(y)) => code[y][x].value(),
                _ => false,
            };
            assert_eq!(*dark, wanted, "{x} {y}");
        }
    }
}

/// It stands in a page with a strict policy, and on a dark one.
#[test]
fn it_needs_no_style_and_no_script() {
    let svg = svg("a").unwrap();
    for word in ["style", "script", " on", "href", "<use", "<image", "currentColor"] {
        assert!(!svg.contains(word), "{word}");
    }
    assert!(svg.contains("fill=\"#fff\"") && svg.contains("stroke=\"#000\""));
    assert!(svg.len() < 8_000);
}

#[test]
fn what_is_too_long_is_no_code() {
    assert!(svg(&"a".repeat(2_300)).is_some());
    assert!(svg(&"a".repeat(3_000)).is_none());
}
