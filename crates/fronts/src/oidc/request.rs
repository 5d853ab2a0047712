//! What an app asks for (OpenID Connect Core 1.0 §3.1.2.1), as a value that cannot be wrong.

use super::{
    Front,
    answer::{Back, Mode, Refused, refused},
    claims::{self, CLAIMS},
    client::{Client, Program},
    params::Params,
};
use countersign_core::{id::AccountId, session::Level, time::Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Longest `claims` parameter, in bytes.
const CLAIMS_MOST: usize = 4096;
/// Longest value of `state` and `nonce`, in bytes.
const ECHO_MOST: usize = 2048;
/// Longest `ui_locales`, in bytes.
const LOCALES_MOST: usize = 100;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    pub client: String,
    pub redirect_uri: String,
    #[serde(default)]
    pub mode: Mode,
    pub state: Option<String>,
    pub nonce: Option<String>,
    /// What is granted of what was asked, in its order.
    pub scope: String,
    /// Of PKCE, always S256.
    pub challenge: Option<String>,
    /// `prompt=none`: answer without a page or not at all.
    pub silent: bool,
    /// `prompt=login`, `select_account` or `max_age=0`: a session from before is not enough.
    pub anew: bool,
    /// Seconds.
    pub max_age: Option<u64>,
    pub at_least: Level,
    /// Nobody else will do.
    pub subject: Option<AccountId>,
    /// The app brought an ID token of `subject`, so their name is no news to it.
    pub known: bool,
    /// Name to fill in.
    pub hint: Option<String>,
    /// Languages for the pages, as the app knows its person.
    pub ui_locales: Option<String>,
    /// Claims asked for by name: in the ID token, from userinfo.
    pub wanted: Wanted,
    pub made_at: Time,
    /// The browser it came in, once it has to wait for a sign-in.
    pub browser: Option<String>,
}

/// Claims asked for one by one (OpenID Connect Core 1.0 §5.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub id_token: Vec<String>,
    pub userinfo: Vec<String>,
}

/// What is taken from a `claims` parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    pub wanted: Wanted,
    pub acr: Vec<String>,
    /// Whether less than `acr` is an error (§5.5.1.1).
    pub essential: bool,
    pub sub: Option<String>,
}

impl Request {
    /// Reads the parameters of `client`, whose address is proven. `hinted` is the person of a good
    /// `id_token_hint`, `reach` the highest level anybody can reach here.
    ///
    /// # Errors
    /// What the app is told.
    pub fn read(
        params: &Params,
        client: &Client,
        hinted: Option<AccountId>,
        reach: Level,
        now: Time,
    ) -> Result<Self, Refused> {
        plain(params)?;
        let (silent, anew) = prompt(params)?;
        let max_age = max_age(params)?;
        let claims = match params.get("claims") {
            Some(text) => {
                Claims::parse(text).ok_or(refused("invalid_request", "claims cannot be read"))?
            }
            None => Claims::default(),
        };
        let echo = |name: &str| match params.get(name) {
            Some(text) if text.len() > ECHO_MOST || text.chars().any(char::is_control) => {
                let why = "state or nonce is too long, or no text of one line";
                Err(refused("invalid_request", why))
            }
            other => Ok(other.map(ToOwned::to_owned)),
        };
        let subject = subject(&claims, hinted.as_ref())?;
        Ok(Self {
            client: client.id().to_owned(),
            redirect_uri: params.get("redirect_uri").unwrap_or_default().to_owned(),
            mode: mode(params)?,
            state: echo("state")?,
            nonce: echo("nonce")?,
            scope: scope(params, client)?,
            challenge: challenge(params, client)?,
            silent,
            anew: anew || max_age == Some(0),
            max_age,
            at_least: at_least(params, &claims, reach)?,
            known: subject.is_some() && subject == hinted,
            subject,
            hint: params.get("login_hint").map(ToOwned::to_owned),
            ui_locales: locales(params),
            wanted: claims.wanted.allowed(client),
            made_at: now,
            browser: None,
        })
    }

