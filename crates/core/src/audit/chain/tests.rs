//! LG-4: what the hashes over audit rows notice.

use super::*;
use crate::{audit::What, message::args};

/// Enough of a keyed function for a table: every byte and the key count.
struct Fold(u8);

impl Keyed for Fold {
    fn keyed(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        let mut out = [self.0; 32];
        for (at, byte) in purpose.bytes().chain([0]).chain(data.iter().copied()).enumerate() {
            let last = out[(at + 31) % 32];
            let slot = &mut out[at % 32];
            *slot = slot.wrapping_mul(31).wrapping_add(byte).rotate_left(3) ^ last;
        }
        out
    }
}

fn event() -> AuditEvent {
    AuditEvent {
        id: "1".into(),
        at: Time(7),
        what: What::SignedIn,
        account: Some("mei".into()),
        actor: None,
        tag: Some("K7".into()),
        source: "203.0.113.7".into(),
        device: "Firefox".into(),
        facts: args(&[("app", "mail")]),
    }
}

#[test]
fn every_field_of_a_row_counts_lg_4() {
    let key = Fold(1);
    let right = mac(&key, &event());
    assert_eq!(right, mac(&key, &event()));
    assert_ne!(right, mac(&Fold(2), &event()), "another key");
    let changes: [fn(&mut AuditEvent); 11] = [
        |e| e.id = "2".into(),
        |e| e.at = Time(8),
        |e| e.what = What::Refused,
        |e| e.account = None,
        |e| e.actor = Some("mei".into()),
        |e| e.tag = None,
        |e| e.tag = Some(String::new()),
        |e| e.source = "203.0.113.70".into(),
        |e| e.device.clear(),
        |e| e.facts.clear(),
        // The same letters, split elsewhere.
        |e| e.facts = args(&[("appm", "ail")]),
    ];
    for (at, change) in changes.iter().enumerate() {
        let mut other = event();
        change(&mut other);
        assert_ne!(right, mac(&key, &other), "change {at}");
    }
}

#[test]
fn a_chain_has_one_order_and_no_gaps_lg_4() {
    let key = Fold(1);
    let rows = |ids: &[&str]| -> Vec<(AuditId, Vec<u8>)> {
        ids.iter().map(|id| ((*id).into(), vec![1; 32])).collect()
    };
    let first = Seal::over(&key, None, rows(&["b", "a"]), Time(1));
    let second = Seal::over(&key, Some(&first), rows(&["c"]), Time(2));
    let third = Seal::over(&key, Some(&second), rows(&["d"]), Time(3));
    assert_eq!(first.ids, ["a".into(), "b".into()]);
    assert!(first.follows(&key, None) && second.follows(&key, Some(&first)));
    assert!(third.follows(&key, Some(&second)));
    assert!(!third.follows(&key, Some(&first)), "one was taken out");
    assert!(!second.follows(&key, None), "the beginning was taken away");
    let moved = Seal { at: Time(9), ..second.clone() };
    assert!(!moved.follows(&key, Some(&first)));
    assert!(!second.follows(&Fold(2), Some(&first)), "made under another key");
    assert!(first.is_over(&key, &rows(&["a", "b"])));
    for others in [&["a"][..], &["a", "b", "c"], &["a", "c"]] {
        assert!(!first.is_over(&key, &rows(others)), "{others:?}");
    }
    // Forgotten rows leave the chain whole.
    let bare = Seal { ids: Vec::new(), ..first };
    assert!(bare.follows(&key, None) && second.follows(&key, Some(&bare)));
}
