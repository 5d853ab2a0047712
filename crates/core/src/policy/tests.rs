use super::*;
use crate::{
    account::{Account, Appearance, Role},
    id::{AccountId, MethodId},
    method::{Factor, Proof},
    session::Level,
    time::days,
};
use proptest::prelude::*;

const NOW: Time = Time(1_800_000_000_000);

fn account(role: Role, state: State) -> Account {
    Account {
        id: AccountId::from("a"),
        username: "ada".into(),
        name: "Ada".into(),
        mail: "ada@example.test".into(),
        role,
        state,
        language: None,
        time_zone: None,
        appearance: Appearance::System,
        default_method: None,
        made_at: NOW.minus(days(1)),
        first_sign_in_at: None,
        last_sign_in_at: None,
        grace_ends_at: None,
        disabled_at: None,
        generation: 0,
        version: 0,
    }
}

fn proof(factor: Factor) -> Proof {
    Proof { kind: format!("{factor:?}"), method: MethodId::from("m"), factor, at: NOW }
}

struct Case {
    role: Role,
    state: State,
    defaults: bool,
    set_up: bool,
    put_off: bool,
    shown: Vec<Factor>,
    want: Decision,
}

fn judged(case: &Case) -> Decision {
    let account = account(case.role, case.state);
    let defaults = Defaults { on: case.defaults, on_since: Time(0), grace_days: 14 };
    let proofs: Vec<Proof> = case.shown.iter().map(|f| proof(*f)).collect();
    decide(&Facts {
        account: &account,
        policy: combine(&account, &defaults, case.set_up, NOW),
        at_least: Level::None,
        proofs: &proofs,
        set_up: case.set_up,
        put_off: case.put_off,
        now: NOW,
    })
}

/// EN-8, original.md §5: what each state asks of a browser.
#[test]
fn states_defaults_and_roles_decide_as_the_table_says() {
    use Decision::{Enough, Enrol, More};
    use Factor::{Has, Knows};
    use Role::{Owner, Person};
    use State::{Disabled, Enabled, Enforced};
    let until = Some(NOW.plus(days(14)));
    let rows = [
        (Person, Disabled, false, false, false, vec![], More { first: true }),
        (Person, Disabled, false, false, false, vec![Knows], Enough),
        (Person, Disabled, false, true, false, vec![Knows], More { first: false }),
        (Person, Disabled, true, false, false, vec![Knows], Enrol { put_off_until: until }),
        (Person, Disabled, true, false, true, vec![Knows], Enough),
        (Person, Disabled, true, true, true, vec![Knows], More { first: false }),
        (Person, Enabled, false, false, false, vec![Knows], Enrol { put_off_until: until }),
        (Person, Enabled, false, true, false, vec![Knows, Has], Enough),
        (Person, Enforced, false, false, true, vec![Knows], Enrol { put_off_until: None }),
        (Person, Enforced, true, true, false, vec![Knows], More { first: false }),
        (Owner, Disabled, false, false, true, vec![Knows], Enrol { put_off_until: None }),
        (Owner, Disabled, false, true, false, vec![Knows, Has], Enough),
        (Person, Enforced, true, true, false, vec![Has], More { first: false }),
    ];
    for (i, (role, state, defaults, set_up, put_off, shown, want)) in rows.into_iter().enumerate() {
        let case = Case { role, state, defaults, set_up, put_off, shown, want };
        assert_eq!(judged(&case), case.want, "row {i}");
    }
}

/// EN-9: the end of the grace period is what is stored; after it nothing can be put off.
#[test]
fn en_9_a_stored_grace_end_is_not_moved_by_skipping() {
    let mut ada = account(Role::Person, State::Disabled);
    ada.grace_ends_at = Some(NOW);
    let policy = combine(&ada, &Defaults::default(), false, NOW);
    assert_eq!(policy.put_off_until, None);
    let proofs = [proof(Factor::Knows)];
    let facts = Facts {
        account: &ada,
        policy,
        at_least: Level::None,
        proofs: &proofs,
        set_up: false,
        put_off: true,
        now: NOW,
    };
    assert_eq!(decide(&facts), Decision::Enrol { put_off_until: None });
}

fn judged_dormant(account: &Account, proofs: &[Proof]) -> Decision {
    let policy = combine(account, &Defaults::default(), false, NOW);
    let (at_least, set_up, put_off) = (Level::None, false, false);
    decide(&Facts { account, policy, at_least, proofs, set_up, put_off, now: NOW })
}

/// EN-2: dormant accounts need an invitation.
#[test]
fn en_2_a_dormant_account_cannot_set_up_with_the_password_alone() {
    let mut ada = account(Role::Person, State::Enforced);
    ada.made_at = NOW.minus(days(90));
    let proofs = [proof(Factor::Knows)];
    assert_eq!(judged_dormant(&ada, &proofs), Decision::Refuse(NoEntry::NeedsInvitation));
    ada.last_sign_in_at = Some(NOW.minus(days(89)));
    assert_eq!(judged_dormant(&ada, &proofs), Decision::Enrol { put_off_until: None });
    ada.disabled_at = Some(NOW);
    assert_eq!(judged_dormant(&ada, &proofs), Decision::Refuse(NoEntry::Disabled));
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let level = prop_oneof![Just(Level::One), Just(Level::Two), Just(Level::Unphishable)];
    (level, any::<bool>(), proptest::option::of(0i64..100)).prop_map(|(level, must_enrol, end)| {
        Policy { level, must_enrol, put_off_until: end.map(Time) }
    })
}

proptest! {
    #[test]
    fn policies_fold_in_any_order(a in any_policy(), b in any_policy(), c in any_policy()) {
        prop_assert_eq!(a.and(b), b.and(a));
        prop_assert_eq!(a.and(b).and(c), a.and(b.and(c)));
        prop_assert_eq!(a.and(a), a);
        prop_assert!(a.and(b).level >= a.level);
        prop_assert_eq!(a.and(Policy::OPEN).put_off_until, a.put_off_until);
    }
}