    /// Where its answer leads.
    pub fn back<'a>(&'a self, front: &'a Front, client: &'a Client) -> Back<'a> {
        Back {
            front,
            client,
            to: &self.redirect_uri,
            mode: self.mode,
            state: self.state.as_deref(),
            locales: self.ui_locales.as_deref(),
            asked_at: self.made_at,
        }
    }

    /// Whether tokens go on after the session: asked for, or needed by a mail program, which never
    /// asks (decisions.md).
    pub fn offline(&self, client: &Client) -> bool {
        let mail = client.connection.program == Program::Mail;
        client.connection.refresh && (mail || claims::has(&self.scope, "offline_access"))
    }
}

/// Language tags (RFC 5646) with spaces between them; others are no reason to refuse (§3.1.2.1).
pub fn locales(params: &Params) -> Option<String> {
    let fits = |text: &&str| {
        text.len() <= LOCALES_MOST
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b' ')
    };
    params.get("ui_locales").filter(fits).map(ToOwned::to_owned)
}

/// What is refused whatever the rest says.
fn plain(params: &Params) -> Result<(), Refused> {
    if params.doubled() {
        return Err(refused("invalid_request", "a parameter is there twice"));
    }
    if params.get("request").is_some() {
        return Err(refused("request_not_supported", "request objects are not taken"));
    }
    if params.get("request_uri").is_some() {
        return Err(refused("request_uri_not_supported", "only pushed requests are taken"));
    }
    if params.get("registration").is_some() {
        return Err(refused("registration_not_supported", "an administrator registers apps"));
    }
    match params.get("response_type") {
        Some("code") => Ok(()),
        Some(_) => Err(refused("unsupported_response_type", "only code is answered")),
        None => Err(refused("invalid_request", "response_type is missing")),
    }
}

/// A fragment would be read by whatever script runs in the page, so it is no answer for a code.
fn mode(params: &Params) -> Result<Mode, Refused> {
    let to = params.get("redirect_uri").unwrap_or_default();
    let why = "response_mode is query, or form_post for an address on the web";
    Mode::read(params.get("response_mode"), to).ok_or(refused("invalid_request", why))
}

/// What was asked and the app may have; unknown ones are left out (§3.1.2.1).
fn scope(params: &Params, client: &Client) -> Result<String, Refused> {
    let asked = params.get("scope").unwrap_or_default();
    let mut granted: Vec<&str> = Vec::new();
    for scope in asked.split(' ') {
        let may = client.connection.scopes.iter().any(|known| known == scope);
        if may && !granted.contains(&scope) {
            granted.push(scope);
        }
    }
    if granted.is_empty() {
        return Err(refused("invalid_scope", "none of the scopes is known for this app"));
    }
    Ok(granted.join(" "))
}

/// RFC 7636 §4.3, S256 only (OA-2).
fn challenge(params: &Params, client: &Client) -> Result<Option<String>, Refused> {
    let method = params.get("code_challenge_method");
    match params.get("code_challenge") {
        None if client.connection.pkce_required || method.is_some() => {
            Err(refused("invalid_request", "code_challenge is missing (PKCE)"))
        }
        None => Ok(None),
        Some(_) if method != Some("S256") => {
            Err(refused("invalid_request", "code_challenge_method must be S256"))
        }
        Some(challenge) if challenge_fits(challenge) => Ok(Some(challenge.to_owned())),
        Some(_) => Err(refused("invalid_request", "code_challenge is no SHA-256 in base64url")),
    }
}

/// 256 bits in base64url.
pub fn challenge_fits(challenge: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    challenge.len() == 43 && challenge.bytes().all(letter)
}

