//! Passwords an account had before, recognised by 16 bits of a keyed hash: a program that still
//! tries one is told apart from a guess, and nobody finds a password by it, whatever else they
//! have.
//!
//! Swept: 400 days after the password was changed.

use crate::{
    Error, Reader, Result, Tx,
    app_password::{Still, used},
    args,
};
use countersign_core::{id::AccountId, time::Time};

/// Keeps the print of a password that was the account's until now.
pub async fn retire(tx: &mut Tx, account: &AccountId, print: u16, now: Time) -> Result<()> {
    tx.must(
        "INSERT INTO retired_password (account_id, print, retired_at) VALUES ($1, $2, $3)
         ON CONFLICT (account_id, print) DO UPDATE SET retired_at = excluded.retired_at",
        args![account, i64::from(print), now],
    )
    .await
}

/// A print that is the account's password again is none of a former one.
pub async fn forget(tx: &mut Tx, account: &AccountId, print: u16) -> Result<()> {
    let sql = "DELETE FROM retired_password WHERE account_id = $1 AND print = $2";
    tx.run(sql, args![account, i64::from(print)]).await.map(drop)
}

/// When the password with this print stopped being the account's, if it was one.
pub async fn known(reader: &mut Reader, account: &AccountId, print: u16) -> Result<Option<Time>> {
    let sql = "SELECT retired_at FROM retired_password WHERE account_id = $1 AND print = $2";
    reader.maybe(|row| row.get(0), sql, args![account, i64::from(print)]).await
}

/// Writes down that a program still uses it.
pub async fn see_still(tx: &mut Tx, account: &AccountId, print: u16, still: &Still) -> Result<()> {
    tx.run(
        "UPDATE retired_password SET still_at = $3, still_from = $4, still_by = $5, still_as = $6
         WHERE account_id = $1 AND print = $2 AND (still_at IS NULL OR still_at < $3)",
        args![
            account,
            i64::from(print),
            still.last.at,
            &still.last.source,
            still.last.protocol.name(),
            &still.program
        ],
    )
    .await
    .map(drop)
}

/// Former passwords of the account that programs have used since `since`: when each was changed,
/// and its last use.
pub async fn still_used(
    reader: &mut Reader,
    account: &AccountId,
    since: Time,
) -> Result<Vec<(Time, Still)>> {
    reader
        .all(
            |row| {
                let last = used(row, 1)?;
                let last = last.ok_or_else(|| Error::Db("a use without a moment".into()))?;
                Ok((row.get(0)?, Still { last, program: row.opt_text(4)?.unwrap_or_default() }))
            },
            "SELECT retired_at, still_at, still_from, still_by, still_as FROM retired_password
             WHERE account_id = $1 AND still_at >= $2",
            args![account, since],
        )
        .await
}

/// Forgets some that were retired before `before`.
pub async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.run(
        "DELETE FROM retired_password WHERE retired_at < $1 AND account_id IN
         (SELECT account_id FROM retired_password WHERE retired_at < $1
          ORDER BY retired_at LIMIT 500)",
        args![before],
    )
    .await
}
