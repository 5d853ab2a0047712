//! A kind of method nobody here has heard of: asked, set up and shown without a line of these
//! pages, by its own words and, if it brings one, its own page.

use super::{MEI, leads, sign_in, window};
use crate::account::house::{House, PASSWORD};
use countersign_core::{
    account::{Role, State},
    challenge::Challenge,
    method::{
        Asked, Cx, Enrol, Enrolled, Factor, Fields, Kind, Kinds, Method, Parts, Verdict, Wrong,
    },
};
use engine::courier::CourierConfig;
use serde_json::{Value, json};

struct Badge;

const WORD: &str = "green umbrella";

impl Kind for Badge {
    fn name(&self) -> &'static str {
        "badge"
    }
    fn factor(&self) -> Factor {
        Factor::Has
    }
    fn strength(&self) -> u8 {
        90
    }
    fn hint(&self, _method: &Method) -> String {
        "B-12".into()
    }
    fn ask(&self, _method: &Method, _cx: &Cx) -> Asked {
        Asked { data: Value::Null, send: None, expires_at: None, tries: 5 }
    }
    fn check(&self, _method: &Method, _open: &Challenge, answer: &Fields, _cx: &Cx) -> Verdict {
        match answer.get("code") {
            WORD => Verdict::Proved { keep: None },
            _ => Verdict::Wrong(Wrong::guess("code", "badge-wrong")),
        }
    }
    fn enrol(&self, step: Enrol, _cx: &Cx) -> Enrolled {
        match step {
            Enrol::Start => Enrolled::Show { pending: json!({ "seed": "secret" }), send: None },
            Enrol::Answer { fields, .. } if fields.get("code") == WORD => {
                Enrolled::Ready { label: "Front desk badge".into(), secret: Value::Null }
            }
            Enrol::Answer { pending, .. } => Enrolled::Wrong {
                pending: pending.clone(),
                wrong: Wrong::guess("code", "badge-wrong"),
            },
        }
    }
    fn parts(&self) -> Parts {
        const PAGE: &str = r#"{% extends "sign_in/ask.html" %}{% block answer %}
            <p>{{ t("badge-hold") }}</p>{{ super() }}{% endblock %}"#;
        Parts {
            templates: &[("methods/badge/ask.html", PAGE)],
            words: &[
                (
                    "en",
                    "method-badge = Badge\nmethod-badge-what = Show badge { $hint }\n\
                     method-badge-title = Show your badge\nbadge-hold = Hold it to the reader\n\
                     badge-wrong = That is no badge of ours",
                ),
                ("zh-Hant", "method-badge = 證件"),
            ],
            choices: &[],
        }
    }
}

static KINDS: &[&dyn Kind] = &[&methods::password::Password, &methods::recovery::Recovery, &Badge];

#[tokio::test]
async fn a_new_kind_needs_no_line_here() {
    let outbox = CourierConfig { outbox: true, ..CourierConfig::default() };
    let house = House::made_of(outbox, Kinds(KINDS)).await.ready().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.browser();
    let mail = window(&house, &mut mei, "Larkfield Mail").await;
    let id = mail.to_string();
    let to = sign_in(&mut mei, &mail).await.to();
    mei.get(&to).await.says("Badge").says("Recommended");
    let to = mei.post("/enrol/choose", &[("r", id.as_str()), ("method", "badge")]).await.to();
    mei.get(&to).await.is(200).says("Badge").says("Answer");
    let page = mei.post("/enrol/answer", &[("r", id.as_str()), ("code", "red")]).await;
    page.is(422).says("That is no badge of ours");
    let to = mei.post("/enrol/answer", &[("r", id.as_str()), ("code", WORD)]).await.to();
    mei.get(&to).await.says("Keep a spare").silent("locked out");
    let to = mei.post("/enrol/answer", &[("r", id.as_str()), ("later", "1")]).await.to();
    mei.get(&to).await.says("Front desk badge");
    mei.post("/enrol/done", &[("r", &id)]).await.to();

    let mut next = house.browser();
    let to = {
        next.get("/signin").await;
        next.post("/signin", &[("username", MEI), ("password", PASSWORD)]).await.to()
    };
    assert!(to.starts_with("/signin/badge?r="), "{to}");
    let page = next.get(&to).await;
    page.says("Show your badge").says("This is the second step of your sign-in.");
    page.says("Hold it to the reader");
    assert!(leads(&page, "/signin/badge"));
    let id = super::r(&page);
    let page = next.post("/signin/badge", &[("r", id.as_str()), ("code", "red")]).await;
    page.is(422).says("That is no badge of ours").says("Hold it to the reader");
    next.get(&format!("/signin/other?r={id}")).await.says("Show badge B-12").says("Badge");
    next.post("/signin/badge/again", &[("r", &id)]).await.to();
    for _ in 0..3 {
        next.post("/signin/badge", &[("r", id.as_str()), ("code", "red")]).await.is(422);
    }
    // Nothing new can be sent: what is left is another way, or beginning again.
    let page = next.post("/signin/badge", &[("r", id.as_str()), ("code", "red")]).await;
    page.is(422).says("That was the fifth wrong try. Use another way, or begin again.");
    let page = next.get(&to).await;
    page.is(200).says("Begin again").silent("Hold it to the reader");
    let to = next.post("/signin/begin-again", &[("r", &id)]).await.to();
    next.get(&to).await.is(200);
    let id = to.strip_prefix("/signin?r=").unwrap();
    let fields = [("r", id), ("username", MEI), ("password", PASSWORD)];
    next.post("/signin", &fields).await.to();
    let to = next.post("/signin/badge", &[("r", id), ("code", WORD)]).await.to();
    assert_eq!(to, "/home");
}
