//! Step 5: whether texts leave the house, and through whom. A test text is sent, and its code typed
//! here.

use super::{STEPS, STEPS_MANY};
use crate::{
    page::{NOW, Page, Problem},
    pages::sign_in::Delivery,
};
use serde::Serialize;

/// Choose a service, send a test, type its code.
#[derive(Clone, Debug, Serialize)]
pub struct SetupTexts {
    pub steps: [&'static str; STEPS_MANY],
    pub step: &'static str,
    /// The service to choose; nothing while one is there.
    pub form: Option<TextServiceForm>,
    /// What texts leave through: names of the configuration, or the one chosen here.
    pub through: Vec<String>,
    /// The configuration decides, so that nothing can be chosen here.
    pub configured: bool,
    /// Nothing leaves this server: everything is kept in memory.
    pub outbox: bool,
    pub sent: Option<TestSent>,
    /// The number as it was typed.
    pub number: String,
}

/// What was typed. The password never comes back.
#[derive(Clone, Debug, Serialize)]
pub struct TextServiceForm {
    /// "twilio", "generic", "kannel".
    pub preset: String,
    pub url: String,
    pub user: String,
    pub sender: String,
    pub countries: String,
}

/// The test that is waited for.
#[derive(Clone, Debug, Serialize)]
pub struct TestSent {
    pub at: i64,
    /// Last two digits.
    pub ending: String,
    pub delivery: Option<Delivery>,
    /// What the service answered, where it did not take the test. Says no number and no text.
    pub answer: Option<String>,
}

impl Page for SetupTexts {
    const TEMPLATE: &'static str = "setup/texts.html";
    const TITLE: &'static str = "setup-texts-title";

    fn samples() -> Vec<Self> {
        let there = Self {
            steps: STEPS,
            step: "texts",
            form: None,
            through: vec!["chosen".into()],
            configured: false,
            outbox: false,
            sent: None,
            number: String::new(),
        };
        let sent = |delivery, answer: Option<&str>| {
            let answer = answer.map(ToOwned::to_owned);
            Some(TestSent { at: NOW, ending: "88".into(), delivery, answer })
        };
        let form = TextServiceForm {
            preset: "generic".into(),
            url: String::new(),
            user: String::new(),
            sender: "Larkfield".into(),
            countries: "HK".into(),
        };
        let taken = Delivery::samples().swap_remove(2);
        vec![
            there.clone(),
            Self {
                configured: true,
                through: vec!["first".into(), "second".into()],
                ..there.clone()
            },
            Self { configured: true, outbox: true, ..there.clone() },
            Self { sent: sent(Some(taken), None), ..there.clone() },
            Self {
                sent: sent(Some(Delivery::refused()), Some("chosen: answered 401")),
                number: "+852 5550 1234".into(),
                ..there.clone()
            },
            Self { form: Some(form), through: Vec::new(), ..there },
        ]
    }

    fn slips() -> Vec<Problem> {
        vec![
            Problem::of("url", "setup-texts-url-bad", &[]),
            Problem::of("password", "setup-texts-password-bad", &[]),
        ]
    }
}
