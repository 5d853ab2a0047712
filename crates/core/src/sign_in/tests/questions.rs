//! Asking and answering: what is sent, what a try costs, what a wrong answer says.

use super::house::*;
use crate::{
    account::{Role, State},
    audit::What,
    challenge::Challenge,
    id::MethodId,
    session::Level,
    sign_in::{Effect, Event, Other, Refusal, SENDS_MOST, SignIn, Stage, next_send},
    tag::Tag,
    time::{Time, minutes, seconds},
};
use serde_json::json;

fn open_at(house: &mut House) -> SignIn {
    let mut sign_in = house.begin(sign_in(Level::One));
    house.enter(&mut sign_in);
    sign_in
}

fn tries(sign_in: &SignIn, id: &str) -> u8 {
    sign_in.challenge(&MethodId::from(id)).map_or(0, |open| open.tries_left)
}

#[test]
fn the_word_then_a_text_opens_the_door() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(sign_in(Level::One));
    house.name(&mut it);
    assert_eq!(open(&it), Some("know"), "name and word are on one page");
    let turn = house.right(&mut it);
    assert_eq!(sent(&turn).len(), 1, "the press that sent the word is the press that sends");
    assert_eq!(sent(&turn)[0].args["tag"], "K7");
    assert_eq!(turn.right.as_deref(), Some("know"));
    assert_eq!(open(&it), Some("text"));
    let turn = house.right(&mut it);
    assert!(done(&it));
    assert_eq!(turn.right.as_deref(), Some("text"));
    assert_eq!(audits(&turn), [What::Proved, What::SignedIn]);
    assert!(turn.effects.contains(&Effect::OpenSession));
    assert!(turn.effects.contains(&Effect::Used(MethodId::from("text"))));
}

#[test]
fn the_default_is_asked_first_else_the_strongest_and_a_spare_never() {
    let table: [(&[crate::method::Method], Option<&str>, &str); 6] = [
        (&[text(), app()], None, "app"),
        (&[text(), app()], Some("text"), "text"),
        (&[text(), app()], Some("gone"), "app"),
        (&[text(), spare()], None, "text"),
        (&[text(), spare()], Some("spare"), "text"),
        (&[spare()], None, "spare"),
    ];
    for (methods, default, want) in table {
        let mut house = House::person(methods);
        house.account.as_mut().unwrap().default_method = default.map(MethodId::from);
        assert_eq!(open(&open_at(&mut house)), Some(want), "default {default:?}");
    }
}

#[test]
fn what_may_be_chosen_stands_strongest_first() {
    let mut house = House::person(&[spare(), text(), app()]);
    let it = open_at(&mut house);
    assert_eq!(house.offers(&it), ["app", "text", "spare"]);
}

/// RL-4, RL-10
#[test]
fn rl_4_nothing_but_the_word_may_be_asked_before_it() {
    let mut house = House::person(&[text(), app(), spare()]);
    let mut it = house.begin(sign_in(Level::One));
    for id in ["text", "app", "spare", "know"] {
        house.choose(&mut it, id);
        assert_eq!(it.stage, Stage::Name);
    }
    house.name(&mut it);
    for id in ["text", "app", "spare"] {
        assert_eq!(house.choose(&mut it, id), Default::default());
        assert_eq!(open(&it), Some("know"));
    }
    assert_eq!(house.offers(&it), ["know"]);
    let code = crate::sign_in::tests::kinds::app_code(house.now);
    house.answer(&mut it, &code);
    assert!(it.proofs.is_empty());
}

/// ux.md 1.4, 3: a message was sent for another request a moment ago.
#[test]
fn quiet_sends_nothing_by_itself() {
    let mut house = House::person(&[text()]);
    house.quiet = true;
    let mut it = house.begin(sign_in(Level::One));
    assert!(sent(&house.enter(&mut it)).is_empty());
    assert_eq!(it.stage, Stage::Prove { open: None });
    assert_eq!(sent(&house.choose(&mut it, "text")).len(), 1, "a press sends");
}

