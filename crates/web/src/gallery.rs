//! `/gallery`: every page in every state, for whoever works on them. Only with `--dev`.

use crate::{
    Answer, AppState, Error, Visitor,
    page::{Page, Registered, Said, Sample},
};
use axum::{Router, extract::Path, http::StatusCode, response::Response, routing::get};
use countersign_core::{
    account::{Account, Appearance, Role, State},
    id::AccountId,
    session::Session,
    time::Time,
};
use engine::Standing;
use serde::Serialize;

pub fn routes() -> Router<AppState> {
    Router::new().route("/gallery", get(list)).route("/gallery/{page}/{sample}", get(show))
}

async fn list(visitor: Visitor) -> Response {
    let shelves = crate::all_pages()
        .iter()
        .map(|page| Shelf { name: page.name, samples: (page.samples)().len() })
        .collect();
    visitor.show(&Gallery { shelves })
}

async fn show(mut visitor: Visitor, Path((page, number)): Path<(String, usize)>) -> Answer {
    let page = crate::all_pages().into_iter().find(|one| one.name == page);
    let sample = page.and_then(|page| sample(&page, number)).ok_or(Error::NotFound)?;
    visitor.standing = Some(somebody());
    Ok(visitor.draw(StatusCode::OK, &sample))
}

fn sample(page: &Registered, number: usize) -> Option<Sample> {
    (page.samples)().into_iter().nth(number)
}

/// Whose account the samples show.
pub(crate) fn somebody() -> Standing {
    let account = Account {
        id: AccountId::from("0198sample"),
        username: "m.wong@larkfield.example".into(),
        name: "Mei Lin Wong".into(),
        mail: "m.wong@larkfield.example".into(),
        role: Role::Person,
        state: State::Enabled,
        language: None,
        time_zone: Some("Asia/Hong_Kong".into()),
        appearance: Appearance::System,
        default_method: None,
        made_at: Time(0),
        first_sign_in_at: None,
        last_sign_in_at: None,
        grace_ends_at: None,
        disabled_at: None,
        generation: 0,
        version: 0,
    };
    let session = Session {
        id: "0198sample".into(),
        account: account.id.clone(),
        proofs: Vec::new(),
        browser: String::new(),
        device: String::new(),
        source: String::new(),
        made_at: Time(0),
        proved_at: Time(0),
        seen_at: Time(0),
        ends_at: Time(0),
        revoked_at: None,
    };
    Standing { account, session }
}

/// The list of all pages.
#[derive(Clone, Debug, Serialize)]
struct Gallery {
    shelves: Vec<Shelf>,
}

#[derive(Clone, Debug, Serialize)]
struct Shelf {
    name: &'static str,
    samples: usize,
}

impl Page for Gallery {
    const TEMPLATE: &'static str = "part/gallery.html";
    const TITLE: &'static str = "gallery-title";

    fn samples() -> Vec<Self> {
        Vec::new()
    }

    fn title(&self) -> Said {
        Said::of(Self::TITLE, &[])
    }
}
