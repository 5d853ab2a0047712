//! Who asks for a page, and the answers they can get. What a handler needs of a request is read
//! here once: the two cookies, who is signed in, the language. No cookie is set without need: the
//! browser gets its name with the first form it is shown.

mod flash;

use crate::{
    AppState, Error,
    headers::{self, Asked},
    language,
    page::{Page, Problem, Said, Sample, own_path},
    render::{Kit, Seen},
    time::Zone,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use countersign_core::{
    dice,
    secret::{Secret, same},
    time::Time,
};
use engine::{
    Engine, Organisation, Standing,
    visit::{Visit, browser_cookie, clear_session_cookie, session_cookie},
};
use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, OnceLock},
};

/// Pages of somebody's own account: their forms are bound to the session.
const OWN: [&str; 6] = ["/home", "/profile", "/activity", "/security", "/signout", "/verify"];

/// Somebody at the door, signed in or not.
pub struct Visitor {
    pub engine: Engine,
    pub visit: Visit,
    pub standing: Option<Standing>,
    pub organisation: Arc<Organisation>,
    pub language: &'static str,
    kit: Kit,
    accepted: Option<String>,
    /// First step of the path that was asked for.
    area: String,
    /// Where the language chooser comes back to.
    here: String,
    flash: flash::Flash,
    /// The browser's name, if it has none yet and needs one.
    fresh: OnceLock<Secret<String>>,
    /// Its new name, once somebody signed out.
    renewed: Option<Secret<String>>,
    /// Origins that a form of this page may lead to, besides ours.
    origins: Vec<String>,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        Self::arrive(app, &Asked::of(parts)).await
    }
}

impl Visitor {
    pub(crate) async fn arrive(app: &AppState, asked: &Asked) -> Result<Self, Error> {
        let engine = app.engine.clone();
        let visit = asked.visit(engine.settings());
        let standing = engine.standing(&visit).await?;
        Self::of(app, asked, visit, standing).await
    }

    /// Without asking who is signed in, for when that cannot be answered.
    pub(crate) async fn stranger(app: &AppState, asked: &Asked) -> Result<Self, Error> {
        let visit = asked.visit(app.engine.settings());
        Self::of(app, asked, visit, None).await
    }

    async fn of(
        app: &AppState,
        asked: &Asked,
        visit: Visit,
        standing: Option<Standing>,
    ) -> Result<Self, Error> {
        let engine = app.engine.clone();
        let organisation = engine.organisation().await?;
        let mut visitor = Self {
            engine,
            visit,
            standing,
            organisation,
            language: "",
            kit: app.kit.clone(),
            accepted: asked.header(header::ACCEPT_LANGUAGE).map(ToOwned::to_owned),
            area: asked.area(),
            here: asked.here(),
            flash: flash::Flash::read(asked),
            fresh: OnceLock::new(),
            renewed: None,
            origins: Vec::new(),
        };
        // Of a person who is signed in the setting counts, not what was chosen in the browser.
        visitor.prefer("", Time(i64::MAX));
        Ok(visitor)
    }

    /// Takes the wish for a language into account that an app had `at`: before the person's own
    /// setting (ux.md 8.2), but after what was chosen at the foot of a page since.
    pub fn prefer(&mut self, ui_locales: &str, at: Time) {
        let own = self.standing.as_ref().and_then(|one| one.account.language.as_deref());
        let chosen = self.visit.language.as_ref();
        let since = chosen.filter(|chosen| chosen.at.seconds() >= at.seconds());
        let since = since.map(|chosen| chosen.code.as_str());
        let chosen = chosen.map(|chosen| chosen.code.as_str());
        let wishes = since.into_iter().chain([ui_locales]).chain(own).chain(chosen);
        let accepted = self.accepted.as_deref();
        self.language = language::choose(wishes, accepted, &self.organisation.language);
    }

    /// Lets forms of this answer lead to origins besides ours, with spaces between them: browsers
    /// hold `form-action` against the redirects after a form, too.
    pub fn lead_to(&mut self, origins: &str) {
        for origin in origins.split(' ').filter(|origin| headers::plain_source(origin)) {
            if !self.origins.iter().any(|known| known == origin) {
                self.origins.push(origin.to_owned());
            }
        }
    }

