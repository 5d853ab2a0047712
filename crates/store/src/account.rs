//! Accounts. Names and addresses are looked up by their canonical form, in one step.

use crate::{Error, Reader, Result, Tx, args, number, seam::Row};
use countersign_core::{
    account::{Account, Appearance, Role, State, canonical},
    id::{AccountId, MethodId},
    time::Time,
};

/// Which accounts a list shows: keyset paging by canonical name.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Beginning of a name or address.
    pub search: Option<String>,
    /// Canonical name of the last row of the page before.
    pub after: Option<String>,
    pub limit: i64,
}

const BY_ID: &str = "SELECT account_id, username, name, mail, role, state, language, time_zone,
     appearance, default_method, made_at, first_sign_in_at, last_sign_in_at, grace_ends_at,
     disabled_at, generation, version FROM account WHERE account_id = $1";
const BY_NAME: &str = "SELECT account_id, username, name, mail, role, state, language, time_zone,
     appearance, default_method, made_at, first_sign_in_at, last_sign_in_at, grace_ends_at,
     disabled_at, generation, version FROM account
     WHERE account_id = (SELECT n.account_id FROM account_name n WHERE n.name = $1)";
const PAGE: &str = "SELECT account_id, username, name, mail, role, state, language, time_zone,
     appearance, default_method, made_at, first_sign_in_at, last_sign_in_at, grace_ends_at,
     disabled_at, generation, version FROM account
     WHERE canonical > $1 ORDER BY canonical LIMIT $2";
const SEARCH: &str = "SELECT account_id, username, name, mail, role, state, language, time_zone,
     appearance, default_method, made_at, first_sign_in_at, last_sign_in_at, grace_ends_at,
     disabled_at, generation, version FROM account WHERE canonical > $1 AND account_id IN
     (SELECT n.account_id FROM account_name n WHERE n.name >= $2 AND n.name < $3)
     ORDER BY canonical LIMIT $4";
const ADMINISTRATORS: &str = "SELECT account_id, username, name, mail, role, state, language,
     time_zone, appearance, default_method, made_at, first_sign_in_at, last_sign_in_at,
     grace_ends_at, disabled_at, generation, version FROM account
     WHERE role <> 'person' AND disabled_at IS NULL ORDER BY canonical";

pub async fn by_id(reader: &mut Reader, id: &AccountId) -> Result<Option<Account>> {
    reader.maybe(read, BY_ID, args![id]).await
}

/// By canonical user name or mail address; no two accounts share one.
pub async fn by_name(reader: &mut Reader, name: &str) -> Result<Option<Account>> {
    reader.maybe(read, BY_NAME, args![name]).await
}

pub async fn page(reader: &mut Reader, filter: &Filter) -> Result<Vec<Account>> {
    let after = filter.after.clone().unwrap_or_default();
    let from = filter.search.as_deref().map(canonical).unwrap_or_default();
    if from.is_empty() {
        return reader.all(read, PAGE, args![after, filter.limit]).await;
    }
    // Everything that begins with the search; the last code point ends the range.
    let to = format!("{from}\u{10FFFF}");
    reader.all(read, SEARCH, args![after, from, to, filter.limit]).await
}

pub async fn count(reader: &mut Reader) -> Result<i64> {
    number(reader, "SELECT COUNT(*) FROM account", args![]).await
}

/// Owners who can sign in.
pub async fn owners(reader: &mut Reader) -> Result<i64> {
    // The second condition is the index's.
    let sql = "SELECT COUNT(*) FROM account
               WHERE role = 'owner' AND role <> 'person' AND disabled_at IS NULL";
    number(reader, sql, args![]).await
}

/// Everybody with a role, who can sign in.
pub async fn administrators(reader: &mut Reader) -> Result<Vec<Account>> {
    reader.all(read, ADMINISTRATORS, args![]).await
}

/// Taken, if the name or address is somebody's name or address already.
pub async fn add(tx: &mut Tx, account: &Account, name: &str) -> Result<()> {
    tx.must(
        "INSERT INTO account (account_id, username, canonical, mail, name, role, state, language,
         time_zone, appearance, default_method, made_at, grace_ends_at, disabled_at, generation,
         version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0)",
        args![
            &account.id,
            &account.username,
            name,
            &account.mail,
            &account.name,
            account.role.name(),
            account.state.name(),
            account.language.clone(),
            account.time_zone.clone(),
            account.appearance.name(),
            account.default_method.as_ref(),
            account.made_at,
            account.grace_ends_at,
            account.disabled_at,
            account.generation
        ],
    )
    .await?;
    claim(tx, &account.id, name, "canonical").await?;
    claim(tx, &account.id, &canonical(&account.mail), "mail").await
}

/// Makes a name the account's, unless it is somebody else's.
async fn claim(tx: &mut Tx, id: &AccountId, name: &str, column: &str) -> Result<()> {
    let sql = "INSERT INTO account_name (name, account_id) VALUES ($1, $2)
               ON CONFLICT (name) DO UPDATE SET account_id = excluded.account_id
               WHERE account_name.account_id = excluded.account_id";
    let claimed = tx.run(sql, args![name, id]).await?;
    if claimed == 1 { Ok(()) } else { Err(Error::Taken(column.into())) }
}

