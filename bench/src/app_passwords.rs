//! One check of a name and an app password, without a wire: what each door pays for the decision.
//! Each app password is asked for twice, the first time as after a start, when nothing of it is in
//! memory; at a thousand, ten thousand and a hundred thousand accounts with three each.

use crate::{
    house::{self, Folder},
    mail,
    measure::{self, count},
    table::Table,
};
use anyhow::{Context as _, Result, ensure};
use countersign_core::{app_password::Protocol, secret::Secret};
use engine::{
    Engine,
    check::{Answer, Knock},
};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// App passwords of each account, as `mail::fill` makes them.
const EACH: usize = 3;
/// Checks of one round.
const CHECKS: usize = 60_000;

/// Microseconds of processor time for one check.
struct Cost {
    first: f64,
    again: f64,
}

pub async fn run(table: &mut Table) -> Result<()> {
    let folder = Folder::new("app-passwords")?;
    let (engine, db) = house::open(&folder.0, methods::kinds(), "http://localhost").await?;
    let (mut from, mut costs) = (0, Vec::new());
    for size in SIZES {
        mail::fill(&engine, &db, from, size).await?;
        from = size;
        costs.push(measured(&engine, size).await?);
    }
    let (few, many) = (costs.first().context("none")?, costs.last().context("none")?);
    let line = |cost: fn(&Cost) -> f64| {
        let each: Vec<String> = costs.iter().map(|one| format!("{:.1}", cost(one))).collect();
        format!("{} µs at 1,000, 10,000 and 100,000 accounts", each.join(", "))
    };
    table.at_most(
        "Check of an app password that was used before, processor time",
        (5.0, "5 µs"),
        many.again,
        line(|cost| cost.again),
    );
    table.at_most(
        "The same, the first time after a start",
        (19.0, "19 µs"),
        many.first,
        line(|cost| cost.first),
    );
    let share = many.again / few.again;
    table.at_most(
        "Check, 100,000 accounts against 1,000",
        (2.0, "2 times"),
        share,
        format!("{share:.2} times"),
    );
    writing(table, &engine, from).await?;
    unknown(table, &engine).await
}

/// Two rounds over the same app passwords, spread over all accounts.
async fn measured(engine: &Engine, accounts: usize) -> Result<Cost> {
    // A start of its own, so that nothing is known of any.
    let engine = engine.clone();
    let different = CHECKS.min(accounts * EACH);
    let knocks: Vec<Knock> = (0..different)
        .map(|n| {
            let at = n * (accounts * EACH / different);
            knock(at / EACH, mail::secret(at / EACH, at % EACH))
        })
        .collect();
    let rounds = CHECKS / different;
    let first = round(&engine, &knocks, 1).await?;
    let again = round(&engine, &knocks, rounds.max(10)).await?;
    Ok(Cost { first, again })
}

fn knock(number: usize, secret: String) -> Knock {
    Knock {
        protocol: Protocol::Imap,
        app: None,
        name: house::username(number),
        secret: Secret::new(secret),
        source: "192.0.2.7".into(),
        tls: Some(true),
        program: None,
    }
}

async fn round(engine: &Engine, knocks: &[Knock], rounds: usize) -> Result<f64> {
    let process = std::process::id();
    let before = measure::processor(process)?;
    for _ in 0..rounds {
        for knock in knocks {
            let answer = engine.check(knock).await?;
            ensure!(matches!(answer, Answer::Open { .. }), "refused: {answer:?}");
        }
    }
    let used = measure::processor(process)?.saturating_sub(before);
    Ok(used.as_secs_f64() * 1e6 / count(rounds * knocks.len()))
}

/// Uses of different app passwords, written down as they are once a minute.
async fn writing(table: &mut Table, engine: &Engine, accounts: usize) -> Result<()> {
    engine.write_all_uses().await?;
    let knocks: Vec<Knock> = (0..CHECKS)
        .map(|n| n * (accounts * EACH / CHECKS))
        .map(|at| knock(at / EACH, mail::secret(at / EACH, at % EACH)))
        .collect();
    round(engine, &knocks, 1).await?;
    let process = std::process::id();
    let before = measure::processor(process)?;
    engine.write_all_uses().await?;
    let used = measure::processor(process)?.saturating_sub(before);
    let each = used.as_secs_f64() * 1e6 / count(CHECKS);
    table.at_most(
        "Writing a use down, once a minute for each app password",
        (30.0, "30 µs"),
        each,
        format!("{each:.1} µs"),
    );
    Ok(())
}

/// A phone that goes on with something wrong: compared once, then known.
async fn unknown(table: &mut Table, engine: &Engine) -> Result<()> {
    let wrong = knock(7, "last year's password".into());
    ensure!(matches!(engine.check(&wrong).await?, Answer::Refused(_)), "let in");
    let process = std::process::id();
    let before = measure::processor(process)?;
    for _ in 0..CHECKS {
        engine.check(&wrong).await?;
    }
    let used = measure::processor(process)?.saturating_sub(before);
    let each = used.as_secs_f64() * 1e6 / count(CHECKS);
    table.at_most(
        "Check of a wrong secret that a program repeats",
        (50.0, "50 µs"),
        each,
        format!("{each:.1} µs"),
    );
    Ok(())
}
