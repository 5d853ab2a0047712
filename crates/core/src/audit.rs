//! What happened: written in the same transaction as the change it tells of (LG-5). Never a code,
//! secret or full number (LG-2).

pub mod chain;

use crate::{
    id::{AccountId, AuditId},
    message::Args,
    time::Time,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEvent {
    pub id: AuditId,
    pub at: Time,
    pub what: What,
    /// Whom it is about.
    pub account: Option<AccountId>,
    /// Who did it, when that is somebody else.
    pub actor: Option<AccountId>,
    /// Tag of the request it belongs to.
    pub tag: Option<String>,
    /// Network address.
    pub source: String,
    pub device: String,
    /// Kind of method, name of app, reason: short facts by name.
    pub facts: Args,
}

macro_rules! whats {
    ($($name:ident = $text:literal),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum What { $(#[serde(rename = $text)] $name),+ }
        impl What {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            /// As it stands in rows, logs and exports.
            pub const fn name(self) -> &'static str { match self { $(Self::$name => $text),+ } }
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|what| what.name() == text)
            }
        }
    };
}

whats! {
    SignedIn = "signed_in",
    Proved = "proved",
    Refused = "refused",
    WrongAnswer = "wrong_answer",
    Paused = "paused",
    Asked = "asked",
    Joined = "joined",
    Cancelled = "cancelled",
    Denied = "denied",
    PutOff = "put_off",
    GraceBegan = "grace_began",
    SignedOut = "signed_out",
    SessionRevoked = "session_revoked",
    MethodAdded = "method_added",
    MethodRemoved = "method_removed",
    MethodRenamed = "method_renamed",
    DefaultChanged = "default_changed",
    RecoveryUsed = "recovery_used",
    PasswordChanged = "password_changed",
    ResetAsked = "reset_asked",
    ChangeUndone = "change_undone",
    ChangeConfirmed = "change_confirmed",
    ProfileChanged = "profile_changed",
    StateChanged = "state_changed",
    AccountMade = "account_made",
    AccountDisabled = "account_disabled",
    AccountEnabled = "account_enabled",
    MethodsReset = "methods_reset",
    OrganisationMade = "organisation_made",
    AppOpened = "app_opened",
    TokenIssued = "token_issued",
    TokenRefused = "token_refused",
    TokenReplayed = "token_replayed",
    BreakGlass = "break_glass",
    AppPasswordMade = "app_password_made",
    AppPasswordTaken = "app_password_taken",
    AppPasswordRenamed = "app_password_renamed",
    AppPasswordUsed = "app_password_used",
    AppPasswordEnded = "app_password_ended",
    OldProgram = "old_program",
    RetiredUsed = "retired_used",
    SendWithheld = "send_withheld",
    DeliveryFailed = "delivery_failed",
    DefaultsChanged = "defaults_changed",
    AppAdded = "app_added",
    AppChanged = "app_changed",
    AppRemoved = "app_removed",
    SigningKeyMade = "signing_key_made",
    SigningKeyRetired = "signing_key_retired",
    MasterKeyAdded = "master_key_added",
    MasterKeyDropped = "master_key_dropped",
    Resealed = "resealed",
    AuditForgotten = "audit_forgotten",
    Restored = "restored",
}
