//! What people type into each kind's pages. Nobody guesses right here, and nothing is set up by
//! what cannot be read.
#![no_main]

use countersign_core::{
    challenge::Challenge,
    id::MethodId,
    method::{Cx, Enrol, Fields, Method, Request},
    time::Time,
};
use countersign_fuzz::{TAG, VAULT};
use engine::clock::RealDice;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const NOW: Time = Time(1_796_104_800_000);

fuzz_target!(|data: (u8, &str, &str, &str, &str)| {
    let (kind, code, number, stored, pending) = data;
    // A password takes its hash's time on purpose.
    let kinds: Vec<_> = methods::kinds().all().filter(|kind| !kind.slow()).collect();
    let kind = kinds[usize::from(kind) % kinds.len()];
    let fields = Fields::of(&[
        ("code", code),
        ("password", code),
        ("number", number),
        ("country", pending),
        ("name", stored),
    ]);
    let value = |text| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    let method = Method {
        id: MethodId::from("m"),
        kind: kind.name().into(),
        label: String::new(),
        secret: value(stored),
        version: 0,
        added_at: NOW,
        last_used_at: None,
    };
    let request = Request { tag: &TAG, app: "Mail", more: 0, organisation: "Trust", host: "id" };
    let methods = [method.clone()];
    let cx =
        Cx { now: NOW, dice: &RealDice, keyed: &*VAULT, account: None, methods: &methods, request };
    kind.hint(&method);
    let asked = kind.ask(&method, &cx);
    let open = Challenge {
        method: method.id.clone(),
        kind: method.kind.clone(),
        data: asked.data,
        asked_at: NOW,
        sent: Vec::new(),
        expires_at: asked.expires_at,
        tries_left: asked.tries,
    };
    let _ = kind.check(&method, &open, &fields, &cx);
    let _ = kind.enrol(Enrol::Answer { pending: &value(pending), fields: &fields }, &cx);
});
