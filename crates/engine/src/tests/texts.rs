//! The text service that was chosen in the first run, and who is known in a browser: on both
//! databases, and on every node of a house.

use super::{houses, people::*};
use crate::{
    courier::{Ceilings, Counts, GatewayConfig, Preset, TextService},
    testing::{Plan, TestBrowser, TestHouse, mail_of},
};
use countersign_core::{
    message::Channel,
    secret::Secret,
    time::{days, hours},
};

fn service() -> TextService {
    TextService {
        preset: Preset::Generic,
        url: "https://gateway.example/send".into(),
        password: Secret::from("sesame-of-the-gateway"),
        countries: vec!["HK".into()],
        ..TextService::default()
    }
}

// CR-3, SM-6: sealed, followed by every node, and of no account where the configuration decides.
#[tokio::test]
async fn cr_3_a_chosen_service_is_sealed_and_followed() {
    for fresh in store::testing::databases().await {
        let mut plan = Plan::of(methods::kinds());
        plan.courier.outbox = false;
        plan.courier.ceilings = Ceilings::default();
        let house = TestHouse::bare(fresh.open().await, plan).await;
        let other = house.again().await;
        for node in [&house, &other] {
            assert!(!node.courier.offers(Channel::Text));
        }
        let mut tx = house.db.begin().await.unwrap();
        house.engine.put_text_service(&mut tx, &service()).await.unwrap();
        tx.commit().await.unwrap();
        house.engine.follow_texts().await.unwrap();
        assert!(house.courier.offers(Channel::Text));
        assert!(!other.courier.offers(Channel::Text), "not before it looked");
        other.engine.follow_texts().await.unwrap();
        assert_eq!(other.courier.text_gateways(), ["chosen"]);
        let counts = Counts { country: "HK".into(), ..Default::default() };
        assert_eq!(other.courier.may_send(&counts), Ok(()));
        let elsewhere = Counts { country: "GB".into(), ..counts };
        assert!(other.courier.may_send(&elsewhere).is_err());
        // The next start has it, too; and nothing of it can be read in the database.
        assert_eq!(house.again().await.courier.text_gateways(), ["chosen"]);
        let mut reader = house.engine.reader().await.unwrap();
        let stored = store::setting::get(&mut reader, "texts").await.unwrap().unwrap();
        assert!(!stored.to_string().contains("gateway.example"), "{stored}");
        // What the configuration names wins.
        let mut named = TestHouse { plan: house.plan.clone(), ..house.clone() };
        named.plan.courier.gateways = vec![GatewayConfig {
            name: "first".into(),
            url: Some("https://first.example/send".into()),
            ..GatewayConfig::default()
        }];
        let named = named.again().await;
        assert_eq!(named.courier.text_gateways(), ["first"]);
        assert!(named.courier.may_send(&elsewhere).is_err());
    }
}

// RL-9: only the browser itself, for as long as nobody signed out of it.
#[tokio::test]
async fn rl_9_a_browser_knows_its_own_person_only() {
    houses(|house| async move {
        let Mei { browser, .. } = Mei::at(&house).await;
        let known =
            async |browser: &TestBrowser| house.engine.last_here(&browser.visit()).await.unwrap();
        assert_eq!(known(&browser).await, Some(mail_of(MEI)));
        assert_eq!(known(&house.browser()).await, None);
        house.later(hours(13));
        assert_eq!(known(&browser).await, Some(mail_of(MEI)), "its session ended by itself");
        house.later(days(31));
        house.engine.sweep().await.unwrap();
        assert_eq!(known(&browser).await, None);
    })
    .await;
    houses(|house| async move {
        let Mei { browser, .. } = Mei::at(&house).await;
        let standing = browser.standing().await.unwrap();
        let id = standing.session.id.clone();
        house.engine.sign_out(&browser.visit(), &standing, &id).await.unwrap();
        let known = house.engine.last_here(&browser.visit()).await.unwrap();
        assert_eq!(known, None, "whoever signs out leaves no name");
    })
    .await;
}
