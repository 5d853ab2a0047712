//! PostgreSQL: a pool of clients with their own caches of prepared statements.

use super::{Result, Row, Value};
use crate::Error;
use deadpool_postgres::{Config, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use std::error::Error as _;
use tokio_postgres::{
    NoTls,
    error::SqlState,
    types::{IsNull, ToSql, Type, private::BytesMut},
};

const CLIENTS: usize = 16;

pub struct Postgres(Pool);

impl Postgres {
    pub fn open(url: &str) -> Result<Self> {
        let mut config = Config::new();
        config.url = Some(url.to_owned());
        config.manager = Some(ManagerConfig { recycling_method: RecyclingMethod::Fast });
        config.pool = Some(deadpool_postgres::PoolConfig::new(CLIENTS));
        let plain = url.contains("sslmode=disable") || local(url);
        let pool = if plain {
            config.create_pool(Some(Runtime::Tokio1), NoTls)
        } else {
            let tls = tokio_postgres_rustls::MakeRustlsConnect::with_native_certs()
                .map_err(|e| Error::Db(format!("the system's certificates: {e:?}")))?;
            config.create_pool(Some(Runtime::Tokio1), tls.0)
        };
        Ok(Self(pool.map_err(|e| Error::Db(e.to_string()))?))
    }

    pub async fn client(&self) -> Result<Client> {
        let object = self.0.get().await.map_err(|e| Error::Db(e.to_string()))?;
        Ok(Client { object: Some(object), open: false })
    }

    pub async fn begin(&self) -> Result<Client> {
        let mut client = self.client().await?;
        client.object()?.batch_execute("BEGIN").await.map_err(db)?;
        client.open = true;
        Ok(client)
    }
}

/// Connections on this machine or over a socket need no TLS.
fn local(url: &str) -> bool {
    let host = url.split('@').nth(1).unwrap_or(url);
    host.starts_with("127.") || host.starts_with("localhost") || url.contains("host=/")
        || host.starts_with('/') || host.starts_with("%2F")
}

pub struct Client {
    object: Option<Object>,
    open: bool,
}

impl Client {
    fn object(&self) -> Result<&Object> {
        self.object.as_ref().ok_or_else(|| Error::Db("the client is gone".into()))
    }

    pub async fn rows(&self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>> {
        let object = self.object()?;
        let statement = object.prepare_cached(sql).await.map_err(db)?;
        let found = object.query(&statement, &params(args)).await.map_err(db)?;
        found.iter().map(own_row).collect()
    }

    pub async fn run(&self, sql: &'static str, args: &[Value]) -> Result<u64> {
        let object = self.object()?;
        let statement = object.prepare_cached(sql).await.map_err(db)?;
        object.execute(&statement, &params(args)).await.map_err(db)
    }

    /// Several statements at once, for migrations only.
    pub async fn batch(&self, sql: &str) -> Result<()> {
        self.object()?.batch_execute(sql).await.map_err(db)
    }

    pub async fn commit(mut self) -> Result<()> {
        self.object()?.batch_execute("COMMIT").await.map_err(db)?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if let (true, Some(object)) = (self.open, self.object.take()) {
            match tokio::runtime::Handle::try_current() {
                Ok(runtime) => drop(runtime.spawn(async move {
                    if object.batch_execute("ROLLBACK").await.is_err() {
                        // Out of the pool: its server ends the transaction with the connection.
                        drop(Object::take(object));
                    }
                })),
                Err(_) => drop(Object::take(object)),
            }
        }
    }
}

fn params(args: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    args.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn own_row(row: &tokio_postgres::Row) -> Result<Row> {
    let value = |at: usize| -> std::result::Result<Value, tokio_postgres::Error> {
        let kind = row.columns().get(at).map(|column| column.type_().clone());
        Ok(match kind {
            Some(Type::INT8) => row.try_get::<_, Option<i64>>(at)?.map_or(Value::Null, Value::Int),
            Some(Type::INT4) => row
                .try_get::<_, Option<i32>>(at)?
                .map_or(Value::Null, |number| Value::Int(number.into())),
            Some(Type::BYTEA) => {
                row.try_get::<_, Option<Vec<u8>>>(at)?.map_or(Value::Null, Value::Bytes)
            }
            _ => row.try_get::<_, Option<String>>(at)?.map_or(Value::Null, Value::Text),
        })
    };
    let values = (0..row.len()).map(|at| value(at).map_err(db)).collect::<Result<_>>()?;
    Ok(Row(values))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Int(number) => number.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

fn db(error: tokio_postgres::Error) -> Error {
    let Some(cause) = error.as_db_error() else {
        let source = error.source().map(ToString::to_string).unwrap_or_default();
        return Error::Db(format!("{error} {source}"));
    };
    if *cause.code() == SqlState::UNIQUE_VIOLATION {
        let detail = cause.detail().unwrap_or_default();
        let columns = detail.split(['(', ')']).nth(1).unwrap_or_default();
        let first = columns.split(',').next().unwrap_or_default();
        return Error::Taken(first.trim().to_owned());
    }
    Error::Db(format!("{}: {}", cause.code().code(), cause.message()))
}
