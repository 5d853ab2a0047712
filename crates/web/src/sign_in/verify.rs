//! `/verify`: the password, and then the second step, once more within a session (SE-4, EN-3).
//! Pages that need it begin the request themselves; one that is only linked to begins here.

use super::{Asked, Open, Place, at_field, lost, turn};
use crate::{
    Answer, Error, Form, Visitor,
    page::{Said, own_path},
    pages::sign_in::Verify,
};
use axum::{extract::Query, response::Response};
use countersign_core::{
    method::{Factor, Kinds, Method, Wrong},
    sign_in::{Event, Purpose, Window, has_second_step},
};

/// What a proof is for when nobody says.
const WHY: &str = "verify-why";
/// Where it leads when nobody says.
const BACK: &str = "/security";

pub async fn show(mut visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    if asked.r.is_empty() {
        return unasked(&visitor, &asked).await;
    }
    let Some(open) = Open::find(&mut visitor, &asked.r).await? else { return Ok(lost(&visitor)) };
    if *open.place() != Place::Verify {
        return Ok(open.lead(&visitor));
    }
    let page = page(&visitor, &open);
    Ok(visitor.show(&page))
}

async fn unasked(visitor: &Visitor, asked: &Asked) -> Answer {
    let next = own_path(&asked.next).unwrap_or_else(|| BACK.into());
    let Some(standing) = &visitor.standing else {
        let back: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        return Ok(visitor.see_other(&format!("/signin?next={back}")));
    };
    let ways = visitor.engine.ways(&standing.account).await?;
    let page = Verify {
        r: None,
        next,
        why: Said::of(&known(visitor, &asked.why), &[]),
        username: standing.account.username.clone(),
        second_step: has_second_step(visitor.engine.kinds(), &ways),
    };
    Ok(visitor.show(&page))
}

/// A sentence of ours: addresses and forms name them, and only these.
fn known(visitor: &Visitor, why: &str) -> String {
    let ours = why.starts_with("verify-") && visitor.has_words(why);
    if ours { why.to_owned() } else { WHY.to_owned() }
}

pub async fn answer(mut visitor: Visitor, form: Form) -> Answer {
    let open = match form.get("r") {
        "" => begin(&mut visitor, &form).await?,
        r => Open::find(&mut visitor, r).await?,
    };
    let Some(open) = open else { return Ok(lost(&visitor)) };
    if *open.place() != Place::Verify {
        return Ok(open.lead(&visitor));
    }
    if form.get("password").is_empty() {
        let empty = Wrong::slip("password", "sign-in-password-empty");
        return Ok(again(&visitor, &open, empty));
    }
    let Some(method) = known_by_heart(visitor.engine.kinds(), &open.look.methods) else {
        return Err(Error::Refused("password-none"));
    };
    let events = vec![Event::Chose(method.id.clone()), Event::Answered(form.fields().clone())];
    turn(&mut visitor, &open, events, &form).await
}

fn known_by_heart(kinds: Kinds, methods: &[Method]) -> Option<&Method> {
    methods.iter().find(|method| {
        kinds.of(method).is_some_and(|kind| kind.first() && kind.factor() == Factor::Knows)
    })
}

async fn begin(visitor: &mut Visitor, form: &Form) -> Result<Option<Open>, Error> {
    let Some(standing) = visitor.standing.clone() else { return Ok(None) };
    let window = Window {
        app: None,
        name: String::new(),
        icon: "account".into(),
        return_to: own_path(form.get("next")).unwrap_or_else(|| BACK.into()),
        origin: None,
        at: visitor.engine.now(),
    };
    let session = standing.session.id.clone();
    let purpose = Purpose::StepUp { session, words: known(visitor, form.get("why")) };
    let (engine, visit) = (&visitor.engine, &visitor.visit);
    let handle = engine.begin_within(visit, &standing, purpose, window).await?;
    Open::find(visitor, &handle.to_string()).await
}

fn page(visitor: &Visitor, open: &Open) -> Verify {
    let sign_in = &open.look.sign_in;
    let why = match &sign_in.purpose {
        Purpose::StepUp { words, .. } => known(visitor, words),
        _ => WHY.to_owned(),
    };
    Verify {
        r: Some(open.r()),
        next: String::new(),
        why: Said::of(&why, &[]),
        username: sign_in.typed.clone(),
        second_step: has_second_step(visitor.engine.kinds(), &open.look.methods),
    }
}

/// After an answer that was not taken: here it is clear whose password it is.
pub fn again(visitor: &Visitor, open: &Open, mut wrong: Wrong) -> Response {
    let said = match wrong.words.as_str() {
        "sign-in-no-match" => Some("verify-wrong"),
        "code-void" => Some("verify-void"),
        _ => None,
    };
    if let Some(said) = said {
        wrong.words = said.into();
        wrong.field = "password".into();
    }
    visitor.again(&page(visitor, open), vec![at_field(wrong, &["password"])])
}
