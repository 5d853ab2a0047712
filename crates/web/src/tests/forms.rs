//! Forms: only those made for this browser, bounded, and what is left for the next page to say.

use super::doors::{Door, Seen};
use crate::{AppState, Error, account::house::URL, page::Said, trouble, visitor::Visitor};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
    middleware,
    routing::get,
};
use tower::ServiceExt as _;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const HERE: (&str, &str) = ("sec-fetch-site", "same-origin");

/// A browser's cookie and the token of the form it was shown.
async fn shown(door: &Door) -> (String, String) {
    let seen = door.ask("GET", "/signin", &[]).await;
    let cookie = seen.cookies()[0].split(';').next().unwrap().to_owned();
    let token = seen.body.split_once("name=\"csrf\" value=\"").unwrap().1;
    (cookie, token.split('"').next().unwrap().to_owned())
}

async fn post(door: &Door, headers: &[(&str, &str)], body: &str) -> Seen {
    door.say("POST", "/signin", headers, body).await
}

/// WB-3: also the form before anybody signed in (login CSRF). 422 is the answer of the handler: the
/// form was taken, and the fields are empty.
#[tokio::test]
async fn a_form_is_taken_only_from_its_own_browser() {
    let door = Door::new().await;
    let (cookie, token) = shown(&door).await;
    let (other, others) = shown(&door).await;
    let mine = ("cookie", cookie.as_str());
    let body = format!("csrf={token}");
    assert_eq!(post(&door, &[FORM, HERE, mine], &body).await.status, 422);
    // Under `no-referrer` browsers say `null` for pages of the same site.
    assert_eq!(post(&door, &[FORM, HERE, mine, ("origin", "null")], &body).await.status, 422);
    assert_eq!(post(&door, &[FORM, mine, ("origin", URL)], &body).await.status, 422);
    let foreign = [
        (vec![FORM, HERE, mine], "csrf=".to_owned()),
        (vec![FORM, HERE, mine], String::new()),
        (vec![FORM, HERE, mine], format!("csrf={others}")),
        (vec![FORM, HERE, mine], format!("csrf={}", &token[1..])),
        (vec![FORM, HERE, mine], format!("csrf={token}0")),
        (vec![FORM, HERE, ("cookie", other.as_str())], body.clone()),
        (vec![FORM, HERE], body.clone()),
        (vec![FORM, ("sec-fetch-site", "cross-site"), mine], body.clone()),
        (vec![FORM, ("sec-fetch-site", "same-site"), mine], body.clone()),
        (vec![FORM, HERE, mine, ("origin", "https://evil.example")], body.clone()),
        (vec![FORM, mine, ("origin", "http://localhost:8081")], body.clone()),
    ];
    for (headers, body) in foreign {
        let seen = post(&door, &headers, &body).await;
        assert_eq!(seen.status, 403, "{headers:?} {body}");
        assert!(seen.body.contains("Reload the page and try again"), "{}", seen.body);
    }
}

/// WB-9, AV-1: what is no form of ours is not read any further.
#[tokio::test]
async fn a_form_is_bounded_and_plain() {
    let door = Door::new().await;
    let (cookie, token) = shown(&door).await;
    let mine = ("cookie", cookie.as_str());
    let many: String = (0..70).map(|number| format!("&f{number}=1")).collect();
    for (kind, body, status) in [
        ("application/json", format!("{{\"csrf\":\"{token}\"}}"), 400),
        ("text/plain", format!("csrf={token}"), 400),
        ("multipart/form-data; boundary=x", format!("csrf={token}"), 400),
        (FORM.1, format!("csrf={token}&username=a&username=b"), 400),
        (FORM.1, format!("csrf={token}&username=a%00b"), 400),
        (FORM.1, format!("csrf={token}{many}"), 400),
        (FORM.1, format!("csrf={token}&username={}", "a".repeat(70_000)), 413),
        ("application/x-www-form-urlencoded; charset=utf-8", format!("csrf={token}"), 422),
    ] {
        let seen = post(&door, &[("content-type", kind), HERE, mine], &body).await;
        assert_eq!(seen.status, status, "{kind}: {:.40}", body);
    }
}

/// The language of a browser: chosen at the foot of any page, kept in a cookie.
#[tokio::test]
async fn a_browser_has_its_language() {
    let door = Door::new().await;
    let choose = |headers: Vec<(&'static str, &'static str)>, body: &'static str| {
        let door = &door;
        async move { door.say("POST", "/language", &headers, body).await }
    };
    let seen = choose(vec![FORM, HERE], "lang=zh-Hant&here=%2Fsignin%3Fr%3D1").await;
    assert_eq!((seen.status, seen.header("location")), (303, "/signin?r=1"));
    let cookie = seen.cookies()[0].split(';').next().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-language=zh-Hant."), "{cookie}");
    let page = door.ask("GET", "/privacy", &[("cookie", &cookie)]).await;
    assert!(page.body.contains("lang=\"zh-Hant\" dir=\"ltr\""), "{}", page.body);
    let away = choose(vec![FORM, HERE], "lang=en&here=%2F%2Fevil.example").await;
    assert_eq!((away.status, away.header("location")), (303, "/"));
    assert_eq!(choose(vec![FORM, HERE], "lang=xx&here=/").await.status, 400);
    let evil = vec![FORM, ("sec-fetch-site", "cross-site")];
    assert_eq!(choose(evil, "lang=en&here=/").await.status, 403);
}

