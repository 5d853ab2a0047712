//! Telling the owner that somebody guesses (RL-8, LG-6): once a day for each sort, by mail only, as
//! a stranger could otherwise have texts sent.

use crate::{Engine, Result, guard::Settled, notice::Notice, scene::Scene};
use countersign_core::{
    audit::What,
    message::args,
    sign_in::{SignIn, Turn},
    time::days,
};
use store::{Tx, outbox};

impl Engine {
    /// What a wrong answer has to be told of: the method pauses or ends, or every try for a second
    /// step was used up after the password had been right.
    pub(crate) async fn tell_of_guesses(
        &self,
        tx: &mut Tx,
        sign_in: &SignIn,
        scene: &Scene,
        turn: &Turn,
        settled: Settled,
    ) -> Result<Vec<outbox::Id>> {
        let Settled::Wrong { paused_until, disabled } = settled else { return Ok(Vec::new()) };
        let Some(account) = &scene.account else { return Ok(Vec::new()) };
        if paused_until.is_some() || disabled {
            let until = paused_until.unwrap_or_default().0.to_string();
            let facts = match disabled {
                true => args(&[("disabled", "yes")]),
                false => args(&[("until", &until)]),
            };
            self.audit_sign_in(tx, sign_in, Some(account), (What::Paused, facts)).await?;
        }
        let first = sign_in.proofs.is_empty();
        let spent = turn.wrong.as_ref().is_some_and(|wrong| wrong.words == "code-void");
        let notice = match paused_until {
            Some(until) if first => Notice::new("mail-paused").fact("until", &until.0.to_string()),
            None if first || !(spent || disabled) => return Ok(Vec::new()),
            _ => Notice::new("mail-guessed"),
        };
        if self.told_within(tx, &account.id, notice.words(), days(1)).await? {
            return Ok(Vec::new());
        }
        self.tell(tx, account, notice.about(sign_in).mail_only()).await
    }
}