    /// The browser's name, made if it has none; the answer then sets its cookie.
    pub fn browser(&self) -> Secret<String> {
        let made = || self.fresh.get_or_init(|| dice::token(self.engine.dice())).clone();
        self.visit.browser.clone().unwrap_or_else(made)
    }

    /// Binds forms to this browser, and those of the account pages to its session (WB-3). No page
    /// can read either cookie. A session keeps its forms when it proves itself again.
    fn csrf(&self) -> String {
        match &self.standing {
            Some(standing) if OWN.contains(&self.area.as_str()) => {
                self.csrf_of(standing.session.id.as_str())
            }
            _ => self.csrf_of(""),
        }
    }

    fn csrf_of(&self, session: &str) -> String {
        let browser = self.browser();
        let bound = format!("{}/{session}", browser.reveal());
        let hash = self.engine.vault().keyed_hash("csrf", bound.as_bytes());
        dice::hex(&hash[..16])
    }

    /// Whether a form that carried `token` was made for this browser, and for its session where
    /// that is what it changes. A sign-in's windows stay good while another one signs in.
    pub(crate) fn made_for_me(&self, token: &str) -> bool {
        let is = |session: &str| same(self.csrf_of(session).as_bytes(), token.as_bytes());
        let own = OWN.contains(&self.area.as_str());
        let good = match &self.standing {
            Some(standing) if own => is(standing.session.id.as_str()),
            Some(standing) => is("") || is(standing.session.id.as_str()),
            // Whoever is signed out already wanted just that.
            None => is("") || self.area == "/signout",
        };
        self.visit.browser.is_some() && good
    }

    /// The person's time zone, else the organisation's.
    pub fn zone(&self) -> Zone {
        let own = self.standing.as_ref().and_then(|one| one.account.time_zone.as_deref());
        Zone::named(own.unwrap_or(&self.organisation.time_zone))
    }

    pub fn say(&self, said: &Said) -> String {
        self.kit.say(&self.seen(""), said)
    }

    /// For a field or a file: without the marks that keep names apart in a sentence.
    pub fn say_plainly(&self, said: &Said) -> String {
        self.kit.say_plainly(&self.seen(""), said)
    }

    /// Whether there is a sentence of that key.
    pub fn has_words(&self, key: &str) -> bool {
        self.kit.has_words(key)
    }

    /// What the page before left to be said, once.
    pub fn done(&mut self) -> Option<Said> {
        let browser = self.visit.browser.clone()?;
        self.flash.take(self.engine.vault(), &browser)
    }

    fn seen<'a>(&'a self, csrf: &'a str) -> Seen<'a> {
        Seen {
            settings: self.engine.settings(),
            organisation: &self.organisation,
            language: self.language,
            zone: self.zone(),
            now: self.engine.now(),
            person: self.standing.as_ref().map(|standing| &standing.account),
            csrf,
            here: &self.here,
        }
    }
}

/// Answers.
impl Visitor {
    pub fn show(&self, page: &impl Page) -> Response {
        self.show_as(StatusCode::OK, page)
    }

    pub fn show_as(&self, status: StatusCode, page: &impl Page) -> Response {
        self.draw(status, &Sample::of(page, Vec::new()))
    }

    /// The page once more with what was typed and what is wrong with it.
    pub fn again(&self, page: &impl Page, problems: Vec<Problem>) -> Response {
        self.draw(StatusCode::UNPROCESSABLE_ENTITY, &Sample::of(page, problems))
    }

    pub(crate) fn draw(&self, status: StatusCode, sample: &Sample) -> Response {
        let csrf = self.csrf();
        let drawn = self.kit.now().map_err(|bad| bad.to_string()).and_then(|kit| {
            let Sample { template, title, page, problems } = sample;
            kit.draw(&self.seen(&csrf), template, title, page.clone(), problems)
                .map_err(|error| format!("{template}: {error}"))
        });
        let html = match drawn {
            Ok(html) => html,
            Err(why) => return Error::Down(why).into_response(),
        };
        // Nobody needs a name in this browser for a page without a form.
        let unnamed = self.visit.browser.is_none() && html.contains(&csrf);
        let mut answer = (status, axum::response::Html(html)).into_response();
        set(&mut answer, header::CONTENT_SECURITY_POLICY, &headers::policy(&self.origins));
        if unnamed {
            cookie(&mut answer, &browser_cookie(&self.browser()));
        }
        self.flash.clear(&mut answer);
        answer
    }

