//! The last page of the first run, for its administrator: what is set up and what is left.

use crate::{
    Answer, SignedIn,
    pages::setup::{STEPS, SetupDone},
};

pub async fn show(me: SignedIn) -> Answer {
    let items = me.engine.setup_done(&me.standing).await?;
    Ok(me.show(&SetupDone { steps: STEPS, step: "done", items }))
}
