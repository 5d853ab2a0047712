//! Programs that bring an access token of ours to the same doors.

use super::{changes::mail_app, houses, people::*, programs::*};
use crate::{
    check::{Answer, By, TokenKnock},
    oauth::NewCode,
    testing::{TestBrowser, mail_of},
};
use countersign_core::{
    app::App,
    app_password::{Protocol, Refusal},
    secret::Secret,
    session::Level,
    time::hours,
};
use serde_json::Value;

/// What Roundcube has once Mei has opened it, with or without a refresh token beside.
async fn tokens(mei: &TestBrowser, app: &App, scope: &str) -> (Secret<String>, Secret<String>) {
    let (engine, visit) = (mei.engine(), mei.visit());
    let standing = mei.standing().await.unwrap();
    let new = NewCode {
        scope: scope.into(),
        offline: true,
        at_least: Level::None,
        bound: Value::Null,
        own: Value::Null,
        request: None,
    };
    let code = engine.give_code(&visit, &standing, app, new).await.unwrap().unwrap();
    let look = engine.look_at_code(code.reveal()).await.unwrap().unwrap();
    let given = engine.redeem_code(&visit, app, code.reveal(), &look).await.unwrap();
    let Ok(given) = given else { panic!("no tokens") };
    (given.access, given.refresh.unwrap())
}

fn brings(token: &Secret<String>, protocol: Protocol) -> TokenKnock {
    TokenKnock {
        protocol,
        app: None,
        name: Some(mail_of(MEI)),
        token: token.clone(),
        source: PHONE.into(),
    }
}

// ML-2, AP-3: what was granted, to whom it was granted, while all of it is open.
#[tokio::test]
async fn a_token_opens_what_was_granted() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        let engine = &house.engine;
        let app = mail_app(&house);
        engine.add_app(&app).await.unwrap();
        let (access, refresh) = tokens(&mei, &app, "openid mail").await;
        let check = async |knock: &TokenKnock| engine.check_token(knock).await.unwrap();
        let open = opened(MEI, By::Token);
        for protocol in Protocol::ALL {
            let answer = check(&brings(&access, *protocol)).await;
            let may = matches!(
                protocol,
                Protocol::Imap | Protocol::Pop3 | Protocol::Smtp | Protocol::Sieve | Protocol::Ldap
            );
            let want = if may { open.clone() } else { refused(Refusal::OtherScope) };
            assert_eq!(answer, want, "{protocol:?}");
        }
        let imap = brings(&access, Protocol::Imap);
        assert_eq!(check(&TokenKnock { name: None, ..imap.clone() }).await, open);
        let tom = TokenKnock { name: Some(mail_of("tom")), ..imap.clone() };
        assert_eq!(check(&tom).await, refused(Refusal::Wrong));
        let wrong = refused(Refusal::Wrong);
        assert_eq!(check(&brings(&refresh, Protocol::Imap)).await, wrong, "not a refresh token");
        assert_eq!(check(&brings(&"abc".into(), Protocol::Imap)).await, wrong);
        let (bare, _) = tokens(&mei, &app, "openid email").await;
        assert_eq!(check(&brings(&bare, Protocol::Imap)).await, refused(Refusal::OtherScope));
        // The app behind the door is another one than the one with the token.
        let server = App { id: "mail-server".into(), key: "server".into(), ..mail_app(&house) };
        engine.add_app(&server).await.unwrap();
        let behind = TokenKnock { app: Some(server.id.clone()), ..imap.clone() };
        assert_eq!(check(&behind).await, open);
        let off = App { disabled_at: Some(engine.now()), ..server };
        engine.save_app(&off).await.unwrap();
        assert_eq!(check(&behind).await, refused(Refusal::AppOff));
        house.later(hours(2));
        assert_eq!(check(&imap).await, wrong, "its time is over");
        let mei = account(&house).await;
        engine.disable_account(&mei).await.unwrap();
        assert!(matches!(check(&imap).await, Answer::Refused(_)));
    })
    .await;
}

// SE-5: disabling ends it while its time is not over.
#[tokio::test]
async fn a_token_ends_with_the_account() {
    houses(|house| async move {
        let mei = Mei::at(&house).await.browser;
        let app = mail_app(&house);
        house.engine.add_app(&app).await.unwrap();
        let (access, _) = tokens(&mei, &app, "mail").await;
        let knock = brings(&access, Protocol::Imap);
        assert_eq!(house.engine.check_token(&knock).await.unwrap(), opened(MEI, By::Token));
        house.engine.disable_account(&account(&house).await).await.unwrap();
        let answer = house.engine.check_token(&knock).await.unwrap();
        assert_eq!(answer, refused(Refusal::Wrong));
    })
    .await;
}
