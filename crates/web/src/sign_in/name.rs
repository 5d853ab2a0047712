//! `/signin`: name and password. Without a request the button begins one for the person's own
//! account; nothing is known of anybody before the password is right (RL-9).

use super::{Asked, Open, Place, at_field, lost, turn};
use crate::{
    Answer, Error, Form, Visitor,
    page::{Problem, Said, Ticket, own_path},
    pages::sign_in::Name,
};
use axum::{extract::Query, http::StatusCode};
use countersign_core::{
    account::canonical,
    message::Channel,
    method::Wrong,
    session::Level,
    sign_in::{Event, Purpose, Window},
};

/// Where a sign-in that began here leads when nothing else is said.
const HOME: &str = "/home";

pub async fn show(mut visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    if asked.r.is_empty() {
        return unasked(&mut visitor, &asked).await;
    }
    let Some(open) = Open::find(&mut visitor, &asked.r).await? else { return Ok(lost(&visitor)) };
    let closed = open.look.sign_in.closed();
    if open.handle.window > 0 && asked.here.is_empty() && !closed {
        return Ok(visitor.see_other(&format!("/signin/waiting?r={}", open.handle)));
    }
    if *open.place() != Place::Name {
        return Ok(open.lead(&visitor));
    }
    let said = visitor.done();
    let note = open.lapsed().then(|| Said::of("sign-in-again", &[]));
    let page = Name { note: said.or(note), ..page(&open) };
    let page = greeted(&visitor, page, &asked).await?;
    Ok(visitor.show(&page))
}

/// Without a request. Who is signed in goes on.
async fn unasked(visitor: &mut Visitor, asked: &Asked) -> Answer {
    let next = own_path(&asked.next);
    if visitor.standing.is_some() {
        return Ok(visitor.see_other(next.as_deref().unwrap_or(HOME)));
    }
    let page = Name { note: visitor.done(), ..bare(visitor, next.unwrap_or_default()) };
    let page = greeted(visitor, page, asked).await?;
    Ok(visitor.show(&page))
}

/// The page for whom this browser signed in last, unless somebody else was named already or is
/// about to be. Nothing but the browser's own cookie tells who that was.
async fn greeted(visitor: &Visitor, page: Name, asked: &Asked) -> Result<Name, Error> {
    let page = Name { note: page.note.clone().or_else(|| slow(visitor)), ..page };
    if !asked.other.is_empty() {
        return Ok(page);
    }
    let known = visitor.engine.last_here(&visitor.visit).await?;
    let fits = |name: &str| page.username.is_empty() || same_name(&page.username, name);
    Ok(match known {
        Some(username) if fits(&username) => Name { username, known: true, ..page },
        _ => page,
    })
}

/// Told before anybody waits for a text that does not come (ux.md 4.1): it is so for everybody.
fn slow(visitor: &Visitor) -> Option<Said> {
    let courier = visitor.engine.courier();
    let slow = courier.offers(Channel::Text) && !courier.can_send(Channel::Text);
    slow.then(|| Said::of("sign-in-slow", &[]))
}

/// What was typed, as the page shows it again: with the field, unless it was not shown before.
async fn typed(visitor: &Visitor, page: Name, username: &str) -> Result<Name, Error> {
    let page = Name { username: username.trim().to_owned(), ..page };
    match page.username.as_str() {
        "" => Ok(page),
        _ => greeted(visitor, page, &Asked::default()).await,
    }
}

pub async fn answer(mut visitor: Visitor, form: Form) -> Answer {
    let open = Open::find(&mut visitor, form.get("r")).await?;
    if let Some(open) = &open
        && !open.takes_name()
    {
        return Ok(open.lead(&visitor));
    }
    let next = own_path(form.get("next")).unwrap_or_default();
    let page = open.as_ref().map_or_else(|| bare(&visitor, next.clone()), page);
    let page = typed(&visitor, page, form.get("username")).await?;
    let slips = slips(&form);
    if !slips.is_empty() {
        return Ok(visitor.again(&page, slips));
    }
    let open = match open {
        Some(open) => open,
        None => match begin(&mut visitor, &next, &page.username).await? {
            Some(open) => open,
            None => return Ok(lost(&visitor)),
        },
    };
    if !open.takes_name() {
        return Ok(open.lead(&visitor));
    }
    let named = Event::Named { typed: page.username.clone(), account: None };
    let events = vec![named, Event::Answered(form.fields().clone())];
    match turn(&mut visitor, &open, events, &form).await {
        Err(Error::Busy { retry_after_seconds }) => {
            let note = Some(Said::of("sign-in-busy", &[]));
            let page = Name { r: Some(open.r()), note, ..page };
            let mut busy = visitor.show_as(StatusCode::SERVICE_UNAVAILABLE, &page);
            busy.headers_mut().insert("retry-after", retry_after_seconds.into());
            Ok(busy)
        }
        other => other,
    }
}

fn slips(form: &Form) -> Vec<Problem> {
    let mut slips = Vec::new();
    if form.get("username").trim().is_empty() {
        slips.push(Problem::of("username", "sign-in-user-empty", &[]));
    }
    if form.get("password").is_empty() {
        slips.push(Problem::of("password", "sign-in-password-empty", &[]));
    }
    slips
}

/// Begins a sign-in for the person's own account. It joins the one that is open in this browser,
/// unless somebody else is signing in there.
async fn begin(visitor: &mut Visitor, next: &str, typed: &str) -> Result<Option<Open>, Error> {
    let browser = visitor.browser();
    let window = Window {
        app: None,
        name: String::new(),
        icon: "account".into(),
        return_to: if next.is_empty() { HOME.into() } else { next.into() },
        origin: None,
        at: visitor.engine.now(),
    };
    let purpose = Purpose::SignIn { at_least: Level::One };
    for alone in [false, true] {
        let (engine, visit) = (&visitor.engine, &visitor.visit);
        let handle = engine.begin(&browser, visit, purpose.clone(), window.clone(), alone).await?;
        let open = Open::find(visitor, &handle.to_string()).await?;
        let fits = open.as_ref().is_some_and(|open| open.takes_name() || same(open, typed));
        if fits || alone {
            return Ok(open);
        }
    }
    Ok(None)
}

fn same(open: &Open, typed: &str) -> bool {
    same_name(&open.look.sign_in.typed, typed)
}

fn same_name(one: &str, other: &str) -> bool {
    canonical(one) == canonical(other)
}

fn page(open: &Open) -> Name {
    Name {
        r: Some(open.r()),
        next: String::new(),
        ticket: open.ticket(),
        username: open.look.sign_in.typed.clone(),
        known: false,
        other: format!("/signin?other=1&here={}&r={}", here(open), open.r()),
        note: None,
    }
}

/// A window that asks although another one began it goes on asking.
const fn here(open: &Open) -> &'static str {
    if open.handle.window > 0 { "1" } else { "" }
}

fn bare(visitor: &Visitor, next: String) -> Name {
    let ticket = Ticket {
        app: String::new(),
        more: 0,
        icon: "account".into(),
        device: visitor.visit.device.clone(),
        place: visitor.visit.source.clone(),
        tag: None,
    };
    let query: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let other = format!("/signin?other=1&next={query}");
    Name { r: None, next, ticket, username: String::new(), known: false, other, note: None }
}

/// After an answer that was not taken. What is wrong is never more than that they do not match.
pub async fn again(visitor: &Visitor, open: &Open, wrong: Wrong) -> Answer {
    let page = typed(visitor, page(open), &open.look.sign_in.typed).await?;
    Ok(visitor.again(&page, vec![at_field(wrong, &["password", "username"])]))
}
