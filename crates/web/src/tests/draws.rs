//! Every sample of every page, in every language, strictly: the same twice, and as it was taken
//! down in English.

use crate::{
    gallery::somebody,
    language::LANGUAGES,
    page::{NOW, Sample},
    render::{Kit, Seen},
    time::Zone,
};
use countersign_core::{account::Account, time::Time};
use engine::{Organisation, Settings};

fn settings() -> Settings {
    Settings {
        public_url: "https://sign-in.larkfield.example".into(),
        authenticator_url: "https://approve.larkfield.example".into(),
        host: "sign-in.larkfield.example".into(),
        secure: true,
        trusted_proxies: Vec::new(),
        hash_threads: 1,
        hash_queue: 1,
        answers_per_minute: 60,
        begins_per_minute: 60,
    }
}

fn organisation() -> Organisation {
    Organisation {
        name: "Larkfield Trust".into(),
        service_desk: "IT service desk, 5550 1234".into(),
        time_zone: "Asia/Hong_Kong".into(),
        ..Organisation::default()
    }
}

/// Draws samples for Mei Lin, who is looked over the shoulder in any language.
pub struct Drawer {
    kit: Kit,
    settings: Settings,
    pub organisation: Organisation,
    person: Account,
}

impl Drawer {
    pub fn new() -> Self {
        Self::with(Kit::new(methods::kinds(), crate::Options::default()).unwrap())
    }

    pub fn with(kit: Kit) -> Self {
        let person = somebody().account;
        Self { kit, settings: settings(), organisation: organisation(), person }
    }

    pub fn draw(&self, language: &'static str, sample: &Sample) -> Result<String, String> {
        let seen = Seen {
            settings: &self.settings,
            organisation: &self.organisation,
            language,
            zone: Zone::named("Asia/Hong_Kong"),
            now: Time(NOW),
            person: Some(&self.person),
            csrf: "SAMPLE",
            here: "/home",
        };
        let Sample { template, title, page, problems } = sample;
        self.kit
            .draw(&seen, template, title, page.clone(), problems)
            .map_err(|error| format!("{template} in {language}: {error}"))
    }
}

pub fn each(mut f: impl FnMut(&str, usize, &Sample)) {
    let pages = crate::all_pages();
    assert!(pages.len() > 40, "only {} pages", pages.len());
    for page in pages {
        for (number, sample) in (page.samples)().iter().enumerate() {
            f(page.name, number, sample);
        }
    }
}

