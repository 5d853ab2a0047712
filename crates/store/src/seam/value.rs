//! Values on their way in and out. Three kinds and nothing: text, number, bytes, null; a row is
//! read by position while it is there.

use crate::{Error, Result};
use bytes::BytesMut;
use countersign_core::time::Time;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// What a statement is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// What may stand in `args![…]`.
pub trait IntoValue {
    fn value(&self) -> Value;
}

/// The values of a statement, in the order of their `$n`: `args![id, now, &label]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        ::std::vec![$($crate::seam::IntoValue::value(&$value)),*]
    };
}

impl<T: IntoValue + ?Sized> IntoValue for &T {
    fn value(&self) -> Value {
        (**self).value()
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Null, IntoValue::value)
    }
}

impl IntoValue for Value {
    fn value(&self) -> Value {
        self.clone()
    }
}

impl IntoValue for str {
    fn value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl IntoValue for String {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl IntoValue for i64 {
    fn value(&self) -> Value {
        Value::Int(*self)
    }
}

impl IntoValue for u32 {
    fn value(&self) -> Value {
        Value::Int(i64::from(*self))
    }
}

impl IntoValue for Time {
    fn value(&self) -> Value {
        Value::Int(self.0)
    }
}

impl IntoValue for [u8] {
    fn value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

impl IntoValue for Vec<u8> {
    fn value(&self) -> Value {
        Value::Bytes(self.clone())
    }
}

impl<const N: usize> IntoValue for [u8; N] {
    fn value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

/// Stored as its text and never queried into.
impl IntoValue for serde_json::Value {
    fn value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

/// One row while it is being read, columns by position from 0.
pub struct Row<'a>(Source<'a>);

enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

/// What can be read from a column: `row.get::<AccountId>(0)?`, `row.get::<Option<Time>>(4)?`.
pub trait Column: Sized {
    /// Fails when the column is null or holds something else.
    fn read(row: &Row<'_>, at: usize) -> Result<Self>;
}

impl<'a> Row<'a> {
    pub(super) const fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self(Source::Sqlite(row))
    }

    pub(super) const fn postgres(row: &'a tokio_postgres::Row) -> Self {
        Self(Source::Postgres(row))
    }

    pub fn get<T: Column>(&self, at: usize) -> Result<T> {
        T::read(self, at)
    }

    pub fn text(&self, at: usize) -> Result<String> {
        self.get(at)
    }

    pub fn opt_text(&self, at: usize) -> Result<Option<String>> {
        self.get(at)
    }

    pub fn int(&self, at: usize) -> Result<i64> {
        self.get(at)
    }

    pub fn opt_int(&self, at: usize) -> Result<Option<i64>> {
        self.get(at)
    }

    pub fn bytes(&self, at: usize) -> Result<Vec<u8>> {
        self.get(at)
    }

    pub fn opt_bytes(&self, at: usize) -> Result<Option<Vec<u8>>> {
        self.get(at)
    }

    /// A column of JSON text, opened as what it was written from.
    pub fn json<T: serde::de::DeserializeOwned>(&self, at: usize) -> Result<T> {
        serde_json::from_str(&self.text(at)?).map_err(|_| Error::unreadable("JSON"))
    }
}

macro_rules! columns {
    ($($kind:ty),+) => {$(
        impl Column for $kind {
            fn read(row: &Row<'_>, at: usize) -> Result<Self> {
                match row.0 {
                    Source::Sqlite(row) => row.get(at).map_err(Error::db),
                    Source::Postgres(row) => row.try_get(at).map_err(Error::db),
                }
            }
        }
        impl Column for Option<$kind> {
            fn read(row: &Row<'_>, at: usize) -> Result<Self> {
                match row.0 {
                    Source::Sqlite(row) => row.get(at).map_err(Error::db),
                    Source::Postgres(row) => row.try_get(at).map_err(Error::db),
                }
            }
        }
    )+};
}

columns!(String, i64, Vec<u8>);

impl Column for Time {
    fn read(row: &Row<'_>, at: usize) -> Result<Self> {
        row.int(at).map(Time)
    }
}

impl Column for Option<Time> {
    fn read(row: &Row<'_>, at: usize) -> Result<Self> {
        Ok(row.opt_int(at)?.map(Time))
    }
}

/// The identifiers of core are text in a row, and a type of their own outside it.
macro_rules! ids {
    ($($id:ident),+ $(,)?) => {$(
        impl IntoValue for countersign_core::id::$id {
            fn value(&self) -> Value {
                Value::Text(self.as_str().to_owned())
            }
        }
        impl Column for countersign_core::id::$id {
            fn read(row: &Row<'_>, at: usize) -> Result<Self> {
                row.text(at).map(Self::from)
            }
        }
        impl Column for Option<countersign_core::id::$id> {
            fn read(row: &Row<'_>, at: usize) -> Result<Self> {
                Ok(row.opt_text(at)?.map(countersign_core::id::$id::from))
            }
        }
    )+};
}

ids!(AccountId, AppId, AppPasswordId, AuditId, JobId, MethodId, SessionId, SignInId, TicketId);

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            // PostgreSQL has no such text either; better the same answer from both.
            Self::Text(text) if text.contains('\0') => {
                return Err(rusqlite::Error::ToSqlConversionFailure("text with a zero".into()));
            }
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *ty == Type::INT8 => number.to_sql(ty, out),
            Self::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Self::Text(text) if <&str as ToSql>::accepts(ty) => text.as_str().to_sql(ty, out),
            Self::Bytes(bytes) if *ty == Type::BYTEA => bytes.as_slice().to_sql(ty, out),
            other => Err(format!("a {} where {ty} is wanted", other.kind()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Value {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int(_) => "number",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        }
    }
}
