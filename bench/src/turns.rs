//! A complete second-step turn: the code is counted, compared, the session opened and all of it on
//! the disk. Without hashing, since the password was proved before.

use crate::{
    house::{self, Folder, browser, code, people, unhashed},
    measure::{self, Size, cores, count},
    table::Table,
};
use anyhow::{Context as _, Result};
use std::{sync::Arc, time::Duration};

/// Who answers at once.
const TASKS: usize = 64;
const EACH: usize = 250;

pub async fn run(table: &mut Table) -> Result<()> {
    let folder = Folder::new("turns")?;
    let (engine, db) = house::open(&folder.0, unhashed(), "http://localhost:1").await?;
    people(&engine, &db, 0, TASKS * EACH).await?;
    let mut begun = Vec::new();
    for task in 0..TASKS {
        let engine = engine.clone();
        begun.push(tokio::spawn(async move {
            let mut own = Vec::new();
            for n in 0..EACH {
                let number = task * EACH + n;
                let visit = browser(&engine, number);
                let username = house::username(number);
                let (handle, _) = house::name(&engine, &visit, &username).await?;
                own.push((visit, handle));
            }
            Ok::<_, anyhow::Error>(own)
        }));
    }
    let mut ready = Vec::new();
    for task in begun {
        ready.push(task.await??);
    }
    let ready = Arc::new(ready);
    let process = std::process::id();
    let used = measure::processor(process)?;
    let size = Size { tasks: TASKS, each: EACH, span: Duration::MAX };
    let run = measure::run(size, move |task, n| {
        let (engine, ready) = (engine.clone(), Arc::clone(&ready));
        async move {
            let (visit, handle) = ready.get(task).and_then(|own| own.get(n)).context("ready")?;
            let code = code(engine.now())?;
            house::second(&engine, visit, handle, &code).await.map(drop)
        }
    })
    .await?;
    let used = measure::processor(process)?.saturating_sub(used);
    // By processor time, so that neighbours on the same cores are not taken for ours; what is
    // waited for is the disk, which others use meanwhile.
    let a_core = count(run.count) / used.as_secs_f64();
    table.at_least(
        "Complete second-step turns, SQLite, durable, no hashing, 64 at once, a core",
        (2000.0, "2,000/s"),
        a_core,
        format!(
            "{a_core:.0} for each second of processor ({:.0}/s on {} cores; p99 {:.0} ms)",
            run.a_second(),
            cores(),
            run.within(0.99),
        ),
    );
    Ok(())
}
