//! What ended lately and may still be open at a mail server: app passwords, and accounts that were
//! disabled. Read in order of moment and id, from a place on.

use crate::{Reader, Result, args, seam::Row};
use countersign_core::time::Time;

/// Somebody whose connections have to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Of the app password, or of the account.
    pub id: String,
    pub at: Time,
    pub username: String,
}

/// A place in the order; the next page begins after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub at: Time,
    pub id: String,
}

pub async fn app_passwords(reader: &mut Reader, after: &Place, most: i64) -> Result<Vec<Ended>> {
    reader
        .all(
            read,
            "SELECT p.app_password_id, p.ended_at, a.username
             FROM app_password p JOIN account a ON a.account_id = p.account_id
             WHERE p.ended_at IS NOT NULL AND (p.ended_at, p.app_password_id) > ($1, $2)
             ORDER BY p.ended_at, p.app_password_id LIMIT $3",
            args![after.at, after.id.clone(), most],
        )
        .await
}

pub async fn accounts(reader: &mut Reader, after: &Place, most: i64) -> Result<Vec<Ended>> {
    reader
        .all(
            read,
            "SELECT account_id, disabled_at, username FROM account
             WHERE disabled_at IS NOT NULL AND (disabled_at, account_id) > ($1, $2)
             ORDER BY disabled_at, account_id LIMIT $3",
            args![after.at, after.id.clone(), most],
        )
        .await
}

fn read(row: &Row<'_>) -> Result<Ended> {
    Ok(Ended { id: row.text(0)?, at: row.get(1)?, username: row.text(2)? })
}
