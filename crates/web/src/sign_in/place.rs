//! Which page belongs to which stage: one function, for every handler.

use countersign_core::{
    method::{Factor, Kinds},
    sign_in::{Purpose, SignIn, Stage},
    time::Time,
};
use engine::Handle;

/// The page a request is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Name,
    /// The password again, within a session.
    Verify,
    /// The question of a kind.
    Ask(String),
    /// The choice of a way.
    Other,
    Enrol,
    /// Where its window goes on.
    Done(String),
    Problem,
}

impl Place {
    /// `window` is the one that asks. A request that took too long is where it begins again.
    pub fn of(sign_in: &SignIn, window: usize, kinds: Kinds, now: Time) -> Self {
        let stage = match &sign_in.stage {
            Stage::Done { .. } => {
                let window = sign_in.windows.get(window).or(sign_in.windows.first());
                return Self::Done(window.map_or_else(String::new, |w| w.return_to.clone()));
            }
            Stage::Refused { .. } => return Self::Problem,
            stage => stage,
        };
        let first = match &sign_in.purpose {
            Purpose::SignIn { .. } => Self::Name,
            Purpose::StepUp { .. } | Purpose::SetUp { .. } => Self::Verify,
            // The link was good for that moment.
            Purpose::Reset if sign_in.lapsed(now) => return Self::Problem,
            Purpose::Reset => Self::Other,
        };
        if sign_in.lapsed(now) {
            return first;
        }
        let nothing_yet = sign_in.proofs.is_empty();
        match stage {
            Stage::Enrol(_) => Self::Enrol,
            Stage::Prove { open: Some(id) } => {
                let kind = sign_in.challenge(id).map(|open| open.kind.as_str());
                let kind = kind.and_then(|name| kinds.get(name));
                match kind {
                    Some(kind) if nothing_yet && kind.factor() == Factor::Knows => first,
                    Some(kind) => Self::Ask(kind.name().to_owned()),
                    None => Self::Other,
                }
            }
            Stage::Prove { open: None } if !nothing_yet => Self::Other,
            _ => first,
        }
    }

    pub fn address(&self, handle: &Handle) -> String {
        match self {
            // The window was chosen to ask in: it does not wait for another one.
            Self::Name if handle.window > 0 => format!("/signin?r={handle}&here=1"),
            Self::Name => format!("/signin?r={handle}"),
            Self::Verify => format!("/verify?r={handle}"),
            Self::Ask(kind) => format!("/signin/{kind}?r={handle}"),
            Self::Other => format!("/signin/other?r={handle}"),
            Self::Enrol => format!("/enrol?r={handle}"),
            Self::Done(path) => path.clone(),
            Self::Problem => format!("/signin/problem?r={handle}"),
        }
    }
}