/// For somebody signed in it is their own setting, and asks for the form's token.
#[tokio::test]
async fn a_person_has_their_language() {
    let door = Door::new().await;
    let house = &door.house;
    house.no_defaults().await;
    house.person("m.wong", countersign_core::account::Role::Person, Default::default()).await;
    let mut mei = house.signed_in("m.wong").await;
    mei.get("/home").await.is(200);
    let stolen = mei.post_bare("/language", &[("lang", "zh-Hant"), ("here", "/home")]).await;
    stolen.is(403);
    assert_eq!(
        mei.post("/language", &[("lang", "zh-Hant"), ("here", "/home")]).await.to(),
        "/home"
    );
    assert_eq!(house.account("m.wong").await.language.as_deref(), Some("zh-Hant"));
    mei.get("/home").await.is(200).says("lang=\"zh-Hant\"");
}

fn state(door: &Door) -> AppState {
    let engine = door.house.engine.clone();
    let kit = crate::render::Kit::new(engine.kinds(), crate::Options::default()).unwrap();
    AppState { engine, kit }
}

async fn through(door: &Door, error: Error) -> Seen {
    let state = state(door);
    let app = Router::new()
        .route("/", get(move || async move { error }))
        .layer(middleware::from_fn_with_state(state.clone(), trouble::draw))
        .with_state(state);
    let request = Request::builder().uri("/").body(Body::empty()).unwrap();
    super::doors::seen(app.oneshot(request).await.unwrap()).await
}

/// WB-10, AV-3: each error has its page, its status and nothing of its cause.
#[tokio::test]
async fn errors_become_pages() {
    let door = Door::new().await;
    let why = "SELECT secret FROM /var/lib/countersign";
    let down = through(&door, Error::Down(why.into())).await;
    assert_eq!(down.status, 500);
    assert!(!down.body.contains("SELECT") && !down.body.contains("/var/lib"), "{}", down.body);
    assert!(down.body.contains("Reference for the service desk"), "{}", down.body);
    let other = through(&door, Error::Down(why.into())).await;
    assert_ne!(reference(&down), reference(&other), "each has its own");
    assert_eq!(reference(&down).len(), 12);
    let busy = through(&door, Error::Busy { retry_after_seconds: 7 }).await;
    assert_eq!((busy.status, busy.header("retry-after")), (503, "7"));
    assert!(!busy.body.contains("Reference for"), "{}", busy.body);
    for (error, status) in [
        (Error::NotFound, 404),
        (Error::Refused("trouble-stale-text"), 403),
        (Error::Stale, 409),
        (Error::Bad, 400),
        (Error::TooLarge, 413),
    ] {
        assert_eq!(through(&door, error).await.status, status);
    }
}

fn reference(seen: &Seen) -> String {
    let (_, after) = seen.body.split_once("<span class=\"tag\" dir=\"ltr\">").unwrap();
    after.split('<').next().unwrap().to_owned()
}

async fn visitor(door: &Door, cookies: &str) -> Visitor {
    let request = Request::builder().uri("/").header("cookie", cookies).body(()).unwrap();
    let (parts, ()) = request.into_parts();
    Visitor::arrive(&state(door), &crate::headers::Asked::of(&parts)).await.unwrap()
}

/// What one page leaves for the next: said once, only in this browser, and never somebody else's.
#[tokio::test]
async fn a_page_leaves_word_for_the_next() {
    let door = Door::new().await;
    let browser = "__Host-browser=0123456789abcdef";
    let said = Said::of("security-done-added", &[("label", "Pixel; 7 – „ü“")]);
    let leaving = visitor(&door, browser).await;
    let answer = leaving.see_other_saying("/security", said.clone());
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let set = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(set.contains("; Secure; HttpOnly; SameSite=Lax; Max-Age=60"), "{set}");
    let left = set.split(';').next().unwrap();

    let mut next = visitor(&door, &format!("{browser}; {left}")).await;
    assert_eq!(next.done(), Some(said));
    assert_eq!(next.done(), None, "said once");
    let shown = next.see_other("/home");
    let gone = shown.headers()["set-cookie"].to_str().unwrap();
    assert!(gone.starts_with("__Host-done=;") && gone.contains("Max-Age=0"), "{gone}");

    let (text, seal) = left.split_once('.').unwrap();
    for cookies in [
        format!("__Host-browser=fedcba9876543210; {left}"),
        left.to_owned(),
        format!("{browser}; {text}"),
        format!("{browser}; {text}.{}", &seal[1..]),
        format!("{browser}; __Host-done=eyJrZXkiOiJ4IiwiYXJncyI6e319.{seal}"),
        browser.to_owned(),
    ] {
        assert_eq!(visitor(&door, &cookies).await.done(), None, "{cookies}");
    }
}

/// A redirect of ours never leaves the house.
#[tokio::test]
async fn redirects_stay_in_the_house() {
    let door = Door::new().await;
    let visitor = visitor(&door, "").await;
    let to =
        |path: &str| visitor.see_other(path).headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(to("/security?x=1"), "/security?x=1");
    for away in ["https://evil.example", "//evil.example", "/\\evil.example", "/\r\nx: y", ""] {
        assert_eq!(to(away), "/home", "{away}");
    }
}
