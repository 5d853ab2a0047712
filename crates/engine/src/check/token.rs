//! Access tokens of ours at the same doors: the token, its grant, session, app and account are
//! asked at every use, and what was granted has to cover the protocol.

use super::{Answer, By, TokenKnock};
use crate::{Engine, Result, oauth::Kind};
use countersign_core::{
    account::{Account, canonical},
    app_password::{Protocol, Refusal, Scope},
};

impl Engine {
    /// Whether a program with an access token is let in.
    ///
    /// # Errors
    /// `Down`: nothing is known about the token; say that it is temporary.
    pub async fn check_token(&self, knock: &TokenKnock) -> Result<Answer> {
        let wrong = Ok(Answer::Refused(Refusal::Wrong));
        let Some(bearer) = self.bearer(knock.token.reveal()).await? else { return wrong };
        let named = knock.name.as_deref().is_none_or(|name| is_of(name, bearer.account()));
        if bearer.kind != Kind::Access || !named {
            return wrong;
        }
        if !self.app_on(knock.app.as_ref()).await? {
            return Ok(Answer::Refused(Refusal::AppOff));
        }
        if !covers(bearer.scope(), knock.protocol) {
            return Ok(Answer::Refused(Refusal::OtherScope));
        }
        let account = bearer.account().clone();
        Ok(Answer::Open { account: account.username, mail: account.mail, by: By::Token })
    }

    /// Whether the app behind a door is switched on; a door without one is.
    pub(super) async fn app_on(&self, app: Option<&countersign_core::id::AppId>) -> Result<bool> {
        let Some(id) = app else { return Ok(true) };
        let apps = self.apps().await?;
        Ok(apps.by_id(id).is_some_and(|app| app.disabled_at.is_none()))
    }
}

/// Whether a typed name is the account's user name or address, in any spelling.
pub(super) fn is_of(name: &str, account: &Account) -> bool {
    let name = canonical(name);
    name == canonical(&account.username) || name == canonical(&account.mail)
}

/// Who was granted reading mail may send it: mail programs ask for one scope.
fn covers(granted: &str, protocol: Protocol) -> bool {
    let wanted = protocol.scope();
    granted
        .split(' ')
        .filter_map(Scope::named)
        .any(|scope| scope == wanted || (scope == Scope::Mail && wanted == Scope::Sending))
}
