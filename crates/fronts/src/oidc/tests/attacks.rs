//! What somebody could try who knows the protocol: parameters that are read twice, addresses that
//! only look registered, assertions that lie in their header.

use super::house::{Browser, ISSUER, Rp, VERIFIER, World, borrowed, encoded};
use crate::oidc::{BadClient, NewClient, Program, public_keys, redirect::acceptable, register};
use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::time::seconds;
use engine::{ForPerson, signing::Alg};
use serde_json::{Value, json};
use store::testing::both;

/// Looks like `https://mail.example.test/callback` to somebody.
const LOOKALIKES: [&str; 24] = [
    "https://mail.example.test./callback",
    "https://mail.example.test/callback;x",
    "https://mail.example.test/./callback",
    "https://mail.example.test//callback",
    "https://mail.example.test/%63allback",
    "https://mail.example.test/callback%2f",
    "https://mail.example.test/callback%00",
    "https://mail.example.test/callback?",
    "https://mail.example.test/callback#",
    "https://mail.example.test/callback?code=x",
    "https://mail.example.test:0443/callback",
    "https://mail.example.test:/callback",
    "https://mail.example.test@evil.test/callback",
    "https://evil.test\\@mail.example.test/callback",
    "https://evil.test#@mail.example.test/callback",
    "https://xn--mail-9na.example.test/callback",
    "https://m\u{430}il.example.test/callback",
    "https://MAIL.example.test/callback",
    "https:mail.example.test/callback",
    "https:///mail.example.test/callback",
    "https://mail.example.test/callback\t",
    "https://mail.example.test/callback\r\nSet-Cookie: a=b",
    "https://[::ffff:127.0.0.1]/callback",
    "data:text/html,<script>1</script>",
];

#[tokio::test]
async fn an_address_that_only_looks_registered_gets_nothing_oa_1() {
    both(async |db| {
        let world = World::open(db).await;
        let uris = vec!["https://mail.example.test/bye".into()];
        let rp = world.app(NewClient { post_logout_uris: uris, ..NewClient::default() }).await;
        let mut browser = Browser::default();
        browser.code(&world, &rp.ask(&[]), "mei").await;
        let page = "/signin/problem?why=app-address";
        for to in LOOKALIKES {
            for more in [("prompt", "none"), ("response_mode", "form_post"), ("scope", "nothing")] {
                let address = rp.ask(&[("redirect_uri", to), more]);
                let answer = browser.get(&world, &address).await;
                assert_eq!((answer.location(), answer.for_person.is_none()), (page, true), "{to}");
            }
            let pushed = [("redirect_uri", to), ("response_type", "code"), ("scope", "openid")];
            let answer = rp.call(&world, "/oidc/par", &pushed).await;
            assert_eq!(answer.error(), "invalid_request", "{to}");
            // The same for the address after signing out, which has a path of its own.
            let bye = to.replace("callback", "bye").replace("%63all", "%62ye").replace("back", "");
            let pairs = [("client_id", rp.id.as_str()), ("post_logout_redirect_uri", bye.as_str())];
            let answer = browser.get(&world, &format!("/oidc/logout?{}", encoded(&pairs))).await;
            assert_eq!(answer.location(), page, "{bye}");
        }
    })
    .await;
}

/// What a parser mends is not registered: a browser may mend it otherwise.
#[test]
fn only_what_is_written_in_full_can_be_registered_oa_1() {
    for program in [Program::Web, Program::Installed, Program::Mail] {
        for address in [
            "https:mail.example.test/cb",
            "https:/mail.example.test/cb",
            "https:///mail.example.test/cb",
            "http:localhost/cb",
            "https:\\\\mail.example.test/cb",
            "https://",
            "https://?x",
        ] {
            assert!(acceptable(address, program).is_err(), "{address}");
        }
        assert!(acceptable("https://mail.example.test/cb", program).is_ok());
    }
}

