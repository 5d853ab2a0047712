//! Forgetting what is over, a few rows at a time, so that the tables hold what still counts.

use crate::{Engine, Result};
use countersign_core::{
    limit::SLOW_WINDOW,
    time::{Time, days},
};
use store::Tx;

/// Rows a statement takes; a full batch is followed by another.
const BATCH: u64 = 500;
/// Batches of one table in one round: the rest waits for the next.
const BATCHES: usize = 20;

/// What may be swept, each with how long it is kept after its end.
#[derive(Clone, Copy, Debug)]
enum Dust {
    SignIn,
    Ticket,
    Token,
    Grant,
    Session,
    Letter,
    Sending,
    Tally,
    Browser,
    Method,
    AppPassword,
    RetiredPassword,
}

const ALL: [Dust; 12] = [
    Dust::SignIn,
    Dust::Ticket,
    Dust::Token,
    Dust::Grant,
    Dust::Session,
    Dust::Letter,
    Dust::Sending,
    Dust::Tally,
    Dust::Browser,
    Dust::Method,
    Dust::AppPassword,
    Dust::RetiredPassword,
];

impl Engine {
    /// What has to happen now and then: rows that are over go, keys that are old are followed.
    pub async fn tidy_up(&self) -> Result<()> {
        self.sweep().await?;
        self.tidy_app_passwords().await?;
        self.remind_who_put_off().await?;
        self.rotate_when_due().await
    }

    /// One round over all tables.
    pub async fn sweep(&self) -> Result<()> {
        let now = self.now();
        for dust in ALL {
            for _ in 0..BATCHES {
                let mut tx = self.0.db.begin().await?;
                let swept = dust.sweep(&mut tx, now).await?;
                tx.commit().await?;
                if swept < BATCH {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl Dust {
    async fn sweep(self, tx: &mut Tx, now: Time) -> Result<u64> {
        Ok(match self {
            Self::SignIn => store::sign_in::sweep(tx, now).await?,
            // A used one is known as used for as long as anybody might bring it again (OA-3).
            Self::Ticket => store::ticket::sweep(tx, now.minus(days(1))).await?,
            Self::Token => store::token::sweep(tx, now.minus(days(1))).await?,
            Self::Grant => store::grant::sweep(tx, now.minus(days(2))).await?,
            Self::Session => store::session::sweep(tx, now.minus(days(30))).await?,
            Self::Letter => store::outbox::sweep(tx, now.minus(days(7))).await?,
            Self::Sending => store::sending::sweep(tx, now.minus(days(2))).await?,
            Self::Tally => store::tally::sweep(tx, now.minus(SLOW_WINDOW)).await?,
            Self::Browser => store::browser::sweep(tx, now.minus(days(400))).await?,
            // Longer than a removal can be undone.
            Self::Method => store::method::sweep(tx, now.minus(days(30))).await?,
            // As long as a forgotten phone may go on trying.
            Self::AppPassword => store::app_password::sweep(tx, now.minus(days(400))).await?,
            Self::RetiredPassword => {
                store::retired_password::sweep(tx, now.minus(days(400))).await?
            }
        })
    }
}
