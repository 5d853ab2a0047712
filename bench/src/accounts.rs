//! A hundred thousand accounts against a thousand: a whole sign-in without its hash, which would
//! hide any difference, and pages of the list.

use crate::{
    house::{self, Folder, browser, code, people, unhashed},
    measure::{self, Size},
    table::Table,
};
use anyhow::{Context as _, Result, ensure};
use engine::Engine;
use std::time::Duration;
use store::account::{self, Filter};

const FEW: usize = 1_000;
const MANY: usize = 100_000;
const TASKS: usize = 8;
const EACH: usize = 60;
const PAGE: i64 = 50;

struct Measured {
    p99: f64,
    p50: f64,
    list: f64,
}

pub async fn run(table: &mut Table) -> Result<()> {
    let folder = Folder::new("accounts")?;
    let (engine, db) = house::open(&folder.0, unhashed(), "http://localhost:1").await?;
    people(&engine, &db, 0, FEW).await?;
    // Nobody signs in twice within one step of the app's code.
    let few = measured(&engine, 0, FEW).await?;
    people(&engine, &db, FEW, MANY).await?;
    let many = measured(&engine, FEW, MANY).await?;
    let share = many.p99 / few.p99;
    table.at_most(
        "Sign-in p99, 100,000 accounts against 1,000",
        (1.5, "1.5 times"),
        share,
        format!(
            "{share:.2} times ({:.1} ms against {:.1} ms; p50 {:.1} against {:.1})",
            many.p99, few.p99, many.p50, few.p50
        ),
    );
    let share = many.list / few.list;
    table.at_most(
        "Account list, 100,000 accounts against 1,000",
        (1.5, "1.5 times"),
        share,
        format!("{share:.2} times ({:.3} ms against {:.3} ms a page)", many.list, few.list),
    );
    Ok(())
}

/// Sign-ins of `TASKS * EACH` people spread over all accounts, and pages from anywhere in the list.
async fn measured(engine: &Engine, first: usize, accounts: usize) -> Result<Measured> {
    let stride = (accounts - first) / (TASKS * EACH);
    ensure!(stride > 0, "too few accounts");
    let (own, size) = (engine.clone(), Size { tasks: TASKS, each: EACH, span: Duration::MAX });
    let run = measure::run(size, move |task, n| {
        let engine = own.clone();
        async move {
            let number = first + (task * EACH + n) * stride;
            let visit = browser(&engine, number);
            let username = house::username(number);
            let (handle, _) = house::name(&engine, &visit, &username).await?;
            let code = code(engine.now())?;
            house::second(&engine, &visit, &handle, &code).await.map(drop)
        }
    })
    .await?;
    let (own, size) = (engine.clone(), Size { tasks: 1, each: 500, span: Duration::MAX });
    let list = measure::run(size, move |_, n| {
        let engine = own.clone();
        async move {
            let from = (n * 7919) % (accounts - 100);
            let filter = Filter { search: None, after: Some(house::username(from)), limit: PAGE };
            let page = account::page(&mut engine.reader().await?, &filter).await?;
            let last = page.last().context("an empty page")?;
            ensure!(last.username == house::username(from + 50), "another page");
            Ok(())
        }
    })
    .await?;
    Ok(Measured { p99: run.within(0.99), p50: run.within(0.5), list: list.within(0.5) })
}