/// Each parameter twice, the same value or another, in query and form (RFC 6749 §3.1, §3.2).
#[tokio::test]
async fn nothing_is_read_twice_oa_4() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let asked = rp.ask(&[("prompt", "none"), ("max_age", "9"), ("claims", "{}")]);
        let (_, query) = asked.split_once('?').unwrap();
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        for (name, value) in &pairs {
            for value in [value.as_str(), "", "other"] {
                for order in [
                    format!("{query}&{}", encoded(&[(name, value)])),
                    format!("{}&{query}", encoded(&[(name, value)])),
                ] {
                    let answer = browser.get(&world, &format!("/oidc/authorize?{order}")).await;
                    let ours = answer.location() == "/signin/problem?why=app-request";
                    let theirs = answer.param("error").as_deref() == Some("invalid_request");
                    assert!(ours || theirs, "{name}={value}: {answer:?}");
                    let place = matches!(name.as_str(), "client_id" | "redirect_uri");
                    assert_eq!(ours, place, "{name}={value}");
                    if name == "state" {
                        assert_eq!(answer.param("state"), None, "which one would it be?");
                    }
                }
            }
        }
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", rp.redirect.as_str()),
            ("code_verifier", VERIFIER),
        ];
        for (name, value) in form {
            let mut twice = form.to_vec();
            twice.push((name, value));
            let answer = rp.call(&world, "/oidc/token", &twice).await;
            assert_eq!(answer.error(), "invalid_request", "{name}");
        }
        for path in ["/oidc/introspect", "/oidc/revoke", "/oidc/par"] {
            let twice = [("token", "x"), ("token", "x")];
            assert_eq!(rp.call(&world, path, &twice).await.error(), "invalid_request", "{path}");
        }
        // Nothing of a form is read from the address (RFC 6749 §3.2).
        let address = format!("/oidc/token?{}", encoded(&form));
        let grant = [("grant_type", "authorization_code")];
        assert_eq!(rp.call(&world, &address, &grant).await.error(), "invalid_request");
        let who = [("client_id", rp.id.as_str()), ("client_secret", rp.secret.as_deref().unwrap())];
        let address = format!("/oidc/introspect?{}", encoded(&who));
        let answer = world.form(&address, &[], &[("token", "x")]).await;
        assert_eq!(answer.error(), "invalid_client");
        assert_eq!(rp.redeem(&world, &code).await.status, StatusCode::OK);
    })
    .await;
}

/// What was pushed counts, and nothing that stands beside its reference (RFC 9126 §4, §7.1).
#[tokio::test]
async fn nothing_beside_a_pushed_request_counts_oa_13() {
    both(async |db| {
        let world = World::open(db).await;
        let (rp, other) = (world.mail().await, world.mail().await);
        let mut browser = Browser::default();
        browser.code(&world, &rp.ask(&[]), "mei").await;
        let pairs = rp.pushes(&[("scope", "openid"), ("state", "pushed")]);
        let pairs = borrowed(&pairs);
        let push = async || {
            let pushed = rp.call(&world, "/oidc/par", &pairs).await;
            assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
            pushed.json()["request_uri"].as_str().unwrap().to_owned()
        };
        let uri = push().await;
        let beside = [
            ("client_id", rp.id.as_str()),
            ("request_uri", uri.as_str()),
            ("scope", "openid email offline_access"),
            ("state", "beside"),
            ("response_mode", "form_post"),
            ("code_challenge", "x"),
        ];
        let answer = browser.get(&world, &format!("/oidc/authorize?{}", encoded(&beside))).await;
        assert_eq!(answer.param("state").as_deref(), Some("pushed"), "{answer:?}");
        let tokens = rp.redeem(&world, &answer.param("code").unwrap()).await.json();
        assert_eq!(tokens["scope"], "openid");
        // A reference is used by who pushed it, alone, and names no other.
        let uri = push().await;
        let stolen = [("client_id", other.id.as_str()), ("request_uri", uri.as_str())];
        let answer = browser.get(&world, &format!("/oidc/authorize?{}", encoded(&stolen))).await;
        assert_eq!(answer.location(), "/signin/problem?why=app-request");
        let uri = push().await;
        let nested: Vec<(&str, &str)> =
            pairs.iter().copied().chain([("request_uri", uri.as_str())]).collect();
        let answer = rp.call(&world, "/oidc/par", &nested).await;
        assert_eq!(answer.error(), "request_uri_not_supported");
        for uri in ["urn:ietf:params:oauth:request_uri:", "urn:ietf:params:oauth:request_uri:x"] {
            let pairs = [("client_id", rp.id.as_str()), ("request_uri", uri)];
            let answer = browser.get(&world, &format!("/oidc/authorize?{}", encoded(&pairs))).await;
            assert_eq!(answer.location(), "/signin/problem?why=app-request", "{uri}");
        }
    })
    .await;
}

