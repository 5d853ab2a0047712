//! What is published, and how keys follow one another (OA-20).

use super::house::{Browser, ISSUER, World};
use axum::http::StatusCode;
use countersign_core::time::{hours, minutes};
use jsonwebtoken::{decode_header, jwk::JwkSet};
use serde_json::Value;
use std::collections::BTreeSet;
use store::testing::both;

#[tokio::test]
async fn discovery_says_where_everything_is_oa_7_oa_14() {
    both(async |db| {
        let world = World::open(db).await;
        let answer = world.get("/.well-known/openid-configuration").await;
        let document = answer.json();
        let oauth = world.get("/.well-known/oauth-authorization-server").await;
        assert_eq!(document, oauth.json());
        assert_eq!(document["issuer"], ISSUER);
        assert_eq!(document["authorization_response_iss_parameter_supported"], true);
        assert!(document["registration_endpoint"].is_null());
        let arrays = ["response_types_supported", "code_challenge_methods_supported"];
        assert_eq!(arrays.map(|name| document[name][0].as_str()), [Some("code"), Some("S256")]);
        assert_eq!(document["acr_values_supported"].as_array().unwrap().len(), 2);
        // Every address it names is answered by something.
        for (name, value) in document.as_object().unwrap() {
            let Some(path) = value.as_str().and_then(|v| v.strip_prefix(ISSUER)) else { continue };
            if !path.is_empty() {
                assert_ne!(world.get(path).await.status, StatusCode::NOT_FOUND, "{name}");
            }
        }
        assert_eq!(world.get("/oidc/register").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

async fn published(world: &World) -> BTreeSet<String> {
    let keys: JwkSet = serde_json::from_str(&world.get("/oidc/jwks").await.body).unwrap();
    let ids: BTreeSet<String> =
        keys.keys.iter().map(|key| key.common.key_id.clone().unwrap()).collect();
    assert_eq!(ids.len(), keys.keys.len());
    ids
}

async fn signed_with(world: &World, browser: &mut Browser) -> (String, String) {
    let rp = world.mail().await;
    let code = browser.code(world, &rp.ask(&[]), "mei").await;
    let token = rp.redeem(world, &code).await.json()["id_token"].as_str().unwrap().to_owned();
    (decode_header(&token).unwrap().kid.unwrap(), token)
}

#[tokio::test]
async fn a_new_key_is_published_before_it_signs_and_an_old_one_after_oa_20() {
    both(async |db| {
        let world = World::open(db).await;
        let mut browser = Browser::default();
        let first = published(&world).await;
        assert_eq!(first.len(), 3);
        let (old, _) = signed_with(&world, &mut browser).await;
        assert!(first.contains(&old));
        world.engine.rotate_signing_keys().await.unwrap();
        let both = published(&world).await;
        assert_eq!((both.len(), both.is_superset(&first)), (6, true));
        assert_eq!(signed_with(&world, &mut browser).await.0, old);
        world.clock.turn(hours(23));
        let (still, token) = signed_with(&world, &mut browser).await;
        assert_eq!(still, old);
        world.clock.turn(hours(2));
        let (new, _) = signed_with(&world, &mut browser).await;
        assert!(new != old && both.contains(&new) && !first.contains(&new));
        // What the old one has signed still verifies.
        assert_eq!(published(&world).await, both);
        assert!(world.engine.keys().await.unwrap().claims(&token).is_some());
        world.clock.turn(hours(24 * 7));
        let rest = published(&world).await;
        assert_eq!((rest.len(), rest.is_disjoint(&first)), (3, true));
        assert!(world.engine.keys().await.unwrap().claims(&token).is_none());
    })
    .await;
}

#[tokio::test]
async fn a_restart_signs_with_the_same_keys_and_rows_hold_none_in_the_open_oa_20() {
    for fresh in store::testing::lasting().await {
        let world = World::open(fresh.open().await).await;
        let before = published(&world).await;
        let mut reader = world.engine.reader().await.unwrap();
        let rows = store::signing_key::live(&mut reader, world.engine.now()).await.unwrap();
        drop(reader);
        for row in rows {
            // PKCS#8 begins with a sequence and has the algorithm's identifier in it.
            assert_ne!(row.private.first(), Some(&0x30));
            let public: Value = serde_json::from_str(&row.public).unwrap();
            assert!(["d", "p", "q", "k"].iter().all(|part| public[part].is_null()), "{public}");
        }
        drop(world);
        let again = World::reopen(fresh.open().await).await;
        again.clock.turn(minutes(5));
        assert_eq!(published(&again).await, before);
    }
}
