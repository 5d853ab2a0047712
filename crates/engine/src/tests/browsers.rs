//! What a browser is known for, and when that ends.

use super::{changes::undo_link, houses, people::*};
use crate::testing::{TestBrowser, TestHouse};
use countersign_core::audit::What;

async fn known(house: &TestHouse, browser: &TestBrowser) -> bool {
    let account = house.account(MEI).await;
    let hash = house.engine.browser_of(&browser.visit()).unwrap();
    let mut reader = house.engine.reader().await.unwrap();
    store::browser::known(&mut reader, &hash, &account.id).await.unwrap()
}

// RL-8, EN-10: whoever got in may have done so in a browser that is known since.
#[tokio::test]
async fn no_browser_is_known_after_a_reset_rl_8() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        assert!(known(&house, &mei).await);
        house.engine.reset_methods(&house.account(MEI).await, "lost phone").await.unwrap();
        assert!(!known(&house, &mei).await, "an administrator's reset");
        mei.session = None;
        mei = Mei::enrolled(&house, mei).await.browser;
        assert!(known(&house, &mei).await);
        let token = undo_link(&house, "mail-way-added").await;
        house.engine.undo(&house.browser().visit(), &token).await.unwrap();
        assert!(!known(&house, &mei).await, "somebody got in");
    })
    .await;
}

// SE-1: the name of a browser is another one after its owner signed out; what it is known for goes
// with it, and a copy of the old cookie is a stranger's.
#[tokio::test]
async fn a_browser_has_another_name_after_signing_out_se_1() {
    houses(|house| async move {
        let mut mei = Mei::at(&house).await.browser;
        let copied = mei.clone();
        let standing = mei.standing().await.unwrap();
        let session = standing.session.id.clone();
        house.engine.sign_out(&mei.visit(), &standing, &session).await.unwrap();
        mei.secret = house.engine.renew_browser(&mei.visit()).await.unwrap().unwrap();
        assert!(known(&house, &mei).await && !known(&house, &copied).await);
        // While a sign-in is open it keeps the name that is bound to.
        let handle = mei.open("Mail").await;
        assert!(house.engine.renew_browser(&mei.visit()).await.unwrap().is_none());
        house.engine.look(&mei.visit(), &handle).await.unwrap();
        assert!(house.engine.look(&copied.visit(), &handle).await.is_err());
    })
    .await;
}

// LG-1: apps and keys that come, change and go are written down, without their secrets.
#[tokio::test]
async fn apps_and_keys_are_written_down_lg_1() {
    houses(|house| async move {
        let now = house.engine.now();
        let mut app = countersign_core::app::App {
            id: countersign_core::id::AppId::new(now, house.engine.dice()),
            front: "test".into(),
            key: "app_mail".into(),
            name: "Mail".into(),
            about: String::new(),
            icon: "web".into(),
            url: "https://mail.example".into(),
            connection: serde_json::json!({ "secret": "canary" }),
            made_at: now,
            disabled_at: None,
            version: 0,
        };
        house.engine.add_app(&app).await.unwrap();
        app.name = "Larkfield Mail".into();
        house.engine.save_app(&app).await.unwrap();
        app.version += 1;
        app.disabled_at = Some(now);
        house.engine.save_app(&app).await.unwrap();
        house.engine.keys().await.unwrap();
        house.engine.rotate_signing_keys().await.unwrap();
        let mut reader = house.engine.reader().await.unwrap();
        let span = (now, now.plus(countersign_core::time::hours(1)));
        let log = store::audit::recent(&mut reader, span, 99).await.unwrap();
        let count = |what| log.iter().filter(|event| event.what == what).count();
        assert_eq!(count(What::AppAdded), 1);
        assert_eq!(count(What::AppChanged), 1);
        assert_eq!(count(What::AppRemoved), 1);
        assert_eq!((count(What::SigningKeyMade), count(What::SigningKeyRetired)), (6, 3));
        assert!(!format!("{log:?}").contains("canary"));
    })
    .await;
}