/// Texts that a browser or an app would read as something else.
#[tokio::test]
async fn odd_letters_are_refused_or_come_back_as_they_went_av_1() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        browser.code(&world, &rp.ask(&[]), "mei").await;
        for state in ["a b", "\u{202e}\u{1f600}é", "%0d%0aSet-Cookie", "<b>\"'&=?#", "+%2B"] {
            let answer = browser.get(&world, &rp.ask(&[("state", state)])).await;
            assert_eq!(answer.param("state").as_deref(), Some(state));
        }
        for state in ["a\r\nSet-Cookie: x=y", "a\nb", "a\0b", "\u{85}"] {
            for name in ["state", "nonce"] {
                let answer = browser.get(&world, &rp.ask(&[(name, state)])).await;
                assert_eq!(answer.param("error").as_deref(), Some("invalid_request"), "{state:?}");
            }
        }
        // Neither half a letter nor another alphabet in the coding of a form.
        for query in ["state=%ff", "state=%c0%af", "state=%ed%a0%80", "%ff=1"] {
            let answer = browser.get(&world, &format!("{}&{query}", rp.ask(&[]))).await;
            assert_eq!(answer.location(), "/signin/problem?why=app-request", "{query}");
        }
        let wide = [("content-type", "application/x-www-form-urlencoded; charset=utf-16")];
        let answer = world.form("/oidc/token", &wide, &[("grant_type", "\u{1d4ea}")]).await;
        assert_eq!(answer.error(), "invalid_client");
    })
    .await;
}

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client whose keys are those of another house, and its published keys.
struct Signer {
    rp: Rp,
    keys: std::sync::Arc<engine::signing::Keys>,
    jwks: Value,
}

async fn signer(world: &World, change: impl Fn(&mut Value)) -> Signer {
    let fresh = store::testing::databases().await;
    let other = World::open(fresh.first().unwrap().open().await).await;
    let keys = other.engine.keys().await.unwrap();
    let mut jwks: Value = serde_json::from_str(keys.jwks()).unwrap();
    jwks["keys"].as_array_mut().unwrap().iter_mut().for_each(change);
    let new = NewClient {
        jwks: Some(serde_json::from_value(jwks.clone()).unwrap()),
        ..NewClient::default()
    };
    Signer { rp: world.app(new).await, keys, jwks }
}

impl Signer {
    fn claims(&self, world: &World, jti: &str) -> Value {
        let now = world.engine.now().seconds();
        json!({ "iss": self.rp.id, "sub": self.rp.id, "aud": ISSUER, "jti": jti, "exp": now + 60 })
    }

    /// Signed by the client, with an honest header.
    fn good(&self, world: &World, alg: Alg, jti: &str) -> String {
        self.keys.sign(alg, &self.claims(world, jti), world.engine.now()).unwrap()
    }

    fn key(&self, alg: &str) -> &Value {
        let keys = self.jwks["keys"].as_array().unwrap();
        keys.iter().find(|key| key["alg"] == alg || key["kty"] == alg).unwrap()
    }
}

async fn believed(world: &World, assertion: &str) -> bool {
    let pairs = [("token", "x"), ("client_assertion_type", TYPE), ("client_assertion", assertion)];
    let answer = world.form("/oidc/introspect", &[], &pairs).await;
    let refused = answer.status == StatusCode::UNAUTHORIZED && answer.error() == "invalid_client";
    assert!(refused || answer.status == StatusCode::OK, "{answer:?}");
    !refused
}