/// Saves what people and administrators change, which the user name is not. Stale, if somebody else
/// saved in between; Taken, if the address is somebody's name or address already.
pub async fn save(tx: &mut Tx, account: &Account) -> Result<()> {
    tx.on(account.id.as_str())
        .must(
            "UPDATE account SET name = $3, mail = $4, role = $5, state = $6, language = $7,
         time_zone = $8, appearance = $9, default_method = $10, grace_ends_at = $11,
         disabled_at = $12, version = version + 1 WHERE account_id = $1 AND version = $2",
            args![
                &account.id,
                account.version,
                &account.name,
                &account.mail,
                account.role.name(),
                account.state.name(),
                account.language.clone(),
                account.time_zone.clone(),
                account.appearance.name(),
                account.default_method.as_ref(),
                account.grace_ends_at,
                account.disabled_at
            ],
        )
        .await?;
    let mail = canonical(&account.mail);
    // The address before, if it was another one.
    tx.run(
        "DELETE FROM account_name WHERE account_id = $1 AND name <> $2
         AND name <> (SELECT a.canonical FROM account a WHERE a.account_id = $1)",
        args![&account.id, &mail],
    )
    .await?;
    claim(tx, &account.id, &mail, "mail").await
}

pub async fn signed_in(tx: &mut Tx, id: &AccountId, now: Time) -> Result<()> {
    tx.on(id.as_str())
        .must(
            "UPDATE account SET last_sign_in_at = $2,
         first_sign_in_at = COALESCE(first_sign_in_at, $2) WHERE account_id = $1",
            args![id, now],
        )
        .await
}

/// Stores the end of the grace period, once (EN-9). Says whether it did. What was read before it
/// cannot be saved any more.
pub async fn begin_grace(tx: &mut Tx, id: &AccountId, ends: Time) -> Result<bool> {
    let sql = "UPDATE account SET grace_ends_at = $2, version = version + 1
               WHERE account_id = $1 AND grace_ends_at IS NULL";
    Ok(tx.on(id.as_str()).run(sql, args![id, ends]).await? == 1)
}

/// Says when somebody who put the second step off is to be reminded next.
pub async fn remind(tx: &mut Tx, id: &AccountId, at: Option<Time>) -> Result<()> {
    let sql = "UPDATE account SET remind_at = $2 WHERE account_id = $1";
    tx.on(id.as_str()).must(sql, args![id, at]).await
}

/// The next reminder takes the place of the one at `due`. Stale, if another server was faster.
pub async fn reminded(tx: &mut Tx, id: &AccountId, due: Time, next: Option<Time>) -> Result<()> {
    let sql = "UPDATE account SET remind_at = $3 WHERE account_id = $1 AND remind_at = $2";
    tx.on(id.as_str()).must(sql, args![id, due, next]).await
}

/// Who has to be reminded by `now`, and since when; the longest due first.
pub async fn to_remind(
    reader: &mut Reader,
    now: Time,
    most: i64,
) -> Result<Vec<(AccountId, Time)>> {
    reader
        .all(
            |row| Ok((row.get(0)?, row.get(1)?)),
            "SELECT account_id, remind_at FROM account
             WHERE remind_at <= $1 AND remind_at IS NOT NULL AND disabled_at IS NULL
             ORDER BY remind_at LIMIT $2",
            args![now, most],
        )
        .await
}

/// Voids whatever was half done. Stale, if another change came first.
pub async fn bump_generation(tx: &mut Tx, id: &AccountId, expected: i64) -> Result<()> {
    tx.on(id.as_str())
        .must(
            "UPDATE account SET generation = generation + 1
         WHERE account_id = $1 AND generation = $2",
            args![id, expected],
        )
        .await
}

/// Keeps the account as it was read until the end of the transaction: nobody disables it, gives it
/// a role or changes its ways meanwhile. Stale, if somebody did already.
pub async fn hold(tx: &mut Tx, account: &Account) -> Result<()> {
    let sql = "UPDATE account SET generation = generation
               WHERE account_id = $1 AND generation = $2 AND role = $3 AND disabled_at IS NULL";
    let given = args![&account.id, account.generation, account.role.name()];
    tx.on(account.id.as_str()).must(sql, given).await
}

/// The way that is asked first, as the house settles it after a change of ways.
pub async fn prefer(tx: &mut Tx, id: &AccountId, method: Option<&MethodId>) -> Result<()> {
    tx.on(id.as_str())
        .must(
            "UPDATE account SET default_method = $2, version = version + 1 WHERE account_id = $1",
            args![id, method],
        )
        .await
}

/// Enabled becomes Enforced when set-up is done (original.md §5).
pub async fn enforce(tx: &mut Tx, id: &AccountId) -> Result<bool> {
    let sql = "UPDATE account SET state = 'enforced', version = version + 1
               WHERE account_id = $1 AND state = 'enabled'";
    Ok(tx.on(id.as_str()).run(sql, args![id]).await? == 1)
}

pub(crate) fn read(row: &Row<'_>) -> Result<Account> {
    read_from(row, 0)
}

/// An account whose columns begin at `at`, in the order of `BY_ID`.
pub(crate) fn read_from(row: &Row<'_>, at: usize) -> Result<Account> {
    Ok(Account {
        id: row.get(at)?,
        username: row.text(at + 1)?,
        name: row.text(at + 2)?,
        mail: row.text(at + 3)?,
        role: Role::parse(&row.text(at + 4)?).ok_or_else(|| unknown("role"))?,
        state: State::parse(&row.text(at + 5)?).ok_or_else(|| unknown("state"))?,
        language: row.opt_text(at + 6)?,
        time_zone: row.opt_text(at + 7)?,
        appearance: Appearance::parse(&row.text(at + 8)?).ok_or_else(|| unknown("appearance"))?,
        default_method: row.get(at + 9)?,
        made_at: row.get(at + 10)?,
        first_sign_in_at: row.get(at + 11)?,
        last_sign_in_at: row.get(at + 12)?,
        grace_ends_at: row.get(at + 13)?,
        disabled_at: row.get(at + 14)?,
        generation: row.int(at + 15)?,
        version: row.int(at + 16)?,
    })
}

fn unknown(what: &str) -> Error {
    Error::Db(format!("an account has a {what} this program does not know"))
}
