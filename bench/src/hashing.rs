//! Sign-ins by password, against nothing but the hash on the same cores.

use crate::{
    house::{self, Folder, PASSWORD, browser},
    measure::{self, Size, cores},
    table::Table,
};
use anyhow::{Result, ensure};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use countersign_core::{
    account::{Role, State},
    secret::Secret,
};
use engine::NewAccount;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// OWASP's floor, which is what the house uses: 19 MiB, two passes, one lane.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const SPAN: Duration = Duration::from_secs(8);
const PEOPLE: usize = 32;

pub async fn run(table: &mut Table) -> Result<()> {
    // Before and after, so that a neighbour who comes or goes is not taken for ours.
    let before = bare()?;
    let ours = sign_ins().await?;
    let bare = f64::midpoint(before, bare()?);
    let share = ours / bare;
    table.at_least(
        "Password sign-ins, of bare Argon2id (19 MiB, t=2)",
        (0.9, "90 %"),
        share,
        format!("{:.0} % ({ours:.1}/s of {bare:.1}/s on {} cores)", share * 100.0, cores()),
    );
    Ok(())
}

fn bare() -> Result<f64> {
    let params = Params::new(MEMORY, PASSES, 1, Some(32)).map_err(|e| anyhow::anyhow!("{e}"))?;
    let blocks = params.block_count();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let kept: Vec<_> = (0..cores()).map(|_| Mutex::new(vec![Block::default(); blocks])).collect();
    let rate = measure::threads(cores(), SPAN, |thread| {
        let Some(memory) = kept.get(thread) else { return };
        let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut out, salt) = ([0u8; 32], [7u8; 16]);
        let word = PASSWORD.as_bytes();
        let done = argon.hash_password_into_with_memory(word, &salt, &mut out, &mut *memory);
        assert!(done.is_ok(), "Argon2id");
    });
    Ok(rate)
}

async fn sign_ins() -> Result<f64> {
    let folder = Folder::new("hashing")?;
    let (engine, _) = house::open(&folder.0, methods::kinds(), "http://localhost:1").await?;
    for number in 0..PEOPLE {
        let username = house::username(number);
        let new = NewAccount {
            name: username.clone(),
            mail: format!("{username}@larkfield.example"),
            username,
            role: Role::Person,
            // Nothing but the password is asked.
            state: State::Disabled,
            password: Some(Secret::from(PASSWORD)),
        };
        engine.add_account(new).await?;
    }
    let visits: Vec<_> = (0..PEOPLE).map(|number| browser(&engine, number)).collect();
    let size = Size { tasks: PEOPLE, each: usize::MAX, span: SPAN };
    let run = measure::run(size, move |task, _| {
        let (engine, visit) = (engine.clone(), visits.get(task).cloned());
        async move {
            let Some(visit) = visit else { return Ok(()) };
            let (_, after) = house::name(&engine, &visit, &house::username(task)).await?;
            ensure!(after.session.is_some(), "no session was opened: {:?}", after.sign_in.stage);
            Ok(())
        }
    });
    Ok(run.await?.a_second())
}