/// The header chooses neither the algorithm nor the key (RFC 8725 §3.1, §3.2).
#[tokio::test]
async fn the_header_of_an_assertion_chooses_nothing_oa_10() {
    both(async |db| {
        let world = World::open(db).await;
        let signer = signer(&world, |_| {}).await;
        assert!(believed(&world, &signer.good(&world, Alg::Rs256, "first")).await);
        let body = URL_SAFE_NO_PAD.encode(signer.claims(&world, "forged").to_string());
        // HMAC under what everybody can read: the key as it is published, and its parts.
        let rsa = signer.key("RS256");
        let modulus = rsa["n"].as_str().unwrap();
        let published = [rsa.to_string(), modulus.to_owned(), signer.jwks.to_string()];
        let mut secrets: Vec<Vec<u8>> = published.into_iter().map(String::into_bytes).collect();
        secrets.push(URL_SAFE_NO_PAD.decode(modulus).unwrap());
        secrets.push(Vec::new());
        for secret in secrets {
            for alg in ["HS256", "RS256", "ES256"] {
                let header = json!({ "alg": alg, "kid": rsa["kid"] }).to_string();
                let signed = format!("{}.{body}", URL_SAFE_NO_PAD.encode(header));
                let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
                let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes()));
                assert!(!believed(&world, &format!("{signed}.{tag}")).await, "{alg}");
            }
        }
        // A good signature under a header that lies, and headers with keys and places of their own.
        let good = signer.good(&world, Alg::Es256, "es");
        let signature = good.rsplit('.').next().unwrap();
        let es = signer.key("ES256");
        for header in [
            json!({ "alg": "none" }),
            json!({ "alg": "None", "kid": es["kid"] }),
            json!({ "alg": "es256", "kid": es["kid"] }),
            json!({ "alg": "ES384", "kid": es["kid"] }),
            json!({ "alg": "EdDSA", "kid": es["kid"] }),
            json!({ "alg": "ES256", "kid": rsa["kid"] }),
            json!({ "alg": "ES256", "kid": "../../../dev/null" }),
            json!({ "alg": "ES256", "kid": "' OR 1=1 --" }),
            json!({ "alg": "ES256", "jwk": es }),
            json!({ "alg": "ES256", "jku": "https://evil.test/jwks" }),
            json!({ "alg": "ES256", "x5u": "https://evil.test/key.pem" }),
            json!({ "kid": es["kid"] }),
            json!([]),
        ] {
            let header = URL_SAFE_NO_PAD.encode(header.to_string());
            let body = good.split('.').nth(1).unwrap();
            let lie = format!("{header}.{body}.{signature}");
            assert!(!believed(&world, &lie).await);
        }
        let zero = URL_SAFE_NO_PAD.encode([0; 64]);
        let (signed, _) = good.rsplit_once('.').unwrap();
        for signature in [zero.as_str(), "", "AA"] {
            assert!(!believed(&world, &format!("{signed}.{signature}")).await, "{signature}");
        }
        for odd in [format!("{good}."), format!(".{good}"), format!("{good}.{good}")] {
            assert!(!believed(&world, &odd).await, "{odd}");
        }
        assert!(believed(&world, &good).await, "none of it used up the honest one");
    })
    .await;
}

/// A key does what its owner says it is for (RFC 7517 §4.2, §4.4), and what has to be understood
/// is (RFC 7515 §4.1.11).
#[tokio::test]
async fn a_key_is_used_for_what_it_is_for_oa_10() {
    both(async |db| {
        let world = World::open(db).await;
        let other = signer(&world, |key| {
            if key["alg"] == "RS256" {
                key["alg"] = json!("PS256");
            }
        })
        .await;
        let open = signer(&world, |key| {
            let key = key.as_object_mut().unwrap();
            key.retain(|name, _| !["use", "alg", "kid"].contains(&name.as_str()));
        })
        .await;
        for alg in Alg::ALL {
            let good = other.good(&world, alg, alg.name());
            assert_eq!(believed(&world, &good).await, alg != Alg::Rs256, "{alg:?}");
            // A key that says nothing of itself is tried, but none has the name of the header.
            assert!(!believed(&world, &open.good(&world, alg, alg.name())).await, "{alg:?}");
        }
    })
    .await;
}

/// A key of our own making, so that any header can be signed honestly.
struct Pen {
    pair: EcdsaKeyPair,
    rp: Rp,
}

