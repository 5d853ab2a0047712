//! The icons: 24 by 24, drawn with the current colour, never alone in saying something.

/// One a line: name, then what is drawn.
const ICONS: &str = include_str!("../../assets/img/icons.txt");

/// Drawings that point in the direction of reading: they turn round in right-to-left languages.
const POINTING: &[&str] = &["next", "sign-in", "sign-out"];

/// The drawing as SVG, by name.
pub fn svg(name: &str) -> Option<String> {
    let drawing = drawing(name)?;
    let class = if POINTING.contains(&name) { "i i--flip" } else { "i" };
    Some(format!(r#"<svg class="{class}" viewBox="0 0 24 24" aria-hidden="true">{drawing}</svg>"#))
}

fn drawing(name: &str) -> Option<&'static str> {
    ICONS
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find_map(|(own, drawn)| (own == name).then_some(drawn))
}
