//! `/home`: the apps, and at most one thing to do.

use super::{view, view::Ways, ways};
use crate::{
    Answer, Error, SignedIn,
    pages::account::{Filter, Home, Tile, ToDo},
};
use axum::extract::Query;
use countersign_core::account::State;
use serde::Deserialize;

/// The launcher can be searched from this many apps on.
const SEARCH: usize = 12;
/// Lines of the column beside the apps, and events they are made of at most.
const LATEST: usize = 3;
const LOOKED: i64 = 30;
/// Recovery codes from which on it is time for new ones.
pub const LOW: u64 = 3;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

pub async fn show(mut me: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let account = me.standing.account.clone();
    let done = me.done();
    let (zone, now) = (me.zone(), me.engine.now());
    let to_do = to_do(&me).await?;
    let latest = me.engine.activity(&account, &view::whats(Filter::All), None, LOOKED).await?;
    let all = tiles(&me).await?;
    let search = (all.len() >= SEARCH).then(|| asked.q.trim().to_owned());
    let wanted = search.as_deref().unwrap_or_default().to_lowercase();
    let fits = |tile: &Tile| {
        tile.name.to_lowercase().contains(&wanted) || tile.about.to_lowercase().contains(&wanted)
    };
    let page = Home {
        greet: account.time_zone.is_some().then(|| view::greeting(&account)),
        part_of_day: zone.part_of_day(now),
        done,
        to_do,
        tiles: all.into_iter().filter(fits).collect(),
        search,
        latest: view::newest(&latest, me.engine.kinds(), LATEST),
    };
    Ok(me.show(&page))
}

async fn tiles(me: &SignedIn) -> Result<Vec<Tile>, Error> {
    let mut reader = me.engine.reader().await?;
    let apps = store::app::all(&mut reader).await?;
    let open = apps.into_iter().map(|(app, _)| app);
    let open = open.filter(|app| app.disabled_at.is_none() && !app.url.is_empty());
    let mut tiles: Vec<Tile> = open
        .map(|app| Tile { name: app.name, about: app.about, icon: app.icon, url: app.url })
        .collect();
    tiles.sort_by_key(|tile| tile.name.to_lowercase());
    Ok(tiles)
}

/// What ends first comes first: the day without a second step, the last way, the last codes.
async fn to_do(me: &SignedIn) -> Result<Option<ToDo>, Error> {
    let ways = ways(me).await?;
    let (own, codes) = (ways.shown().len(), ways.recovery().map(|codes| codes.left));
    if own == 0 && codes.is_none() {
        let state = me.engine.effective(ways.account).await?.state;
        return Ok(Some(second_step(&ways, state)));
    }
    let to_do = |what, count, url| ToDo { what, until: None, count, url };
    Ok(match codes {
        None | Some(0) if own == 1 => Some(to_do("one-way", 1, "/security/add")),
        Some(left) if left <= LOW => Some(to_do("codes-low", left, "/security/recovery-codes")),
        _ => None,
    })
}

fn second_step(ways: &Ways<'_>, state: State) -> ToDo {
    let end = ways.account.grace_ends_at.filter(|end| *end > ways.now);
    let (what, url) = ("no-second-step", "/security/add");
    match end {
        Some(end) if state != State::Disabled => {
            let day = |at| ways.zone.here(at).date();
            let left = day(ways.now).until(day(end)).map_or(0, |span| span.get_days());
            let count = u64::try_from(left).unwrap_or(0);
            ToDo { what: "put-off", until: Some(end.0), count, url }
        }
        _ => ToDo { what, until: None, count: 0, url },
    }
}