#[test]
fn quiet_still_asks_what_sends_nothing() {
    let mut house = House::person(&[text(), app()]);
    house.quiet = true;
    assert_eq!(open(&open_at(&mut house)), Some("app"));
}

/// RL-6
#[test]
fn rl_6_changing_to_and_fro_keeps_the_question_its_tries_and_its_sends() {
    let mut house = House::person(&[text(), app()]);
    house.account.as_mut().unwrap().default_method = Some(MethodId::from("text"));
    let mut it = open_at(&mut house);
    house.answer(&mut it, "wrong");
    house.answer(&mut it, "wrong");
    let before = it.challenge(&MethodId::from("text")).cloned();
    house.choose(&mut it, "app");
    house.answer(&mut it, "wrong");
    assert_eq!(tries(&it, "app"), 4);
    house.wait(seconds(40));
    assert!(sent(&house.choose(&mut it, "text")).is_empty());
    assert_eq!(it.challenge(&MethodId::from("text")).cloned(), before);
    assert_eq!(tries(&it, "text"), 3);
    house.choose(&mut it, "app");
    assert_eq!(tries(&it, "app"), 4);
}

/// E-9: five wrong ones, and the question is dead.
#[test]
fn five_wrong_answers_void_the_question_and_then_the_right_one_does_not_count() {
    let mut house = House::person(&[text()]);
    let mut it = open_at(&mut house);
    for left in [4, 3, 2, 1] {
        assert_eq!(words(&house.answer(&mut it, "wrong")), "code-wrong");
        assert_eq!(tries(&it, "text"), left);
    }
    let fifth = house.answer(&mut it, "wrong");
    assert_eq!(words(&fifth), "code-void");
    assert!(fifth.wrong.unwrap().counts);
    let after = house.right(&mut it);
    assert_eq!(words(&after), "code-void");
    assert!(!after.wrong.unwrap().counts, "nothing was compared");
    assert_eq!(it.proofs.len(), 1);
}

/// RL-6
#[test]
fn rl_6_only_a_new_message_brings_new_tries() {
    let mut house = House::person(&[app(), spare()]);
    let mut it = open_at(&mut house);
    for _ in 0..5 {
        house.answer(&mut it, "wrong");
    }
    assert_eq!(tries(&it, "app"), 0);
    house.give(&mut it, Event::Again);
    assert_eq!(tries(&it, "app"), 0, "asked again");
    house.choose(&mut it, "spare");
    house.choose(&mut it, "app");
    assert_eq!(tries(&it, "app"), 0, "chosen again");
    assert_eq!(words(&house.right(&mut it)), "code-void");
}

#[test]
fn a_slip_costs_no_try() {
    let mut house = House::person(&[text()]);
    let mut it = open_at(&mut house);
    let turn = house.answer(&mut it, "");
    assert_eq!(words(&turn), "code-empty");
    assert_eq!(tries(&it, "text"), 5);
    assert!(turn.effects.is_empty());
}

#[test]
fn an_old_code_says_until_when_it_could_be_used() {
    let mut house = House::person(&[text()]);
    let mut it = open_at(&mut house);
    let (code, until) = (house.right_answer(&it), house.now.plus(minutes(10)));
    house.wait(minutes(9));
    house.give(&mut it, Event::Confirmed);
    house.now = until.minus(std::time::Duration::from_millis(1));
    assert!(house.seen(it.account.as_ref(), |w| {
        it.compares(&Event::Answered(Default::default()), w).is_some()
    }));
    house.now = until;
    let turn = house.answer(&mut it, &code);
    assert_eq!(words(&turn), "code-expired");
    assert_eq!(turn.wrong.unwrap().args["until"], until.0.to_string());
    assert_eq!(it.proofs.len(), 1);
    let turn = house.give(&mut it, Event::Again);
    assert_eq!(sent(&turn).len(), 1);
    assert_ne!(sent(&turn)[0].args["code"], code, "a new question, a new code");
    house.right(&mut it);
    assert!(done(&it));
}

