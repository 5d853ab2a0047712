//! `private_key_jwt` (RFC 7523 §3, OpenID Connect Core 1.0 §9): signed with a registered key, meant
//! for us alone, short, and used once (OA-10).

use super::{
    Front,
    answer::{Refused, refused},
    client::{Auth, Client},
    client_auth::Proven,
    params::Params,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::time::{Time, minutes};
use engine::Error;
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse},
};
use serde_json::{Map, Value};
use std::time::Duration;

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// What a client may sign by.
pub const ALGORITHMS: [Algorithm; 4] =
    [Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256, Algorithm::PS256];
/// Longest assertion, in bytes.
const LONGEST: usize = 4096;
/// How far its end may lie ahead: that long its `jti` is remembered.
const LIFE_MOST: Duration = minutes(10);
/// Clocks of others may be off by this much.
const SKEW: Duration = minutes(1);

const WRONG: Refused = refused("invalid_client", "the assertion proves nothing");

pub async fn prove(front: &Front, params: &Params) -> Result<Proven, Error> {
    let (Some(TYPE), Some(token)) =
        (params.get("client_assertion_type"), params.get("client_assertion"))
    else {
        return Ok(Err(WRONG));
    };
    let Some(named) = issuer(token) else { return Ok(Err(WRONG)) };
    if params.get("client_id").is_some_and(|id| id != named) {
        return Ok(Err(WRONG));
    }
    let client = front.clients.get(&named).await?;
    let Some(client) = client.filter(|client| client.connection.auth == Auth::PrivateKeyJwt) else {
        return Ok(Err(WRONG));
    };
    let now = front.engine.now();
    let good = signed(&client, token)
        .and_then(|claims| checked(&claims, client.id(), front.issuer(), now));
    let Some((jti, ends_at)) = good else { return Ok(Err(WRONG)) };
    let used = format!("{}/{jti}", client.id());
    let first = front.engine.first_use(&used, ends_at.plus(SKEW)).await?;
    Ok(if first { Ok(client) } else { Err(WRONG) })
}

/// Who it says it is from. Nothing is believed of it yet.
pub fn issuer(token: &str) -> Option<String> {
    if token.len() > LONGEST {
        return None;
    }
    let claims = token.split('.').nth(1)?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    Some(claims.get("iss")?.as_str()?.to_owned())
}

/// The claims, if a registered key has signed them.
fn signed(client: &Client, token: &str) -> Option<Map<String, Value>> {
    let header = decode_header(token).ok()?;
    let alg = ALGORITHMS.into_iter().find(|alg| *alg == header.alg)?;
    // What has to be understood, and is not (RFC 7515 §4.1.11).
    if header.crit.is_some() {
        return None;
    }
    let keys = &client.connection.jwks.as_ref()?.keys;
    let named = |key: &&Jwk| header.kid.is_none() || key.common.key_id == header.kid;
    let fits = |key: &&Jwk| signs(key, alg);
    let mut validation = Validation::new(alg);
    // Time and audience are checked below, by the house's clock.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    keys.iter().filter(named).filter(fits).find_map(|key| {
        let key = DecodingKey::from_jwk(key).ok()?;
        Some(decode::<Map<String, Value>>(token, &key, &validation).ok()?.claims)
    })
}

/// Whether a key can sign by `alg`, and its owner says nothing else of it (RFC 7517 §4.2, §4.4).
pub fn signs(key: &Jwk, alg: Algorithm) -> bool {
    let kind = match &key.algorithm {
        AlgorithmParameters::EllipticCurve(key) => {
            key.curve == EllipticCurve::P256 && alg == Algorithm::ES256
        }
        AlgorithmParameters::OctetKeyPair(key) => {
            key.curve == EllipticCurve::Ed25519 && alg == Algorithm::EdDSA
        }
        AlgorithmParameters::RSA(_) => matches!(alg, Algorithm::RS256 | Algorithm::PS256),
        _ => false,
    };
    let named = key.common.key_algorithm.map(|named| named.to_string());
    let other_use = matches!(
        key.common.public_key_use,
        Some(PublicKeyUse::Encryption | PublicKeyUse::Other(_))
    );
    kind && !other_use && named.is_none_or(|named| named == format!("{alg:?}"))
}

/// The `jti` and the end of an assertion that holds now.
pub fn checked(
    claims: &Map<String, Value>,
    client: &str,
    audience: &str,
    now: Time,
) -> Option<(String, Time)> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let moment = |name: &str| match claims.get(name) {
        None => Some(None),
        Some(value) => {
            let seconds = value.as_i64().or_else(|| whole(value.as_f64()?))?;
            Some(Some(Time(seconds.checked_mul(1000)?)))
        }
    };
    let own = text("iss") == Some(client) && text("sub") == Some(client);
    let meant = match claims.get("aud")? {
        Value::String(one) => one == audience,
        Value::Array(all) => matches!(all.as_slice(), [Value::String(one)] if one == audience),
        _ => false,
    };
    let ends_at = moment("exp")??;
    let begun =
        [moment("nbf")?, moment("iat")?].into_iter().flatten().all(|at| at <= now.plus(SKEW));
    let lives = now < ends_at && ends_at <= now.plus(LIFE_MOST);
    let jti = text("jti").filter(|jti| !jti.is_empty() && jti.len() <= 256)?;
    (own && meant && begun && lives).then(|| (jti.to_owned(), ends_at))
}

/// Some libraries write seconds as a decimal number (RFC 7519 §2, NumericDate).
fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "seconds within the range just tested")]
    (number.is_finite() && (0.0..1e12).contains(&number)).then_some(number as i64)
}