#[test]
fn every_sample_is_drawn_in_every_language_the_same_twice() {
    let drawer = Drawer::new();
    let mut wrong = Vec::new();
    for (language, _) in LANGUAGES {
        each(|name, number, sample| match drawer.draw(language, sample) {
            Ok(html) if html.contains("{$") => {
                let rest = html.split_once("{$").map_or("", |(_, rest)| rest);
                wrong.push(format!("{name} {number} in {language}: nobody gave {:.20}", rest));
            }
            Ok(html) => {
                assert_eq!(Ok(&html), drawer.draw(language, sample).as_ref(), "{name} {number}");
            }
            Err(error) => wrong.push(format!("{name} {number}: {error}")),
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is inside `main`, without drawings: they would be most of it.
fn heart(html: &str) -> String {
    let (_, main) = html.split_once("<main").unwrap();
    let (main, _) = main.split_once("</main>").unwrap();
    let mut parts = main.split("<svg class=\"i");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("[icon]");
        text.push_str(part.split_once("</svg>").unwrap().1);
    }
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn pages_are_as_they_were_taken_down() {
    let drawer = Drawer::new();
    for page in crate::all_pages() {
        let samples = (page.samples)();
        let drawn: Vec<String> = samples
            .iter()
            .enumerate()
            .map(|(number, sample)| {
                let html = drawer.draw("en", sample).unwrap();
                let title = html.split_once("<title>").unwrap().1.split_once('<').unwrap().0;
                format!("== {number}: {title}\n{}", heart(&html))
            })
            .collect();
        insta::assert_snapshot!(page.name, drawn.join("\n\n"));
    }
}

/// The frame around a page of signing in, and around one of the account.
#[test]
fn frames_are_as_they_were_taken_down() {
    let drawer = Drawer::new();
    let drawn = |name: &str| {
        let page = crate::all_pages().into_iter().find(|page| page.name == name).unwrap();
        let html = drawer.draw("en", &(page.samples)()[0]).unwrap();
        let (before, rest) = html.split_once("<main").unwrap();
        let (_, after) = rest.split_once("</main>").unwrap();
        let frame = format!("{before}<main…></main>{after}");
        // Addresses of files change with every change of a file.
        let hashed = |text: &str| {
            let at = |mark: &str| text.contains(mark);
            if at("/assets/") {
                text.split("-").next().unwrap().to_owned()
            } else {
                text.to_owned()
            }
        };
        frame.lines().map(hashed).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("frame-of-signing-in", drawn("Privacy"));
    insta::assert_snapshot!("frame-of-the-account", drawn("Profile"));
}

/// WB-6: what somebody typed is text wherever it stands.
#[test]
fn what_somebody_typed_is_text() {
    let mut drawer = Drawer::new();
    drawer.organisation.name = "<script>alert('1')</script> & \"co\"".into();
    let shown = "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; &quot;co&quot;";
    each(|name, number, sample| {
        let html = drawer.draw("en", sample).unwrap();
        assert!(!html.contains("<script>"), "{name} {number}");
        assert!(html.contains(shown), "{name} {number}");
    });
}

/// WB-2, ux.md 3.2: nothing inline, one heading, the same landmarks everywhere.
#[test]
fn every_page_has_the_same_bones() {
    let drawer = Drawer::new();
    each(|name, number, sample| {
        let html = drawer.draw("en", sample).unwrap();
        let count = |text: &str| html.matches(text).count();
        let at = format!("{name} {number}");
        for inline in [" style=", "<style", " onclick=", "javascript:", " onload="] {
            assert_eq!(count(inline), 0, "{at}: {inline}");
        }
        assert_eq!(count("<script"), 1, "{at}");
        for once in ["<h1", "<main id=\"main\"", "<footer", "class=\"skip\"", "<title>"] {
            assert_eq!(count(once), 1, "{at}: {once}");
        }
        let forms = count("<form ") - count("method=\"get\"") - count("action=\"/language\"");
        // One that leads to an app must not bring it the token of our forms.
        let forms = forms - count("action=\"https:");
        assert!(count("name=\"csrf\"") >= forms, "{at}: a form without its token");
        let summary = html.contains("class=\"error-summary\"");
        assert_eq!(summary, !sample.problems.is_empty(), "{at}");
        for problem in sample.problems.iter().filter(|problem| !problem.field.is_empty()) {
            let id = format!("id=\"{}\"", problem.field);
            assert!(html.contains(&id), "{at}: the summary links to {id}, which is not there");
        }
    });
}

/// Every label has its field and every description its text; no name stands twice.
#[test]
fn every_reference_leads_somewhere() {
    let drawer = Drawer::new();
    each(|name, number, sample| {
        let html = drawer.draw("en", sample).unwrap();
        let values = |attribute: &str| -> Vec<String> {
            let opening = format!(" {attribute}=\"");
            let parts = html.split(&opening).skip(1);
            parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
        };
        let ids = values("id");
        for (at, id) in ids.iter().enumerate() {
            assert!(!ids[..at].contains(id), "{name} {number}: two are called {id}");
        }
        for attribute in ["for", "aria-labelledby", "aria-describedby", "aria-controls"] {
            for wanted in values(attribute) {
                for id in wanted.split(' ') {
                    assert!(ids.iter().any(|own| own == id), "{name} {number}: no {id}");
                }
            }
        }
    });
}