#[test]
fn again_sends_the_same_code_but_not_too_early_and_not_too_often() {
    let mut house = House::person(&[text()]);
    let mut it = open_at(&mut house);
    let code = house.right_answer(&it);
    for gap in [seconds(30), seconds(60), minutes(2), minutes(5)] {
        let at = house.now.plus(gap);
        house.now = at.minus(std::time::Duration::from_millis(1));
        let early = house.give(&mut it, Event::Again);
        assert_eq!(words(&early), "send-too-early");
        assert_eq!(early.wrong.unwrap().args["at"], at.0.to_string());
        assert!(early.effects.is_empty());
        house.now = at;
        let turn = house.give(&mut it, Event::Again);
        assert_eq!(sent(&turn)[0].args["code"], code);
        assert_eq!(audits(&turn), [What::Asked]);
    }
    house.wait(minutes(5));
    house.wait(seconds(1));
    assert_eq!(words(&house.give(&mut it, Event::Again)), "send-enough");
    assert_eq!(words(&house.choose(&mut it, "text")), "send-enough");
}

#[test]
fn the_fifth_send_was_the_last_whatever_is_pressed() {
    let mut second = text();
    second.id = MethodId::from("text2");
    let mut house = House::person(&[text(), second]);
    let mut it = open_at(&mut house);
    let mut sends = 1;
    for turn in 0..60 {
        house.wait(minutes(4));
        let id = if turn % 2 == 0 { "text" } else { "text2" };
        sends += sent(&house.choose(&mut it, id)).len();
        sends += sent(&house.give(&mut it, Event::Again)).len();
        if it.lapsed(house.now.plus(minutes(4))) {
            break;
        }
    }
    assert_eq!(sends, SENDS_MOST);
}

/// A void question is not a way round the pauses between sends.
#[test]
fn choosing_a_void_question_again_waits_for_the_pause_too() {
    let mut house = House::person(&[text()]);
    let mut it = open_at(&mut house);
    for _ in 0..5 {
        house.answer(&mut it, "wrong");
    }
    let turn = house.choose(&mut it, "text");
    assert_eq!(words(&turn), "send-too-early");
    assert!(sent(&turn).is_empty());
    house.wait(seconds(30));
    assert_eq!(sent(&house.choose(&mut it, "text")).len(), 1);
    assert_eq!(tries(&it, "text"), 5);
}

#[test]
fn pauses_between_sends_grow_as_the_table_says() {
    let table = [(0, None), (1, Some(30)), (2, Some(60)), (3, Some(120)), (4, Some(300))];
    for (sends, want) in table.into_iter().chain([(5, Some(300)), (9, Some(300))]) {
        let sent: Vec<Time> = (0..sends).map(|n| Time(n * 10)).collect();
        let last = sent.last().copied().unwrap_or_default();
        assert_eq!(next_send(&sent), want.map(|gap| last.plus(seconds(gap))), "{sends} sends");
    }
}

fn other(tag: &str, open: bool, code: &str, sent: bool) -> Other {
    Other {
        tag: Tag::from(tag.to_owned()),
        open,
        challenge: Challenge {
            method: MethodId::from("text"),
            kind: "text".into(),
            data: json!({ "code": code }),
            asked_at: START,
            sent: if sent { vec![START] } else { Vec::new() },
            expires_at: Some(START.plus(minutes(10))),
            tries_left: 5,
        },
    }
}

/// ux.md 1.4, 6
#[test]
fn a_code_for_another_request_says_which_and_costs_a_try() {
    let mut house = House::person(&[text()]);
    house.others = vec![
        other("M4", true, "code of M4", true),
        other("D3", false, "code of D3", true),
        other("T9", true, "code of T9", false),
    ];
    let table = [
        ("code of M4", "code-other-request", "M4"),
        ("code of D3", "code-old-request", "D3"),
        ("code of T9", "code-wrong", ""),
        ("nothing", "code-wrong", ""),
    ];
    for (code, want, tag) in table {
        let mut it = open_at(&mut house);
        let turn = house.answer(&mut it, code);
        assert_eq!(words(&turn), want, "{code}");
        let wrong = turn.wrong.unwrap();
        assert!(wrong.counts);
        assert_eq!(tries(&it, "text"), 4);
        assert_eq!(it.proofs.len(), 1);
        if !tag.is_empty() {
            assert_eq!((wrong.args["other"].as_str(), wrong.args["tag"].as_str()), (tag, "K7"));
        }
    }
}

