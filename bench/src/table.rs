//! The table that is printed, and goes into docs/performance.md.

use anyhow::Result;
use std::io::Write as _;

#[derive(Default)]
pub struct Table(Vec<Row>);

struct Row {
    what: String,
    target: String,
    measured: String,
    /// By how much it is better (above 1) or worse than the target.
    margin: f64,
}

impl Table {
    /// A figure that should be at least `target`.
    pub fn at_least(&mut self, what: &str, target: (f64, &str), value: f64, measured: String) {
        self.add(what, format!("at least {}", target.1), value / target.0, measured);
    }

    /// A figure that should be at most `target`.
    pub fn at_most(&mut self, what: &str, target: (f64, &str), value: f64, measured: String) {
        self.add(what, format!("at most {}", target.1), target.0 / value, measured);
    }

    fn add(&mut self, what: &str, target: String, margin: f64, measured: String) {
        // Said at once as well: the whole takes minutes.
        let _ = writeln!(std::io::stderr(), "{what}: {measured}");
        self.0.push(Row { what: what.into(), target, measured, margin });
    }

    pub fn print(&self) -> Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "| What | Target | Measured | Verdict |\n|---|---|---|---|")?;
        for Row { what, target, measured, margin } in &self.0 {
            let verdict = if *margin >= 1.0 {
                "met".to_owned()
            } else {
                format!("missed: {:.0} % of it", margin * 100.0)
            };
            writeln!(out, "| {what} | {target} | {measured} | {verdict} |")?;
        }
        Ok(())
    }
}