fn prompt(params: &Params) -> Result<(bool, bool), Refused> {
    let mut silent = false;
    let mut anew = false;
    let mut others = false;
    for word in params.get("prompt").unwrap_or_default().split(' ').filter(|w| !w.is_empty()) {
        match word {
            "none" => silent = true,
            "login" | "select_account" => anew = true,
            // The apps are the organisation's own: nobody is asked for consent.
            "consent" => others = true,
            _ => return Err(refused("invalid_request", "this prompt is not known")),
        }
    }
    if silent && (anew || others) {
        return Err(refused("invalid_request", "prompt none stands alone"));
    }
    Ok((silent, anew))
}

fn max_age(params: &Params) -> Result<Option<u64>, Refused> {
    let Some(text) = params.get("max_age") else { return Ok(None) };
    let seconds = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    seconds.map(Some).ok_or(refused("invalid_request", "max_age is no number of seconds"))
}

/// Whom the app means (§3.1.2.1 `id_token_hint`, §5.5.1 `sub`), if it means one person.
fn subject(claims: &Claims, hinted: Option<&AccountId>) -> Result<Option<AccountId>, Refused> {
    let named = claims.sub.as_deref().map(AccountId::from);
    match (named, hinted) {
        (Some(named), Some(hinted)) if named != *hinted => {
            Err(refused("invalid_request", "claims and id_token_hint name two people"))
        }
        (named, hinted) => Ok(named.or_else(|| hinted.cloned())),
    }
}

/// The lowest level that is one of those asked for: any of them will do.
fn at_least(params: &Params, claims: &Claims, reach: Level) -> Result<Level, Refused> {
    let level = |name: &str| claims::level_of(name).filter(|level| *level <= reach);
    let voluntary = params.get("acr_values").unwrap_or_default();
    let asked = claims.acr.iter().filter_map(|name| level(name)).min();
    if claims.essential && asked.is_none() {
        let why = "nobody can sign in at this level";
        return Err(refused("unmet_authentication_requirements", why));
    }
    let other = voluntary.split(' ').filter_map(level).min();
    Ok(asked.or(other).unwrap_or(Level::One))
}

impl Claims {
    /// Nothing if it is too long or not as §5.5 says.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > CLAIMS_MOST {
            return None;
        }
        let all: Value = serde_json::from_str(text).ok()?;
        let all = all.as_object()?;
        let mut claims = Self::default();
        let id_token = all.get("id_token").unwrap_or(&Value::Null);
        claims.wanted.id_token = names(id_token)?;
        claims.wanted.userinfo = names(all.get("userinfo").unwrap_or(&Value::Null))?;
        if let Some(acr) = id_token.get("acr").filter(|acr| !acr.is_null()) {
            claims.essential = acr.get("essential") == Some(&Value::Bool(true));
            claims.acr = values(acr);
            // Essential without a value only asks that it be told, and it always is.
            claims.essential &= !claims.acr.is_empty();
        }
        claims.sub = id_token.get("sub").map(values).and_then(|values| values.into_iter().next());
        Some(claims)
    }
}

/// The known claims that are asked for.
fn names(part: &Value) -> Option<Vec<String>> {
    if part.is_null() {
        return Some(Vec::new());
    }
    let part = part.as_object()?;
    let known = |name: &&String| CLAIMS.iter().any(|(claim, _)| claim == name);
    Some(part.keys().filter(known).cloned().collect())
}

fn values(claim: &Value) -> Vec<String> {
    let one = claim.get("value").and_then(Value::as_str).map(ToOwned::to_owned);
    let many = claim.get("values").and_then(Value::as_array).into_iter().flatten();
    one.into_iter().chain(many.filter_map(|v| v.as_str().map(ToOwned::to_owned))).collect()
}

impl Wanted {
    /// Only what a scope of the app's own would give it anyway (OA-4).
    fn allowed(mut self, client: &Client) -> Self {
        let scopes = &client.connection.scopes;
        let may = |name: &String| {
            CLAIMS.iter().any(|(claim, scope)| claim == name && scopes.iter().any(|s| s == scope))
        };
        self.id_token.retain(may);
        self.userinfo.retain(may);
        self
    }
}
