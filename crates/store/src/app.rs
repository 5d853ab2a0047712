//! Apps; a front finds its own by a key (the client id).

use crate::{Reader, Result, Tx, args, seam::Row};
use countersign_core::{app::App, id::AppId};
use serde_json::Value;

/// An app and its sealed connection; the app's own `connection` is empty until it is opened.
pub type Sealed = (App, Vec<u8>);

pub async fn add(tx: &mut Tx, app: &App, connection: &[u8]) -> Result<()> {
    tx.must(
        "INSERT INTO app (app_id, front, app_key, name, about, icon, url, connection, made_at,
         disabled_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
        args![
            &app.id,
            &app.front,
            &app.key,
            &app.name,
            &app.about,
            &app.icon,
            &app.url,
            connection,
            app.made_at,
            app.disabled_at
        ],
    )
    .await
}

pub async fn by_key(reader: &mut Reader, front: &str, key: &str) -> Result<Option<Sealed>> {
    reader
        .maybe(
            read,
            "SELECT app_id, front, app_key, name, about, icon, url, connection, made_at,
             disabled_at, version FROM app WHERE front = $1 AND app_key = $2",
            args![front, key],
        )
        .await
}

pub async fn by_id(reader: &mut Reader, id: &AppId) -> Result<Option<Sealed>> {
    reader
        .maybe(
            read,
            "SELECT app_id, front, app_key, name, about, icon, url, connection, made_at,
             disabled_at, version FROM app WHERE app_id = $1",
            args![id],
        )
        .await
}

pub async fn all(reader: &mut Reader) -> Result<Vec<Sealed>> {
    reader
        .all(
            read,
            "SELECT app_id, front, app_key, name, about, icon, url, connection, made_at,
             disabled_at, version FROM app ORDER BY made_at, app_id",
            args![],
        )
        .await
}

pub async fn save(tx: &mut Tx, app: &App, connection: &[u8]) -> Result<()> {
    tx.must(
        "UPDATE app SET name = $3, about = $4, icon = $5, url = $6, connection = $7,
         disabled_at = $8, version = version + 1 WHERE app_id = $1 AND version = $2",
        args![
            &app.id,
            app.version,
            &app.name,
            &app.about,
            &app.icon,
            &app.url,
            connection,
            app.disabled_at
        ],
    )
    .await
}

fn read(row: &Row<'_>) -> Result<Sealed> {
    let app = App {
        id: row.get(0)?,
        front: row.text(1)?,
        key: row.text(2)?,
        name: row.text(3)?,
        about: row.text(4)?,
        icon: row.text(5)?,
        url: row.text(6)?,
        connection: Value::Null,
        made_at: row.get(8)?,
        disabled_at: row.get(9)?,
        version: row.int(10)?,
    };
    Ok((app, row.bytes(7)?))
}
