//! What becomes of a good request: a code at once, a sign-in first, or an error for the app. The
//! same is asked again when the person comes back from the sign-in.

use super::{
    Front, Shared,
    answer::{self, Problem, problem, refused, see_other},
    claims::Own,
    client::Client,
    redirect,
    request::Request,
};
use crate::visit;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header, request::Parts},
    response::Response,
};
use countersign_core::{
    dice,
    id::AccountId,
    secret::Secret,
    sign_in::{JOURNEY, Window},
    time::seconds,
};
use engine::{
    Error, Standing,
    oauth::{NewCode, Start},
    visit::{Visit, browser_cookie},
};

const REQUEST: &str = "oidc.request";
/// A ticket of ours is never longer, in bytes.
const TICKET_MOST: usize = 128;

/// `/oidc/continue/{ticket}`: back from the sign-in. With `denied=1` it was stopped, by the person
/// or by the rules, and the app is told so (RFC 6749 §4.1.2.1).
pub async fn get(State(front): Shared, Path(ticket): Path<String>, parts: Parts) -> Response {
    let visit = visit::read(front.engine.settings(), &parts.headers, &parts.extensions);
    let query = parts.uri.query().unwrap_or_default();
    let denied = query.split('&').any(|pair| pair == "denied=1");
    let answer = resume(&front, visit, &ticket, denied).await;
    answer::or_page(answer, parts)
}

async fn resume(
    front: &Front,
    visit: Visit,
    ticket: &str,
    denied: bool,
) -> Result<Response, Error> {
    if ticket.len() > TICKET_MOST {
        return Ok(problem(Problem::Request));
    }
    let now = front.engine.now();
    let found = front.engine.peek(REQUEST, ticket).await?;
    let Some(found) = found.filter(|found| found.used_at.is_none() && now < found.ends_at) else {
        return Ok(problem(Problem::Request));
    };
    let request: Request = serde_json::from_value(found.data)?;
    // Another browser was led here: it would be signed in to the app as somebody else (SE-6).
    if request.browser.is_none() || front.engine.browser_of(&visit) != request.browser {
        return Ok(problem(Problem::Request));
    }
    let Some(client) = front.clients.get(&request.client).await? else {
        return Ok(problem(Problem::Unknown));
    };
    if !client.redirects_to(&request.redirect_uri) {
        return Ok(problem(Problem::Address));
    }
    if denied {
        let why = refused("access_denied", "the person did not sign in");
        return Ok(request.back(front, &client).refused(why));
    }
    Asked { front, client: &client, ticket: Some(ticket) }.answer(visit, request).await
}

/// Who asks, and where it stands.
pub struct Asked<'a> {
    pub front: &'a Front,
    pub client: &'a Client,
    /// Of a request that has waited for a sign-in.
    pub ticket: Option<&'a str>,
}

/// What is missing before the app may have its answer.
enum Missing {
    Nothing,
    /// Nobody is signed in, or not lately enough.
    SignIn,
    /// Somebody is, but has not proved enough.
    Proof,
    /// Somebody else is.
    Person,
}

