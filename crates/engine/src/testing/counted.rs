//! The one kind that tests of doors need: a password without its hash.

use super::PASSWORD;
use countersign_core::{
    challenge::Challenge,
    method::{Asked, Cx, Enrol, Enrolled, Factor, Fields, Kind, Method, Verdict, Wrong},
    time::Time,
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A password kept as it is, on the threads that hash, that counts how often it is compared. Each
/// test has a counter of its own.
pub struct Counted(pub &'static AtomicUsize);

impl Kind for Counted {
    fn name(&self) -> &'static str {
        "password"
    }
    fn factor(&self) -> Factor {
        Factor::Knows
    }
    fn strength(&self) -> u8 {
        20
    }
    fn first(&self) -> bool {
        true
    }
    fn slow(&self) -> bool {
        true
    }
    fn offered(&self) -> bool {
        false
    }
    fn hint(&self, _: &Method) -> String {
        String::new()
    }
    fn ask(&self, _: &Method, _: &Cx) -> Asked {
        Asked { data: Value::Null, send: None, expires_at: None, tries: 5 }
    }
    fn check(&self, method: &Method, _: &Challenge, answer: &Fields, _: &Cx) -> Verdict {
        self.0.fetch_add(1, Ordering::SeqCst);
        if method.secret.get("is").is_some_and(|is| *is == *answer.get("password")) {
            Verdict::Proved { keep: None }
        } else {
            Verdict::Wrong(Wrong::guess("password", "sign-in-no-match"))
        }
    }
    fn enrol(&self, step: Enrol, _: &Cx) -> Enrolled {
        let Enrol::Answer { fields, .. } = step else {
            return Enrolled::Show { pending: Value::Null, send: None };
        };
        let secret = json!({ "is": fields.get("new_password") });
        Enrolled::Ready { label: "Password".into(), secret }
    }
    fn decoy(&self) -> Option<Method> {
        Some(Method {
            id: "decoy".into(),
            kind: "password".into(),
            label: String::new(),
            secret: json!({ "is": PASSWORD }),
            version: 0,
            added_at: Time(0),
            last_used_at: None,
        })
    }
}