    /// After somebody signed out: the browser gets another name with the next redirect.
    pub async fn renew_browser(&mut self) -> Result<(), Error> {
        if let Some(new) = self.engine.renew_browser(&self.visit).await? {
            self.renewed = Some(new.clone());
            self.visit.browser = Some(new);
        }
        Ok(())
    }

    /// 303 to a page of ours; anything else leads home.
    pub fn see_other(&self, path: &str) -> Response {
        let path = own_path(path).unwrap_or_else(|| "/home".into());
        let mut answer = StatusCode::SEE_OTHER.into_response();
        set(&mut answer, header::LOCATION, &path);
        let first = self.fresh.get().filter(|_| self.visit.browser.is_none());
        if let Some(name) = self.renewed.as_ref().or(first) {
            cookie(&mut answer, &browser_cookie(name));
        }
        self.flash.clear(&mut answer);
        answer
    }

    /// As `see_other`; the next page can say `said`, once and within a minute.
    pub fn see_other_saying(&self, path: &str, said: Said) -> Response {
        let browser = self.browser();
        let mut answer = self.see_other(path);
        if let Some(left) = flash::leave(self.engine.vault(), &browser, &said) {
            cookie(&mut answer, &left);
        }
        answer
    }

    /// 303 with the cookie of the session that was opened or proved again.
    pub fn signed_in(&self, session: &Secret<String>, path: &str) -> Response {
        let mut answer = self.see_other(path);
        cookie(&mut answer, &session_cookie(session));
        answer
    }

    /// 303 without the session; the browser forgets the pages it kept (SE-8).
    pub fn signed_out(&self, path: &str) -> Response {
        let mut answer = self.see_other(path);
        self.sign_out_of(&mut answer);
        answer
    }

    /// Takes the session's cookie and what the browser kept of our pages (SE-8).
    pub(crate) fn sign_out_of(&self, answer: &mut Response) {
        cookie(answer, &clear_session_cookie());
        answer
            .headers_mut()
            .insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    }

    /// A file to save. `name` is ours, never what somebody typed.
    pub fn file(&self, name: &'static str, mime: &'static str, text: String) -> Response {
        let mut answer = text.into_response();
        set(&mut answer, header::CONTENT_TYPE, mime);
        set(&mut answer, header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
        answer
    }
}

fn set(answer: &mut Response, name: header::HeaderName, value: &str) {
    match HeaderValue::from_str(value) {
        Ok(value) => drop(answer.headers_mut().insert(name, value)),
        Err(_) => tracing::error!(%name, "a header cannot be written"),
    }
}

fn cookie(answer: &mut Response, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Somebody signed in. Anybody else is sent to sign in first, and back.
pub struct SignedIn {
    pub visitor: Visitor,
    pub standing: Standing,
}

impl Deref for SignedIn {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl DerefMut for SignedIn {
    fn deref_mut(&mut self) -> &mut Visitor {
        &mut self.visitor
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        let asked = Asked::of(parts);
        let visitor = Visitor::arrive(app, &asked).await.map_err(IntoResponse::into_response)?;
        match visitor.standing.clone() {
            Some(standing) => Ok(Self { visitor, standing }),
            // Whoever had a session is told that it is over; anybody else just wants to sign in.
            None if visitor.visit.session.is_some() => {
                let ended = Said::of("sign-in-ended", &[]);
                Err(visitor.see_other_saying(&sign_in_first(&asked), ended))
            }
            None => Err(visitor.see_other(&sign_in_first(&asked))),
        }
    }
}

/// Back to the same page after a GET; a form that comes too late leads to its area.
fn sign_in_first(asked: &Asked) -> String {
    let back = match asked.method {
        Method::GET | Method::HEAD => asked.path_and_query(),
        _ => asked.area(),
    };
    let next: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    format!("/signin?next={next}")
}