impl Pen {
    async fn new(world: &World) -> Self {
        let (random, suite) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let secret = EcdsaKeyPair::generate_pkcs8(suite, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(suite, secret.as_ref()).unwrap();
        // Uncompressed: a byte, then both coordinates.
        let point = pair.public_key().as_ref();
        let part = |from: usize| URL_SAFE_NO_PAD.encode(&point[from..from + 32]);
        let key = json!({ "kty": "EC", "crv": "P-256", "x": part(1), "y": part(33) });
        let jwks = json!({ "keys": [key] }).to_string();
        let jwks = Some(public_keys(&jwks).unwrap());
        Self { pair, rp: world.app(NewClient { jwks, ..NewClient::default() }).await }
    }

    fn write(&self, world: &World, header: &Value, jti: &str) -> String {
        let now = world.engine.now().seconds();
        let id = &self.rp.id;
        let body = json!({ "iss": id, "sub": id, "aud": ISSUER, "jti": jti, "exp": now + 60 });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(&body));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// What has to be understood, and is not, is no assertion, however well it is signed.
#[tokio::test]
async fn what_must_be_understood_is_not_passed_over_oa_10() {
    both(async |db| {
        let world = World::open(db).await;
        let pen = Pen::new(&world).await;
        for (at, (header, good)) in [
            (json!({ "alg": "ES256" }), true),
            (json!({ "alg": "ES256", "typ": "JWT", "other": 1 }), true),
            (json!({ "alg": "ES256", "crit": ["exp"], "exp": 1 }), false),
            (json!({ "alg": "ES256", "crit": ["b64"], "b64": false }), false),
            (json!({ "alg": "ES256", "crit": [] }), false),
            (json!({ "alg": "ES256", "kid": "another" }), false),
            (json!({ "alg": "HS256" }), false),
        ]
        .into_iter()
        .enumerate()
        {
            let assertion = pen.write(&world, &header, &format!("row {at}"));
            assert_eq!(believed(&world, &assertion).await, good, "{header}");
        }
    })
    .await;
}

/// Only public halves are taken, and only those something could be signed by.
#[tokio::test]
async fn an_app_brings_public_keys_only_oa_10() {
    let fresh = store::testing::databases().await;
    let world = World::open(fresh.first().unwrap().open().await).await;
    let keys = world.engine.keys().await.unwrap();
    let jwks: Value = serde_json::from_str(keys.jwks()).unwrap();
    let one = &jwks["keys"][0];
    let with = |name: &str, value: &str| {
        let mut key = one.clone();
        key[name] = json!(value);
        json!({ "keys": [key] }).to_string()
    };
    let symmetric = json!({ "keys": [{ "kty": "oct", "k": "c2VjcmV0" }] }).to_string();
    for text in ["", "[]", "{}", r#"{"keys":1}"#, &with("d", "x"), &symmetric] {
        assert!(matches!(public_keys(text), Err(BadClient::Other(_))), "{text}");
    }
    let app = async |keys: &str| {
        let new = NewClient {
            name: "Wiki".into(),
            redirect_uris: vec!["https://wiki.example.test/".into()],
            jwks: Some(public_keys(keys).unwrap()),
            ..NewClient::default()
        };
        register(&world.engine, new).await.map(|(_, secret)| secret.is_some())
    };
    let many = json!({ "keys": vec![one; 11] }).to_string();
    let mut short = jwks["keys"].as_array().unwrap().iter().find(|key| key["kty"] == "EC").cloned();
    short.as_mut().unwrap()["crv"] = json!("P-384");
    let short = json!({ "keys": [short] }).to_string();
    for keys in [
        r#"{"keys":[]}"#,
        r#"{"keys":[{}]}"#,
        &many,
        &with("use", "enc"),
        &with("alg", "HS256"),
        &short,
    ] {
        assert!(matches!(app(keys).await, Err(BadClient::Other(_))), "{keys}");
    }
    assert!(matches!(app(keys.jwks()).await, Ok(false)), "and it has no secret beside them");
}

/// Every answer of this front, good or not, by every method: not kept, not framed, not told on.
#[tokio::test]
async fn every_answer_is_quiet_oa_9() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let mut browser = Browser::default();
        let code = browser.code(&world, &rp.ask(&[]), "mei").await;
        let tokens = rp.redeem(&world, &code).await;
        let silent = rp.ask(&[("prompt", "none")]);
        let posted = rp.ask(&[("prompt", "none"), ("response_mode", "form_post")]);
        let mut answers = vec![
            ("code".to_owned(), browser.get(&world, &silent).await),
            ("form".to_owned(), browser.get(&world, &posted).await),
            ("tokens".to_owned(), tokens),
        ];
        let paths = [
            "/oidc/authorize",
            "/oidc/continue/x",
            "/oidc/logout",
            "/oidc/token",
            "/oidc/userinfo",
            "/oidc/revoke",
            "/oidc/introspect",
            "/oidc/par",
        ];
        for path in paths {
            for method in [Method::GET, Method::POST, Method::PUT, Method::OPTIONS, Method::HEAD] {
                let request = Request::builder().method(&method).uri(path);
                let answer = world.send(request.body(Body::empty()).unwrap()).await;
                answers.push((format!("{method} {path}"), answer));
            }
        }
        for (what, answer) in answers {
            assert!(answer.status.as_u16() < 500, "{what}: {answer:?}");
            for (name, value) in [
                ("cache-control", "no-store"),
                ("pragma", "no-cache"),
                ("referrer-policy", "no-referrer"),
                ("x-content-type-options", "nosniff"),
                ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ] {
                assert_eq!(answer.headers[name], value, "{what}: {name}");
            }
            let redirect = answer.status.is_redirection();
            assert!(!redirect || answer.status == StatusCode::SEE_OTHER, "{what} (OA-8)");
        }
    })
    .await;
}

