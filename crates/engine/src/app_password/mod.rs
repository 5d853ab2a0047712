//! Making, listing, naming and removing app passwords, and what a page may show of a new one.
//!
//! What ends them (AP-6); the end is seen at the next request on every node:
//!
//! | What happens | App passwords |
//! |---|---|
//! | removed by its owner, or from the notice that told of it | that one |
//! | 90 days without use, or its last day | that one; its owner is told 14 days before |
//! | password changed | as its owner chooses: kept, or all |
//! | "forgotten password" | all, as somebody may have got in |
//! | a change undone from its notice ("this was not me") | all |
//! | account disabled; enabling it brings none back | all |
//! | contact methods required again, break glass | all |
//! | an administrator's role given | all |
//!
//! Taking the organisation's permission away ends none, but none opens anything until it is given
//! back.

mod ends;
mod list;
mod make;
mod shown;

pub use list::{Former, StillUsed, Watch};
pub use make::NewAppPassword;
pub(crate) use shown::Shown;

use crate::{Error, Result};
use countersign_core::app_password::NAME_MOST;

/// A name that can stand in a list and a mail.
fn named(typed: &str) -> Result<&str> {
    let bad = Error::Refused("app-password-name-bad");
    crate::security_info::one_line(typed, NAME_MOST).ok_or(bad)
}
