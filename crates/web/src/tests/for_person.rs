//! What a front has for a person, as the page they get.

use super::doors::{Seen, seen};
use crate::{
    Options,
    account::house::{HOST, House},
    routes_beside,
};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use countersign_core::{
    secret::Secret,
    session::Level,
    sign_in::{Purpose, Window},
    time::{Time, minutes},
};
use engine::{ForPerson, HandOver};
use std::sync::Arc;
use tower::ServiceExt as _;

const ORIGIN: &str = "https://mail.larkfield.example";

/// A front that answers everybody the same.
async fn asked(what: ForPerson, headers: &[(&str, &str)]) -> Seen {
    let status = match what {
        ForPerson::HandOver(_) => StatusCode::OK,
        ForPerson::Trouble(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let house = House::new().await;
    let answer = move |parts: Parts| async move {
        let mut answer: Response = (status, [("retry-after", "60")]).into_response();
        answer.headers_mut().append("set-cookie", "kept=1".parse().unwrap());
        answer.extensions_mut().insert(what);
        answer.extensions_mut().insert(Arc::new(parts));
        answer
    };
    let front = Router::new().route("/front", get(answer));
    let app = routes_beside(house.engine.clone(), Options::default(), front).unwrap();
    let mut request = Request::get("/front?secret=yes").header("host", HOST);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    seen(app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()).await
}

fn hand_over(origin: &str, locales: &str) -> ForPerson {
    ForPerson::HandOver(Arc::new(HandOver {
        app: "Larkfield Mail".into(),
        to: format!("{ORIGIN}/callback?a=1&b=\"2"),
        origin: origin.into(),
        fields: vec![("code", Secret::from("A&B")), ("state", Secret::from("\"><script>"))],
        locales: locales.into(),
        asked_at: Time(1_795_328_460_000),
    }))
}

/// WB-1, WB-2: a form that leads to the app alone, by itself or by its button, and is not kept.
#[tokio::test]
async fn an_answer_is_carried_to_the_app() {
    let page = asked(hand_over(ORIGIN, ""), &[]).await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.ends_with(&format!("form-action {ORIGIN}")), "{policy}");
    assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.cookies(), ["kept=1"], "no cookie but the front's own");
    let form = "<form data-goes method=\"post\" \
                action=\"https://mail.larkfield.example/callback?a=1&amp;b=&quot;2\">";
    assert!(page.body.contains(form), "{}", page.body);
    for field in ["name=\"code\" value=\"A&amp;B\"", "value=\"&quot;&gt;&lt;script&gt;\""] {
        assert!(page.body.contains(field), "{}", page.body);
    }
    assert!(page.body.contains(">Continue</button>"), "for who has no script");
    assert!(!page.body.contains("secret=yes") && !page.body.contains("csrf"), "{}", page.body);
    let two = asked(hand_over("https://a.example com.example.app:", ""), &[]).await;
    let policy = two.header("content-security-policy");
    assert!(policy.ends_with("form-action https://a.example com.example.app:"), "{policy}");
    // What is no origin is let into no policy.
    let odd = asked(hand_over("https://a.example; script-src *", ""), &[]).await;
    assert_eq!(odd.status, 400);
    assert!(!odd.body.contains("A&amp;B"));
}

/// ux.md 8.2: the app's wish, then what the browser accepts; what was chosen since counts most.
#[tokio::test]
async fn it_is_said_in_the_language_the_app_wishes_for() {
    let accept = ("accept-language", "en");
    let lang = |page: &Seen| {
        page.body.split("lang=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!(lang(&asked(hand_over(ORIGIN, ""), &[accept]).await), "en");
    assert_eq!(lang(&asked(hand_over(ORIGIN, "fr zh-Hant"), &[accept]).await), "zh-Hant");
    let earlier = ("cookie", "__Host-language=en.1795328459");
    assert_eq!(lang(&asked(hand_over(ORIGIN, "zh-Hant"), &[earlier]).await), "zh-Hant");
    let later = ("cookie", "__Host-language=en.1795328461");
    assert_eq!(lang(&asked(hand_over(ORIGIN, "zh-Hant"), &[later]).await), "en");
    assert_eq!(
        lang(&asked(hand_over(ORIGIN, ""), &[("cookie", "__Host-language=zh-Hant")]).await),
        "zh-Hant"
    );
}

/// ux.md 8.2: the wish is for one sign-in. What is chosen at its foot counts more, until an app
/// wishes again.
#[tokio::test]
async fn a_sign_in_is_in_the_language_its_app_wishes_for() {
    let house = House::new().await;
    let mut mei = house.browser();
    mei.get("/signin").await;
    let visit = mei.visit(&house);
    let begin = async || {
        let window = Window {
            app: None,
            name: "Larkfield Mail".into(),
            icon: "mail".into(),
            return_to: "/oidc/continue/x?ui_locales=fr+zh-HK".into(),
            origin: None,
            at: house.engine.now(),
        };
        let purpose = Purpose::SignIn { at_least: Level::One };
        let browser = visit.browser.clone().unwrap();
        let handle = house.engine.begin(&browser, &visit, purpose, window, true).await.unwrap();
        format!("/signin?r={handle}")
    };
    let here = begin().await;
    mei.get(&here).await.is(200).says("lang=\"zh-Hant\"");
    mei.get("/signin").await.says("lang=\"en\"");
    house.later(minutes(1));
    mei.post_bare("/language", &[("lang", "en"), ("here", &here)]).await;
    mei.get(&here).await.is(200).says("lang=\"en\"");
    house.later(minutes(1));
    mei.get(&begin().await).await.is(200).says("lang=\"zh-Hant\"");
    mei.get(&here).await.says("lang=\"en\"");
}

/// AV-3, RL-12, WB-10: too much at once, and a part that is down, each with its page.
#[tokio::test]
async fn an_outage_of_a_front_is_a_page() {
    let busy = ForPerson::Trouble(Arc::new(engine::Error::Busy { retry_after_seconds: 60 }));
    let page = asked(busy, &[]).await;
    assert_eq!((page.status, page.header("retry-after")), (503, "60"));
    assert!(page.body.contains("<h1>"), "{}", page.body);
    let down = ForPerson::Trouble(Arc::new(engine::Error::Down("the cause".into())));
    let page = asked(down, &[]).await;
    assert_eq!(page.status, 503, "as the front says it");
    assert!(!page.body.contains("the cause") && page.body.contains("class=\"tag\""));
}
