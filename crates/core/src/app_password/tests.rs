use super::*;
use crate::{
    account::{Role, State},
    dice::Dice,
};
use proptest::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

const NOW: Time = Time(1_800_000_000_000);

/// SplitMix64: enough to see every letter.
struct Seeded(AtomicU64);

impl Dice for Seeded {
    fn fill(&self, out: &mut [u8]) {
        for byte in out {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (z ^ (z >> 31)).to_le_bytes()[0];
        }
    }
}

fn app_password(opens: &[Scope]) -> AppPassword {
    AppPassword {
        id: "p".into(),
        account: "a".into(),
        name: "Thunderbird".into(),
        program: "thunderbird".into(),
        opens: Opens::of(opens),
        networks: Vec::new(),
        made_at: NOW.minus(days(1)),
        last_used: None,
        used: Vec::new(),
        ends_at: None,
        ended: None,
    }
}

fn facts(shown: Shown) -> Facts {
    Facts {
        shown,
        holder: Holder { disabled: false, role: Role::Person },
        app_on: true,
        protocol: Protocol::Imap,
        within: true,
        doors: Doors::default(),
        now: NOW,
    }
}

fn password(state: State, set_up: bool) -> Shown {
    Shown::Password { state, set_up }
}

// AP-1: about 90 bits, of letters nobody mixes up, without bias.
#[test]
fn ap_1_a_secret_is_20_letters_of_23() {
    let dice = Seeded(AtomicU64::new(1));
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..1000 {
        let made = secret::make(&dice);
        assert_eq!(made.reveal().len(), secret::LENGTH);
        for letter in made.reveal().chars() {
            *seen.entry(letter).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.keys().collect::<String>(), "abcdefghjkmnpqrstuvwxyz");
    // 870 each on average; three letters in 23 further out would be a bias.
    assert!(seen.values().all(|count| (700..1050).contains(count)), "{seen:?}");
}

#[test]
fn what_people_type_is_one_form() {
    let made = secret::make(&Seeded(AtomicU64::new(2)));
    let shown = secret::shown(&made);
    assert_eq!(shown.reveal().split(' ').map(str::len).collect::<Vec<_>>(), [4; 5]);
    let rows = [
        shown.reveal().clone(),
        shown.reveal().to_uppercase(),
        shown.reveal().replace(' ', "-"),
        shown.reveal().replace(' ', "\u{a0}"),
        shown.reveal().replace(' ', "\u{2011}"),
        format!("  {}\r\n", made.reveal()),
    ];
    for typed in rows {
        let canonical = secret::canonical(&typed).unwrap();
        assert_eq!(canonical.reveal(), made.reveal(), "{typed}");
    }
}

#[test]
fn anything_else_is_none() {
    let twenty = "abcdefghjkmnpqrstuvw";
    assert!(secret::canonical(twenty).is_some());
    let rows = [
        "",
        "abcdefghjkmnpqrstuv",
        "abcdefghjkmnpqrstuvwx",
        "abcdefghijkmnpqrstuv",
        "abcdefghjkmnpqrstuv1",
        "abcdefghjkmnpqrstuvé",
        "abcdefghjkmnpqrstu.w",
        "lanterns over quiet water",
    ];
    for typed in rows {
        assert!(secret::canonical(typed).is_none(), "{typed}");
    }
    assert!(secret::canonical(&format!("{twenty}{}", " ".repeat(200))).is_none());
}

// AP-3: each protocol opens with the scope it belongs to and with no other.
#[test]
fn ap_3_scopes_open_their_own_protocols_and_no_other() {
    for protocol in Protocol::ALL {
        for scope in Scope::ALL {
            let shown = app_password(&[*scope]);
            let facts = Facts { protocol: *protocol, ..facts(Shown::AppPassword(shown.terms())) };
            let want = match protocol.scope() == *scope {
                true => Decision::Open,
                false => Decision::Refuse(Refusal::OtherScope),
            };
            assert_eq!(decide(&facts), want, "{protocol:?} {scope:?}");
        }
    }
    assert_eq!(Protocol::parse("submission"), Protocol::parse("smtp"));
    assert_eq!(Protocol::parse("SMTP"), Some(Protocol::Smtp));
    assert_eq!(Protocol::parse("radicale").map(Protocol::scope), Some(Scope::Calendar));
    assert_eq!(Protocol::parse("http"), None);
}

// AP-3, original.md §5: what the normal password opens in each state.
#[test]
fn ap_3_the_normal_password_by_state() {
    use State::{Disabled, Enabled, Enforced};
    let open = |state, set_up, role, normal_passwords| {
        let doors = Doors { normal_passwords, ..Doors::default() };
        let holder = Holder { disabled: false, role };
        decide(&Facts { holder, doors, ..facts(password(state, set_up)) }) == Decision::Open
    };
    let rows = [
        (Disabled, false, Role::Person, true, true),
        (Disabled, true, Role::Person, true, false),
        (Enabled, false, Role::Person, true, true),
        (Enabled, true, Role::Person, true, false),
        (Enforced, false, Role::Person, true, false),
        (Enforced, true, Role::Person, true, false),
        (Disabled, false, Role::Person, false, false),
        (Enabled, false, Role::Person, false, false),
        (Disabled, false, Role::Auditor, true, false),
        (Enabled, false, Role::Owner, true, false),
    ];
    for (state, set_up, role, normal, want) in rows {
        assert_eq!(open(state, set_up, role, normal), want, "{state:?} {set_up} {role:?} {normal}");
    }
}

// AP-7
#[test]
fn ap_7_administrators_have_none_and_the_organisation_can_forbid_them() {
    let shown = app_password(&[Scope::Mail]);
    for role in Role::ALL {
        let holder = Holder { disabled: false, role };
        let decision = decide(&Facts { holder, ..facts(Shown::AppPassword(shown.terms())) });
        let want = match role {
            Role::Person => Decision::Open,
            _ => Decision::Refuse(Refusal::NotAllowed),
        };
        assert_eq!(decision, want, "{role:?}");
    }
    let doors = Doors { app_passwords: false, ..Doors::default() };
    let decision = decide(&Facts { doors, ..facts(Shown::AppPassword(shown.terms())) });
    assert_eq!(decision, Decision::Refuse(Refusal::NotAllowed));
}

// AP-2: ends unused, on its last day, or because somebody ended it.
#[test]
fn ap_2_it_ends_by_itself() {
    let mut shown = app_password(&[Scope::Mail]);
    let at = |shown: &AppPassword, now| {
        decide(&Facts { now, ..facts(Shown::AppPassword(shown.terms())) }) == Decision::Open
    };
    assert!(at(&shown, shown.made_at.plus(IDLE).minus(days(1))));
    assert!(!at(&shown, shown.made_at.plus(IDLE)));
    assert_eq!(shown.ended(shown.made_at.plus(IDLE)), Some(Why::Unused));
    let source = "192.0.2.7".to_owned();
    shown.last_used = Some(Use { at: NOW, source, protocol: Protocol::Imap });
    assert!(at(&shown, shown.made_at.plus(IDLE)));
    assert!(!at(&shown, NOW.plus(IDLE)));
    shown.ends_at = Some(NOW.plus(days(2)));
    assert!(at(&shown, NOW.plus(days(1))));
    assert!(!at(&shown, NOW.plus(days(2))));
    assert_eq!(shown.ended(NOW.plus(days(2))), Some(Why::Over));
    for why in Why::ALL {
        shown.ended = Some((NOW, *why));
        assert!(!at(&shown, NOW), "{why:?}");
        assert_eq!(Why::named(why.name()), Some(*why));
    }
}

/// What the rule says, once more and in one line each: nothing of it is shared with the rule.
fn model(shown: Option<(u8, bool)>, state: (State, bool), facts: &Facts) -> Decision {
    let [mail, sending, calendar, files, vpn] = [1, 2, 4, 8, 16];
    let bit = match facts.protocol.name() {
        "imap" | "pop3" | "sieve" | "ldap" => mail,
        "smtp" => sending,
        "caldav" | "carddav" => calendar,
        "webdav" => files,
        "radius" => vpn,
        other => panic!("{other}"),
    };
    let person = facts.holder.role.name() == "person";
    let refusals = match shown {
        Some((opens, ended)) => vec![
            (facts.holder.disabled, Refusal::Disabled),
            (ended, Refusal::Retired),
            (!person || !facts.doors.app_passwords, Refusal::NotAllowed),
            (opens & bit == 0, Refusal::OtherScope),
            (!facts.within, Refusal::OtherNetwork),
            (!facts.app_on, Refusal::AppOff),
        ],
        None => vec![
            (facts.holder.disabled, Refusal::Disabled),
            (state.0.name() == "enforced" || state.1 || !person, Refusal::NeedsAppPassword),
            (!facts.doors.normal_passwords, Refusal::NeedsAppPassword),
            (!facts.app_on, Refusal::AppOff),
        ],
    };
    let first = refusals.into_iter().find(|(holds, _)| *holds);
    first.map_or(Decision::Open, |(_, refusal)| Decision::Refuse(refusal))
}

// AP-3, AP-6, AP-7: protocol, what was shown, state, role, network, app and policy, all of it.
#[test]
fn ap_3_every_combination_is_decided_as_the_model_says() {
    let mut shown = vec![None];
    shown.extend((0..32).flat_map(|opens| [Some((opens, false)), Some((opens, true))]));
    let mut states = vec![];
    for state in [State::Disabled, State::Enabled, State::Enforced] {
        states.extend([(state, false), (state, true)]);
    }
    let mut looked = 0;
    for (protocol, role) in Protocol::ALL.iter().flat_map(|p| Role::ALL.map(|role| (*p, role))) {
        for (n, flags) in (0..32).flat_map(|flags| (0..shown.len()).map(move |n| (n, flags))) {
            let on = |at: u32| flags >> at & 1 == 1;
            for state in states.iter().filter(|state| shown[n].is_none() || state.1) {
                let mut one = app_password(&[]);
                let (opens, ended) = shown[n].unwrap_or_default();
                one.opens = Opens(opens);
                one.ended = ended.then_some((NOW, Why::Removed));
                let proof = match shown[n] {
                    Some(_) => Shown::AppPassword(one.terms()),
                    None => password(state.0, state.1),
                };
                let facts = Facts {
                    holder: Holder { disabled: on(0), role },
                    app_on: on(1),
                    protocol,
                    within: on(2),
                    doors: Doors { app_passwords: on(3), normal_passwords: on(4) },
                    ..facts(proof)
                };
                assert_eq!(decide(&facts), model(shown[n], *state, &facts), "{facts:?}");
                looked += 1;
            }
        }
    }
    assert!(looked > 400_000, "{looked}");
}

#[test]
fn sets_of_scopes_are_lines_of_words() {
    for bits in 0u8..32 {
        let opens = Opens(bits);
        assert_eq!(Opens::parse(&opens.line()), opens);
        let text = serde_json::to_string(&opens).unwrap();
        assert_eq!(serde_json::from_str::<Opens>(&text).unwrap(), opens);
    }
    assert_eq!(Opens::of(&[Scope::Sending, Scope::Mail]).line(), "mail sending");
    assert!(Opens::parse("everything").is_empty());
}

fn any<T: Copy + std::fmt::Debug>(of: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(of)
}

prop_compose! {
    fn any_app_password()(
        bits in 0u8..32,
        used in proptest::option::of(0i64..200),
        ends in proptest::option::of(0i64..200),
        ended in proptest::option::of(any(Why::ALL)),
    ) -> AppPassword {
        let at = |n: i64| Time(NOW.0 + (n - 100) * 86_400_000);
        AppPassword {
            opens: Opens(bits),
            last_used: used.map(|n| Use {
                at: at(n), source: String::new(), protocol: Protocol::Imap,
            }),
            ends_at: ends.map(at),
            ended: ended.map(|why| (NOW, why)),
            ..app_password(&[])
        }
    }
}

proptest! {
    // AP-3, AP-6, AP-7: whatever else is true, a door opens only to a live secret of a person who
    // may have it, for what it was made for, and taking anything away never opens one.
    #[test]
    fn ap_6_nothing_opens_that_should_not(
        shown in any_app_password(),
        protocol in any(Protocol::ALL),
        role in any(&Role::ALL),
        flags in proptest::array::uniform5(proptest::bool::ANY),
    ) {
        let [disabled, app_on, within, app_passwords, normal_passwords] = flags;
        let base = Facts {
            holder: Holder { disabled, role },
            app_on,
            protocol,
            within,
            doors: Doors { app_passwords, normal_passwords },
            ..facts(Shown::AppPassword(shown.terms()))
        };
        if decide(&base) == Decision::Open {
            prop_assert!(!disabled && app_on && within && app_passwords && !role.administers());
            prop_assert!(shown.opens.contains(protocol.scope()));
            prop_assert!(shown.ended(NOW).is_none());
            let ended = AppPassword { ended: Some((NOW, Why::Removed)), ..shown.clone() };
            let less = [
                Facts { holder: Holder { disabled: true, role }, ..base },
                Facts { app_on: false, ..base },
                Facts { within: false, ..base },
                Facts { shown: Shown::AppPassword(ended.terms()), ..base },
                Facts { doors: Doors { app_passwords: false, normal_passwords }, ..base },
            ];
            for facts in less {
                prop_assert_ne!(decide(&facts), Decision::Open);
            }
        }
    }

    // AP-3: the normal password of somebody who is asked for a second step never opens a door.
    #[test]
    fn ap_3_once_asked_never_by_the_normal_password(
        protocol in any(Protocol::ALL),
        role in any(&Role::ALL),
        flags in proptest::array::uniform3(proptest::bool::ANY),
    ) {
        let [app_on, within, app_passwords] = flags;
        for set_up in [false, true] {
            let facts = Facts {
                holder: Holder { disabled: false, role },
                app_on, protocol, within,
                doors: Doors { app_passwords, normal_passwords: true },
                ..facts(password(State::Enforced, set_up))
            };
            prop_assert_eq!(decide(&facts), Decision::Refuse(Refusal::NeedsAppPassword));
        }
    }

    #[test]
    fn canonical_eats_anything(typed in ".{0,200}") {
        if let Some(secret) = secret::canonical(&typed) {
            prop_assert_eq!(secret::canonical(secret.reveal()), Some(secret));
        }
    }
}