impl Asked<'_> {
    pub async fn answer(&self, visit: Visit, request: Request) -> Result<Response, Error> {
        let standing = self.front.engine.standing(&visit).await?;
        let missing = self.missing(&request, standing.as_ref()).await?;
        let refuse =
            |error, about| Ok(request.back(self.front, self.client).refused(refused(error, about)));
        match (missing, standing) {
            (Missing::Nothing, Some(standing)) => self.give(&visit, &standing, request).await,
            // The person was asked for and somebody else came (§3.1.2.1, id_token_hint).
            (Missing::Person, _) if self.ticket.is_some() => {
                refuse("login_required", "another person has signed in")
            }
            (Missing::Proof, _) if request.silent => {
                refuse("interaction_required", "the person has to prove more")
            }
            _ if request.silent => refuse("login_required", "the person has to sign in"),
            _ => self.sign_in(visit, request).await,
        }
    }

    async fn missing(
        &self,
        request: &Request,
        standing: Option<&Standing>,
    ) -> Result<Missing, Error> {
        let Some(standing) = standing else { return Ok(Missing::SignIn) };
        if request.subject.as_ref().is_some_and(|subject| *subject != standing.account.id) {
            return Ok(Missing::Person);
        }
        let engine = &self.front.engine;
        let proved_at = standing.session.proved_at;
        let since_asked = self.ticket.is_some() && proved_at > request.made_at;
        let age = engine.now().since(proved_at);
        let old = request.max_age.is_some_and(|most| age > seconds(most));
        if (request.anew || old) && !since_asked {
            return Ok(Missing::SignIn);
        }
        let opens = engine.opens(standing, request.at_least).await?;
        Ok(if opens { Missing::Nothing } else { Missing::Proof })
    }

    async fn give(
        &self,
        visit: &Visit,
        standing: &Standing,
        request: Request,
    ) -> Result<Response, Error> {
        let Self { front, client, ticket } = self;
        let Request { redirect_uri, nonce, scope, challenge, wanted, .. } = request.clone();
        let bound = Bound { redirect_uri, challenge };
        let new = NewCode {
            scope,
            offline: request.offline(client),
            at_least: request.at_least,
            bound: serde_json::to_value(&bound)?,
            own: serde_json::to_value(Own { nonce, wanted })?,
            request: ticket.map(Secret::from),
        };
        let code = front.engine.give_code(visit, standing, &client.app, new).await?;
        let Some(code) = code else { return Ok(problem(Problem::Request)) };
        Ok(request.back(front, client).with(&[("code", code.reveal())]))
    }

    async fn sign_in(&self, mut visit: Visit, mut request: Request) -> Result<Response, Error> {
        let engine = &self.front.engine;
        engine.may_begin(&visit)?;
        let (browser, cookie) = match visit.browser.clone() {
            Some(browser) => (browser, None),
            None => {
                let browser = dice::token(engine.dice());
                visit.browser = Some(browser.clone());
                let cookie = browser_cookie(&browser);
                (browser, Some(cookie))
            }
        };
        request.browser = engine.browser_of(&visit);
        let ticket: Secret<String> = match self.ticket {
            Some(ticket) => Secret::from(ticket),
            None => engine.give(REQUEST, None, &serde_json::to_value(&request)?, JOURNEY).await?,
        };
        let start = self.start(request, &ticket).await?;
        let handle = engine.begin_for_app(&browser, &visit, start).await?;
        let mut response = see_other(&format!("/signin?r={handle}"));
        if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }

    async fn start(&self, request: Request, ticket: &Secret<String>) -> Result<Start, Error> {
        let app = &self.client.app;
        let return_to = format!("/oidc/continue/{}", ticket.reveal());
        // The pages on the way look there for the app's wish.
        let return_to = match &request.ui_locales {
            Some(locales) => redirect::with(&return_to, &[("ui_locales", locales)]),
            None => return_to,
        };
        Ok(Start {
            window: Window {
                app: Some(app.id.clone()),
                name: app.name.clone(),
                icon: app.icon.clone(),
                return_to,
                origin: Some(self.client.sources(&request.redirect_uri)),
                at: self.front.engine.now(),
            },
            at_least: request.at_least,
            alone: request.anew || request.max_age.is_some() || request.subject.is_some(),
            hint: match request.subject.as_ref().filter(|_| request.known) {
                Some(subject) => name_of(self.front, subject).await?,
                None => request.hint,
            },
        })
    }
}

/// What the token request has to repeat (OA-3).
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Bound {
    pub redirect_uri: String,
    pub challenge: Option<String>,
}

/// The name of somebody the app knows already: it brought an ID token of theirs.
async fn name_of(front: &Front, account: &AccountId) -> Result<Option<String>, Error> {
    let mut reader = front.engine.reader().await?;
    let account = store::account::by_id(&mut reader, account).await?;
    Ok(account.map(|account| account.username))
}
