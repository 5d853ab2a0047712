use super::*;

const NOW: Time = Time(1_800_000_000_000);

fn spell(owner: &str, source: &str) -> Spell {
    Spell { owner: owner.into(), source: source.into(), protocol: Protocol::Imap }
}

fn print(n: u32) -> Print {
    let mut print = [0; 16];
    print[..4].copy_from_slice(&n.to_be_bytes());
    print
}

#[test]
fn what_is_known_is_of_one_password_and_one_day() {
    let memory = Memory::default();
    memory.remember(print(1), 7, Verdict::Right, NOW);
    assert_eq!(memory.recall(&print(1), 7, NOW), Some(Verdict::Right));
    assert_eq!(memory.recall(&print(1), 8, NOW), None, "another password was set");
    assert_eq!(memory.recall(&print(2), 7, NOW), None);
    assert_eq!(memory.recall(&print(1), 7, NOW.plus(days(1))), None);
    assert_eq!(memory.recall(&print(1), 7, NOW.minus(seconds(1))), None, "the clock went back");
}

// AP-5, RL-12: for each account, address and protocol; and for each address over all accounts.
#[test]
fn wrong_ones_are_counted() {
    let memory = Memory::default();
    for n in 0..TRIES {
        assert_eq!(memory.may_compare(&spell("mei", "a"), NOW), May::Go, "{n}");
        memory.count(spell("mei", "a"), NOW);
    }
    assert_eq!(memory.may_compare(&spell("mei", "a"), NOW), May::Not);
    let smtp = Spell { protocol: Protocol::Smtp, ..spell("mei", "a") };
    for other in [spell("mei", "b"), spell("tom", "a"), smtp] {
        assert_eq!(memory.may_compare(&other, NOW), May::Go, "{other:?}");
    }
    for n in TRIES..WRONG_A_MINUTE {
        memory.count(spell(&format!("person {n}"), "a"), NOW);
    }
    assert_eq!(memory.may_compare(&spell("tom", "a"), NOW), May::Later);
    let later = NOW.plus(MINUTE);
    assert_eq!(memory.may_compare(&spell("tom", "a"), later), May::Go);
    assert_eq!(memory.may_compare(&spell("mei", "a"), later), May::Not);
    assert_eq!(memory.may_compare(&spell("mei", "a"), NOW.plus(SPELL)), May::Go);
}

// AV-3: whoever is behind a server that tells no address is not counted for others.
#[test]
fn an_address_that_is_not_told_is_nobodys() {
    let memory = Memory::default();
    for n in 0..100 {
        memory.count(spell(&format!("person {n}"), ""), NOW);
    }
    assert_eq!(memory.may_compare(&spell("tom", ""), NOW), May::Go);
}

// AV-3: whoever fills it finds it bounded.
#[test]
fn everything_is_bounded() {
    let memory = Memory::default();
    for n in 0..100_000u32 {
        memory.remember(print(n), 0, Verdict::Wrong, NOW);
        memory.count(spell(&n.to_string(), &n.to_string()), NOW);
        let (source, protocol, why) = (String::new(), Protocol::Imap, Refusal::Wrong);
        let account = AccountId::from(n.to_string());
        memory.note(&account, Try { at: NOW, source, protocol, why });
        memory.told(n.to_string(), NOW);
    }
    let sizes = [
        (memory.known.lock().unwrap().len(), KNOWN_MOST),
        (memory.spells.lock().unwrap().len(), COUNTED_MOST),
        (memory.sources.lock().unwrap().len(), COUNTED_MOST),
        (memory.last.lock().unwrap().len(), OWNERS_MOST),
        (memory.told.lock().unwrap().len(), TOLD_MOST),
    ];
    for (size, most) in sizes {
        assert!(size > 0 && size <= most, "{size} {most}");
    }
    memory.sweep(NOW.plus(days(1)));
    assert!(memory.known.lock().unwrap().is_empty() && memory.spells.lock().unwrap().is_empty());
    assert!(memory.sources.lock().unwrap().is_empty() && memory.told.lock().unwrap().is_empty());
    assert!(memory.last.lock().unwrap().is_empty());
}

#[test]
fn the_last_tries_of_an_account_are_few() {
    let (memory, mei) = (Memory::default(), AccountId::from("mei"));
    for n in 0..20 {
        let (source, protocol, why) = ("a".into(), Protocol::Imap, Refusal::Wrong);
        memory.note(&mei, Try { at: NOW.plus(seconds(n)), source, protocol, why });
    }
    assert_eq!(memory.tries(&mei, NOW).len(), LAST_MOST);
    assert_eq!(memory.tries(&mei, NOW.plus(seconds(19))).len(), 1);
    assert!(memory.tries(&AccountId::from("tom"), NOW).is_empty());
}

// RL-12: of many that want the same turn one has it at a time.
#[tokio::test]
async fn a_turn_is_one_at_a_time() {
    let memory = Memory::default();
    let first = memory.turn(&print(1)).await.unwrap();
    let (same, moment) = (print(1), Duration::from_millis(1));
    assert!(tokio::time::timeout(moment, memory.turn(&same)).await.is_err());
    drop(first);
    assert!(memory.turn(&print(1)).await.is_some());
}
