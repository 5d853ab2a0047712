//! Every sample of every page, in every language, strictly: as it was taken down, the same twice,
//! and whole in two languages nobody speaks.

use crate::{
    gallery::somebody,
    language::{LANGUAGES, Words},
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
struct Drawer {
    kit: Kit,
    settings: Settings,
    organisation: Organisation,
    person: Account,
}

impl Drawer {
    fn new() -> Self {
        Self::with(Kit::new(methods::kinds(), None).unwrap())
    }

    fn with(kit: Kit) -> Self {
        let person = somebody().account;
        Self { kit, settings: settings(), organisation: organisation(), person }
    }

    fn draw(&self, language: &'static str, sample: &Sample) -> Result<String, String> {
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

fn each(mut f: impl FnMut(&str, usize, &Sample)) {
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

#[test]
fn words_are_read() {
    assert!(Words::read(methods::kinds()).is_ok());
}