/// The commonest old code: the one that opened the request before.
#[test]
fn a_code_that_opened_an_earlier_request_is_known_again() {
    let mut house = House::person(&[text()]);
    let mut first = open_at(&mut house);
    let code = house.right_answer(&first);
    house.right(&mut first);
    assert!(done(&first));
    house.wait(seconds(200));
    let fresh = Tag::from("M4".to_owned());
    house.others = first
        .challenges
        .iter()
        .map(|challenge| Other {
            tag: first.tag.clone(),
            open: false,
            challenge: challenge.clone(),
        })
        .collect();
    let mut second = house.begin(sign_in(Level::One));
    second.tag = fresh;
    house.enter(&mut second);
    let turn = house.answer(&mut second, &code);
    assert_eq!(words(&turn), "code-old-request");
    assert_eq!(turn.wrong.unwrap().args["other"], "K7");
}

/// E-9 reckons with three acceptable codes to a guess. Many open requests must not make it more.
#[test]
fn e_9_a_guess_is_compared_with_three_living_codes_at_most() {
    let mut house = House::person(&[text()]);
    house.others = (0..30).map(|n| other("M4", true, &format!("code {n}"), true)).collect();
    let mut it = open_at(&mut house);
    let before = super::kinds::compared();
    house.answer(&mut it, "wrong");
    assert!(super::kinds::compared() - before <= 3);
    let hits = (0..30)
        .filter(|n| {
            let mut it = open_at(&mut house);
            words(&house.answer(&mut it, &format!("code {n}"))) == "code-other-request"
        })
        .count();
    assert_eq!(hits, 2);
}

#[test]
fn a_code_from_an_app_is_good_once() {
    let mut house = House::person(&[app()]);
    let mut it = open_at(&mut house);
    let turn = house.right(&mut it);
    assert!(done(&it));
    assert!(turn.effects.iter().any(|effect| matches!(effect, Effect::Keep { version: 0, .. })));
    let mut again = open_at(&mut house);
    assert_eq!(words(&house.right(&mut again)), "code-used");
    house.wait(seconds(30));
    house.right(&mut again);
    assert!(done(&again));
}

#[test]
fn a_spare_is_used_up_and_said_in_the_log() {
    let mut house = House::person(&[text(), spare()]);
    let mut it = open_at(&mut house);
    house.choose(&mut it, "spare");
    let turn = house.right(&mut it);
    assert!(done(&it));
    assert_eq!(audits(&turn), [What::Proved, What::RecoveryUsed, What::SignedIn]);
    assert_eq!(house.methods.iter().find(|m| m.kind == "spare").unwrap().secret["left"], "two");
}

/// RL-9: what came of it is the same value, whoever was named.
#[test]
fn rl_9_an_unknown_name_and_a_wrong_word_are_told_alike() {
    let mut house = House::person(&[text()]);
    let mut seen = Vec::new();
    for (typed, word) in [("ada", "no"), ("nobody", "no"), ("nobody", "decoy"), ("ada", "")] {
        let mut it = house.begin(sign_in(Level::One));
        let first = house.give(&mut it, named(typed));
        let second = house.answer(&mut it, word);
        it.typed.clear();
        seen.push((first, second, it));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2], "a decoy proves nothing, even by its own word");
    assert_eq!(seen[0].2.stage, Stage::Name);
    assert_eq!(seen[0].2.account, None);
    assert_eq!(words(&seen[3].1), "sign-in-password-empty");
    let mut it = house.begin(sign_in(Level::One));
    house.give(&mut it, named("nobody"));
    let nobody = house.answer(&mut it, "");
    assert_eq!(nobody, seen[3].1);
}

