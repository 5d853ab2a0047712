//! Programs people make app passwords for, and what each needs. Messages and refusals lead to
//! `/new?for=NAME`; a name that is not here is another program.

use countersign_core::app_password::{
    Opens,
    Scope::{self, Calendar, Mail, Sending, Vpn},
};

pub struct Program {
    pub name: &'static str,
    pub icon: &'static str,
    /// What it needs, and no more.
    pub needs: &'static [Scope],
    /// It finds the servers from the address alone.
    pub finds: bool,
}

const fn program(name: &'static str, icon: &'static str, needs: &'static [Scope]) -> Program {
    Program { name, icon, needs, finds: false }
}

pub const ALL: &[Program] = &[
    Program { finds: true, ..program("outlook", "mail", &[Mail, Sending]) },
    Program { finds: true, ..program("thunderbird", "mail", &[Mail, Sending, Calendar]) },
    program("apple", "laptop", &[Mail, Sending, Calendar]),
    program("phone", "phone", &[Mail, Sending, Calendar]),
    program("calendar", "calendar", &[Calendar]),
    program("scanner", "printer", &[Sending]),
    program("vpn", "lock", &[Vpn]),
    OTHER,
];

const OTHER: Program = program("other", "key", &[]);

/// The program of that name.
pub fn named(name: &str) -> Option<&'static Program> {
    ALL.iter().find(|program| program.name == name)
}

/// The program of that name, or another program.
pub fn of(name: &str) -> &'static Program {
    named(name).unwrap_or(&OTHER)
}

impl Program {
    pub fn opens(&self) -> Opens {
        Opens::of(self.needs)
    }
}
