//! What apps are given for people who are signed in: a code, then tokens of one grant.
//!
//! - Every token is random, kept as keyed hash, and opens nothing once its grant, session, account
//!   or app is over: that is asked at every use (OA-6).
//! - A code and a refresh token work once, decided by one statement. A second use ends all that
//!   came of the first (OA-3, OA-5).
//! - The gate is the policy's, asked again for every token (invariant 1).

mod code;
mod once;
mod refresh;
mod sign_out;
mod start;
mod token;

pub use code::{Code, NewCode};
pub use refresh::Ask;
pub use sign_out::Leaving;
pub use start::Start;
pub use token::{Bearer, Kind, Tokens};

use crate::{Engine, Result, Standing};
use countersign_core::{
    account::Account,
    id::{AccountId, SessionId},
    method::{Factor, Proof},
    policy::{self, Decision, Facts},
    session::Level,
    time::{Time, days, hours, minutes},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// A code is exchanged at once or not at all (OA-3).
pub const CODE_LIFE: Duration = minutes(1);
pub const ACCESS_LIFE: Duration = hours(1);
/// A refresh token that nobody used for so long is over, and so is, used or not, its grant.
pub const REFRESH_LIFE: Duration = days(30);
pub const OFFLINE_LIFE: Duration = days(90);

/// What a grant remembers about the sign-in it came of; sealed in its row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Origin {
    pub session: SessionId,
    pub proofs: Vec<Proof>,
    pub auth_time: Time,
    /// What the app asked for on top of policy.
    pub at_least: Level,
    /// The front's own.
    pub own: Value,
}

/// Why no token is given. A value: the front says it in its protocol's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Unknown, over, or somebody else's.
    NotGood,
    /// Used before: everything that came of it is over now.
    Replayed,
    /// The person may not come in like this any more.
    Closed,
    /// More was asked for than was granted.
    TooMuch,
}

impl Engine {
    /// Whether a session opens an app that asks for `at_least`: the same gate as at sign-in.
    /// "Not now" was answered when the session was opened, so it still holds.
    pub async fn opens(&self, standing: &Standing, at_least: Level) -> Result<bool> {
        self.enough(&standing.account, &standing.session.proofs, at_least).await
    }

    pub(crate) async fn enough(
        &self,
        account: &Account,
        proofs: &[Proof],
        at_least: Level,
    ) -> Result<bool> {
        let now = self.now();
        let organisation = self.organisation().await?;
        let set_up = self.has_second_step(&account.id).await?;
        let decision = policy::decide(&Facts {
            account,
            policy: policy::combine(account, &organisation.defaults, set_up, now),
            at_least,
            proofs,
            set_up,
            put_off: true,
            now,
        });
        Ok(decision == Decision::Enough)
    }

    pub(crate) async fn has_second_step(&self, account: &AccountId) -> Result<bool> {
        let (db, copies, now) = (&self.0.db, &self.0.copies.second_steps, self.now());
        let key = account.as_str().as_bytes();
        if let Some(known) = copies.get(db, now, key) {
            return Ok(known);
        }
        let moment = db.moment();
        let mut reader = self.reader().await?;
        let rows = store::method::of_account(&mut reader, account).await?;
        let mut kinds = rows.iter().filter_map(|row| self.0.kinds.get(&row.kind));
        let has = kinds.any(|kind| kind.factor() != Factor::Knows);
        copies.put(key, db.note(moment, &[key]), now, has);
        Ok(has)
    }

    fn token_hash(&self, secret: &str) -> Vec<u8> {
        self.0.vault.keyed_hash("token", secret.as_bytes()).to_vec()
    }
}