/// RL-9, "told only after the password".
#[test]
fn rl_9_that_an_account_is_disabled_is_told_after_the_word() {
    let mut house = House::person(&[text()]);
    house.account.as_mut().unwrap().disabled_at = Some(START);
    let mut it = house.begin(sign_in(Level::One));
    house.name(&mut it);
    assert_eq!(words(&house.answer(&mut it, "wrong")), "sign-in-no-match");
    assert_eq!(it.stage, Stage::Name);
    let turn = house.enter(&mut it);
    assert!(matches!(it.stage, Stage::Refused { why: Refusal::Disabled, .. }));
    assert_eq!(audits(&turn), [What::Proved, What::Refused]);
    assert!(sent(&turn).is_empty());
}

#[test]
fn a_name_may_be_corrected_until_the_word_was_right() {
    let mut house = House::person(&[text()]);
    let mut it = house.begin(sign_in(Level::One));
    house.give(&mut it, named("nobody"));
    house.answer(&mut it, "");
    assert_eq!(it.typed, "nobody");
    house.enter(&mut it);
    assert_eq!(it.typed, "ada");
    assert_eq!(open(&it), Some("text"));
    let before = it.clone();
    house.give(&mut it, named("nobody"));
    assert_eq!(it, before, "afterwards it is nobody else's");
}

/// RL-5: a try that is compared was announced, and one that is not costs nothing.
#[test]
fn rl_5_compares_is_what_is_compared() {
    let event = || Event::Answered(crate::method::Fields::of(&[("code", "wrong")]));
    let mut house = House::person(&[app()]);
    let it = open_at(&mut house);
    let announced = |house: &House, it: &SignIn| {
        house.seen(it.account.as_ref(), |world| it.compares(&event(), world))
    };
    assert_eq!(announced(&house, &it), Some("app"));
    house.wait(minutes(11));
    assert_eq!(announced(&house, &it), None, "lapsed");
    house.now = START;
    house.change();
    assert_eq!(announced(&house, &it), None, "outdated");
    let mut it = open_at(&mut house);
    house.give(&mut it, Event::Cancelled);
    assert_eq!(announced(&house, &it), None, "closed");
}

#[test]
fn waiting_for_another_door_costs_nothing() {
    let key = method("key", "key", json!({}));
    let mut house = House::person(&[key, text()]);
    house.kinds = super::kinds::WITH_KEY;
    let mut it = open_at(&mut house);
    assert_eq!(open(&it), Some("key"));
    assert_eq!(words(&house.answer(&mut it, "")), "not-yet");
    assert_eq!(tries(&it, "key"), 5);
    house.right(&mut it);
    assert!(done(&it));
}

#[test]
fn an_app_that_asks_for_more_gets_only_what_gives_it() {
    let key = method("key", "key", json!({}));
    let mut house = House::person(&[key, text(), app()]);
    house.kinds = super::kinds::WITH_KEY;
    let mut it = house.begin(sign_in(Level::Unphishable));
    house.enter(&mut it);
    assert_eq!(house.offers(&it), ["key"]);
    house.right(&mut it);
    assert!(done(&it));

    let mut house = House::person(&[text(), app()]);
    let mut it = house.begin(sign_in(Level::Unphishable));
    let turn = house.enter(&mut it);
    assert!(matches!(it.stage, Stage::Refused { why: Refusal::NothingLeft, .. }));
    assert!(sent(&turn).is_empty());
}

#[test]
fn an_account_of_anybodys_state_is_asked_for_the_step_it_set_up() {
    for state in [State::Disabled, State::Enabled, State::Enforced] {
        for role in Role::ALL {
            let mut house = House::new(account(role, state), &[know(), text()]);
            house.defaults.on = false;
            let it = open_at(&mut house);
            assert_eq!(open(&it), Some("text"), "{role:?} {state:?}");
        }
    }
}