/// A refresh token that two programs have: whoever comes second ends it for both, however close.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copied_refresh_token_ends_for_all_oa_5() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.app(NewClient { public: true, ..NewClient::default() }).await;
        let mut browser = Browser::default();
        let asked = rp.ask(&[("scope", "openid offline_access")]);
        for gap in [0, 1, 600] {
            let code = browser.code(&world, &asked, "mei").await;
            let first = rp.redeem(&world, &code).await.json();
            let copied = first["refresh_token"].as_str().unwrap();
            let thief = rp.refresh(&world, copied).await.json();
            world.clock.turn(seconds(gap));
            assert_eq!(rp.refresh(&world, copied).await.error(), "invalid_grant");
            let stolen = thief["refresh_token"].as_str().unwrap();
            assert_eq!(rp.refresh(&world, stolen).await.error(), "invalid_grant", "after {gap} s");
            let access = thief["access_token"].as_str().unwrap();
            assert_eq!(world.userinfo(access).await.status, StatusCode::UNAUTHORIZED);
        }
    })
    .await;
}

/// Whoever only begins, again and again, is told to wait before anything is kept for them; who is
/// signed in, and apps that prove themselves, are not.
#[tokio::test]
async fn an_address_begins_so_often_in_a_minute_rl_12() {
    both(async |db| {
        let world = World::open(db).await;
        let rp = world.mail().await;
        let page = world.app(NewClient { public: true, ..NewClient::default() }).await;
        let mut inside = Browser::default();
        inside.code(&world, &rp.ask(&[]), "mei").await;
        let rows = async |world: &World| {
            let mut reader = world.engine.reader().await.unwrap();
            let sql = "SELECT (SELECT COUNT(*) FROM ticket) + (SELECT COUNT(*) FROM sign_in)";
            reader.one(|row| row.int(0), sql, Vec::new()).await.unwrap()
        };
        for pushes in [false, true] {
            let world = world.slowed(2).await;
            let asked = page.ask(&[]);
            let pushed = page.pushes(&[]);
            let begin = async || match pushes {
                true => page.call(&world, "/oidc/par", &borrowed(&pushed)).await,
                false => Browser::default().get(&world, &asked).await,
            };
            for _ in 0..2 {
                let begun = begin().await;
                let good = begun.status == StatusCode::CREATED
                    || begun.location().starts_with("/signin?r=");
                assert!(good, "{begun:?}");
            }
            let kept = rows(&world).await;
            let busy = begin().await;
            assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE, "{busy:?}");
            assert_eq!(busy.headers["retry-after"], "60");
            assert!(!busy.headers.contains_key("set-cookie"));
            match pushes {
                true => assert_eq!(busy.error(), "temporarily_unavailable"),
                false => assert!(matches!(&busy.for_person, Some(ForPerson::Trouble(_)))),
            }
            assert_eq!(rows(&world).await, kept, "nothing was kept for it");
            let silent = inside.get(&world, &rp.ask(&[("prompt", "none")])).await;
            assert!(silent.param("code").is_some(), "{silent:?}");
            let pushed = rp.pushes(&[]);
            assert_eq!(
                rp.call(&world, "/oidc/par", &borrowed(&pushed)).await.status,
                StatusCode::CREATED
            );
        }
    })
    .await;
}
