//! Clients that prove themselves by a signed assertion (OA-10).

use super::house::{Answer, ISSUER, Rp, World, at_once};
use crate::oidc::NewClient;
use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::time::minutes;
use engine::signing::Alg;
use serde_json::{Value, json};
use store::testing::both;

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client whose keys happen to be those of another house: any key will do.
struct Signer {
    rp: Rp,
    keys: std::sync::Arc<engine::signing::Keys>,
}

async fn signer(world: &World) -> Signer {
    let fresh = store::testing::databases().await;
    let other = World::open(fresh.first().unwrap().open().await).await;
    let keys = other.engine.keys().await.unwrap();
    let jwks = Some(serde_json::from_str(keys.jwks()).unwrap());
    Signer { rp: world.app(NewClient { jwks, ..NewClient::default() }).await, keys }
}

impl Signer {
    /// The claims of a good assertion with some changed; null takes one away.
    fn claims(&self, world: &World, jti: &str, changes: Value) -> Value {
        let now = world.engine.now().seconds();
        let mut claims = json!({
            "iss": self.rp.id, "sub": self.rp.id, "aud": ISSUER, "jti": jti,
            "iat": now, "exp": now + 60,
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    fn sign(&self, world: &World, alg: Alg, claims: &Value) -> String {
        self.keys.sign(alg, claims, world.engine.now()).unwrap()
    }
}

async fn ask(world: &World, assertion: &str) -> Answer {
    let pairs = [("token", "x"), ("client_assertion_type", TYPE), ("client_assertion", assertion)];
    world.form("/oidc/introspect", &[], &pairs).await
}

#[tokio::test]
async fn each_algorithm_and_each_assertion_once_oa_10() {
    both(async |db| {
        let world = World::open(db).await;
        let signer = signer(&world).await;
        for alg in Alg::ALL {
            let claims = signer.claims(&world, alg.name(), json!({}));
            let assertion = signer.sign(&world, alg, &claims);
            assert_eq!(ask(&world, &assertion).await.status, StatusCode::OK, "{alg:?}");
            assert_eq!(ask(&world, &assertion).await.error(), "invalid_client", "{alg:?}");
            world.clock.turn(minutes(1));
            assert_eq!(ask(&world, &assertion).await.error(), "invalid_client", "{alg:?}");
        }
        let listed = signer.claims(&world, "listed", json!({ "aud": [ISSUER] }));
        let assertion = signer.sign(&world, Alg::Es256, &listed);
        assert_eq!(ask(&world, &assertion).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_at_once_one_is_believed_oa_10() {
    both(async |db| {
        let world = World::open(db).await;
        let signer = signer(&world).await;
        let claims = signer.claims(&world, "once", json!({}));
        let assertion = signer.sign(&world, Alg::Es256, &claims);
        let answers = at_once(|| {
            let (world, assertion) = (world.clone(), assertion.clone());
            async move { ask(&world, &assertion).await }
        })
        .await;
        let good = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
        assert_eq!(good, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_for_us_or_not_from_them_proves_nothing_oa_10() {
    both(async |db| {
        let world = World::open(db).await;
        let signer = signer(&world).await;
        let now = world.engine.now().seconds();
        let token_endpoint = format!("{ISSUER}/oidc/token");
        let rows = [
            json!({ "aud": token_endpoint }),
            json!({ "aud": [ISSUER, "https://evil.test"] }),
            json!({ "aud": null }),
            json!({ "iss": "app_other" }),
            json!({ "sub": "app_other" }),
            json!({ "jti": null }),
            json!({ "jti": "" }),
            json!({ "jti": "j".repeat(300) }),
            json!({ "exp": null }),
            json!({ "exp": now }),
            json!({ "exp": now - 60 }),
            json!({ "exp": now + 3600 }),
            json!({ "exp": "soon" }),
            json!({ "exp": i64::MAX }),
            json!({ "iat": now + 300 }),
            json!({ "nbf": now + 300 }),
        ];
        for (at, row) in rows.into_iter().enumerate() {
            let claims = signer.claims(&world, &format!("row {at}"), row.clone());
            let assertion = signer.sign(&world, Alg::Es256, &claims);
            assert_eq!(ask(&world, &assertion).await.error(), "invalid_client", "{row}");
        }
        let claims = signer.claims(&world, "unsigned", json!({}));
        let good = signer.sign(&world, Alg::Es256, &claims);
        let (signed, _) = good.rsplit_once('.').unwrap();
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        let body = good.split('.').nth(1).unwrap();
        // Our own keys, which anybody can get an ID token from, are not the client's.
        let ours = world.engine.keys().await.unwrap();
        let ours = ours.sign(Alg::Es256, &claims, world.engine.now()).unwrap();
        let bad = [format!("{signed}."), format!("{none}.{body}."), ours, "a.b.c".into()];
        for assertion in bad {
            assert_eq!(ask(&world, &assertion).await.error(), "invalid_client", "{assertion}");
        }
        // A client with a secret cannot change its way, nor one with keys.
        let rp = world.mail().await;
        let foreign = json!({ "iss": rp.id, "sub": rp.id });
        let assertion = signer.sign(&world, Alg::Es256, &signer.claims(&world, "foreign", foreign));
        assert_eq!(ask(&world, &assertion).await.error(), "invalid_client");
        let pairs = [("token", "x"), ("client_id", &*signer.rp.id), ("client_secret", "x")];
        let answer = world.form("/oidc/introspect", &[], &pairs).await;
        assert_eq!(answer.error(), "invalid_client");
        assert_eq!(ask(&world, &good).await.status, StatusCode::OK);
    })
    .await;
}
