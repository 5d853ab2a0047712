//! Every column that holds something sealed, for sealing it again under a newer key (CR-3). The
//! store moves the bytes; it opens none of them.

use crate::{Reader, Result, Tx, args};

/// A column, and how its rows are read and replaced.
#[derive(Debug)]
pub struct Place {
    /// "table.column", as it stands in front of the row's id in what the seal is bound to.
    pub name: &'static str,
    page: &'static str,
    replace: &'static str,
}

/// All of them.
pub const PLACES: [Place; 7] = [
    Place {
        name: "app.connection",
        page: "SELECT app_id, connection FROM app WHERE app_id > $1 ORDER BY app_id LIMIT $2",
        replace: "UPDATE app SET connection = $3 WHERE app_id = $1 AND connection = $2",
    },
    Place {
        name: "method.secret",
        page: "SELECT method_id, secret FROM method WHERE method_id > $1
               ORDER BY method_id LIMIT $2",
        replace: "UPDATE method SET secret = $3 WHERE method_id = $1 AND secret = $2",
    },
    Place {
        name: "oauth_grant.facts",
        page: "SELECT grant_id, facts FROM oauth_grant WHERE grant_id > $1
               ORDER BY grant_id LIMIT $2",
        replace: "UPDATE oauth_grant SET facts = $3 WHERE grant_id = $1 AND facts = $2",
    },
    Place {
        name: "outbox.message",
        page: "SELECT outbox_id, message FROM outbox WHERE outbox_id > $1
               ORDER BY outbox_id LIMIT $2",
        replace: "UPDATE outbox SET message = $3 WHERE outbox_id = $1 AND message = $2",
    },
    Place {
        name: "sign_in.data",
        page: "SELECT sign_in_id, data FROM sign_in WHERE sign_in_id > $1
               ORDER BY sign_in_id LIMIT $2",
        replace: "UPDATE sign_in SET data = $3 WHERE sign_in_id = $1 AND data = $2",
    },
    Place {
        name: "signing_key.private",
        page: "SELECT key_id, private FROM signing_key WHERE key_id > $1 ORDER BY key_id LIMIT $2",
        replace: "UPDATE signing_key SET private = $3 WHERE key_id = $1 AND private = $2",
    },
    Place {
        name: "ticket.data",
        page: "SELECT ticket_id, data FROM ticket WHERE ticket_id > $1
               ORDER BY ticket_id LIMIT $2",
        replace: "UPDATE ticket SET data = $3 WHERE ticket_id = $1 AND data = $2",
    },
];

impl Place {
    /// The sealed bytes of rows after `after`, by id; empty where nothing is kept any more.
    pub async fn page(
        &self,
        reader: &mut Reader,
        after: &str,
        most: i64,
    ) -> Result<Vec<(String, Vec<u8>)>> {
        reader.all(|row| Ok((row.text(0)?, row.bytes(1)?)), self.page, args![after, most]).await
    }

    /// Puts the same under another key in its place; nothing, if it was changed meanwhile.
    pub async fn replace(&self, tx: &mut Tx, id: &str, old: &[u8], new: &[u8]) -> Result<u64> {
        tx.run(self.replace, args![id, old, new]).await
    }
}
