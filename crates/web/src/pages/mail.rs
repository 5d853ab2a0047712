//! Mails as data: which sentences, facts and button each has. One table, so that all of them keep
//! the same order: what happened, the facts, what to do, one button (ux.md 7.3).

use serde::Serialize;

/// What a mail is made of. Everything is a key of the words.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    /// Key of the message: `-subject`, `-head` and the sentences begin with it.
    pub name: &'static str,
    /// Ends of keys of sentences before the facts.
    pub texts: &'static [&'static str],
    /// Facts to show, where the message has them.
    pub facts: &'static [Fact],
    /// Sentences after the facts; whole keys.
    pub after: &'static [&'static str],
    pub button: Option<Button>,
    /// A sentence after the button; a whole key.
    pub last: Option<&'static str>,
    /// Whether it begins with "Hello Mei Lin".
    pub hello: bool,
}

/// A fact: its name in the message and the key of what it is called.
pub type Fact = (&'static str, &'static str);

/// The one button: its label, and where it leads.
#[derive(Clone, Copy, Debug)]
pub struct Button {
    pub label: &'static str,
    pub to: To,
}

#[derive(Clone, Copy, Debug)]
pub enum To {
    /// An address the message carries under this name.
    Arg(&'static str),
    /// A path of the sign-in pages.
    Path(&'static str),
}

/// Where, when and with what it was done.
const DONE: &[Fact] = &[
    ("device", "mail-fact-device"),
    ("source", "mail-fact-place"),
    ("at", "mail-fact-time"),
    ("app", "mail-fact-app"),
    ("tag", "mail-fact-tag"),
];
const WHEN: &[Fact] = &[("reason", "mail-fact-reason"), ("by", "mail-fact-by"), DONE_AT];
const DONE_AT: Fact = ("at", "mail-fact-time");
const WHERE: &[Fact] = &[("source", "mail-fact-place"), DONE_AT];
const MADE: &[Fact] = &[
    ("opens", "mail-fact-opens"),
    ("device", "mail-fact-device"),
    ("source", "mail-fact-place"),
    DONE_AT,
];
const PROGRAMS: &str = "/security/app-passwords";
const UNDO: Option<Button> = Some(Button { label: "mail-undo", to: To::Arg("undo") });
const SECURE: Option<Button> = path("mail-secure", "/security/password");

const fn path(label: &'static str, to: &'static str) -> Option<Button> {
    Some(Button { label, to: To::Path(to) })
}

const fn notice(name: &'static str) -> Sort {
    Sort { name, texts: &["text"], facts: DONE, after: &[], button: None, last: None, hello: true }
}

/// To administrators.
const fn alert(name: &'static str) -> Sort {
    Sort { facts: WHEN, hello: false, ..notice(name) }
}

/// Every mail this server sends.
pub const SORTS: &[Sort] = &[
    Sort { after: &["mail-secure-text"], button: SECURE, ..notice("mail-new-browser") },
    Sort { button: path("mail-denied-button", "/security/password"), ..notice("mail-denied") },
    Sort { after: &["mail-undo-text"], button: UNDO, ..notice("mail-way-added") },
    Sort { after: &["mail-undo-text"], button: UNDO, ..notice("mail-way-removed") },
    Sort { after: &["mail-secure-text"], button: SECURE, ..notice("mail-default-changed") },
    Sort { after: &["mail-undo-text"], button: UNDO, ..notice("mail-recovery-made") },
    Sort {
        after: &["mail-secure-text"],
        button: SECURE,
        texts: &["text", "left"],
        ..notice("mail-recovery-used")
    },
    Sort {
        texts: &["text", "programs"],
        after: &["mail-password-changed-undo"],
        button: UNDO,
        ..notice("mail-password-changed")
    },
    Sort {
        facts: &[],
        after: &["mail-reset-how"],
        button: Some(Button { label: "mail-reset-button", to: To::Arg("link") }),
        last: Some("mail-reset-ignore"),
        ..notice("mail-reset")
    },
    Sort {
        facts: WHERE,
        after: &["mail-old-program-what"],
        button: Some(Button { label: "mail-old-program-button", to: To::Arg("link") }),
        last: Some("mail-old-program-last"),
        ..notice("mail-old-program")
    },
    Sort {
        facts: MADE,
        after: &["mail-undo-text"],
        button: UNDO,
        ..notice("mail-app-password-made")
    },
    Sort {
        facts: &[],
        after: &["mail-app-password-ends-what"],
        button: path("mail-app-password-ends-button", PROGRAMS),
        ..notice("mail-app-password-ends")
    },
    Sort {
        facts: WHERE,
        after: &["mail-app-password-network-what"],
        button: path("mail-app-password-network-button", PROGRAMS),
        ..notice("mail-app-password-network")
    },
    Sort {
        facts: WHEN,
        after: &["mail-app-passwords-removed-what"],
        ..notice("mail-app-passwords-removed")
    },
    Sort {
        facts: WHERE,
        after: &["mail-still-used-what"],
        button: path("mail-still-used-button", PROGRAMS),
        ..notice("mail-still-used")
    },
    Sort {
        facts: WHERE,
        after: &["mail-programs-paused-what"],
        button: path("mail-programs-paused-button", PROGRAMS),
        ..notice("mail-programs-paused")
    },
    Sort {
        facts: &[],
        after: &["mail-paused-what"],
        button: path("mail-paused-button", "/forgot"),
        ..notice("mail-paused")
    },
    Sort {
        after: &["mail-guessed-what"],
        button: path("mail-guessed-button", "/security/password"),
        ..notice("mail-guessed")
    },
    Sort {
        texts: &["change"],
        facts: WHEN,
        after: &["mail-change-undone-now"],
        button: path("mail-change-undone-button", "/security"),
        ..notice("mail-change-undone")
    },
    Sort { facts: WHEN, after: &["mail-account-changed-what"], ..notice("mail-account-changed") },
    Sort { facts: WHEN, after: &["mail-methods-reset-what"], ..notice("mail-methods-reset") },
    Sort {
        facts: &[],
        after: &["mail-invitation-what"],
        button: Some(Button { label: "mail-invitation-button", to: To::Arg("link") }),
        last: Some("mail-invitation-until"),
        ..notice("mail-invitation")
    },
    Sort { facts: &[], hello: false, ..notice("mail-setup-test") },
    Sort {
        hello: false,
        button: Some(Button { label: "mail-reported-button", to: To::Arg("link") }),
        ..notice("mail-reported")
    },
    Sort {
        facts: &[],
        after: &["mail-remind-what"],
        button: path("mail-remind-button", "/security"),
        ..notice("mail-remind")
    },
    Sort { after: &["mail-secure-text"], button: SECURE, ..notice("mail-after-failures") },
    Sort { after: &["mail-alert-delivery-what"], ..alert("mail-alert-delivery") },
    Sort { after: &["mail-alert-withheld-what"], ..alert("mail-alert-withheld") },
    Sort { after: &["mail-alert-emergency-what"], ..alert("mail-alert-emergency") },
    Sort { after: &["mail-alert-defaults-what"], ..alert("mail-alert-defaults") },
    Sort { after: &["mail-alert-restored-what"], ..alert("mail-alert-restored") },
];

/// A mail in somebody's language, as both templates show it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Letter {
    pub lang: String,
    pub dir: &'static str,
    pub organisation: String,
    pub subject: String,
    pub head: String,
    pub hello: Option<String>,
    pub texts: Vec<String>,
    pub facts: Vec<Named>,
    pub code: Option<Named>,
    pub after: Vec<String>,
    pub button: Option<Link>,
    pub last: Option<String>,
    /// Who sent it and why; stands under every mail.
    pub foot: String,
}

/// Something and what it is called.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    pub name: String,
    pub value: String,
}

/// A button, and the sentence over the address as text.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    pub label: String,
    pub url: String,
    pub hint: String,
}
