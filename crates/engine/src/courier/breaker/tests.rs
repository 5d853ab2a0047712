use super::*;

const T: Time = Time(1_000_000);

fn at(seconds: i64) -> Time {
    Time(T.0 + seconds * 1000)
}

fn fails(breaker: &Breaker, times: usize) {
    (0..times).for_each(|_| breaker.failed(T, "no answer"));
}

/// AV-5
#[test]
fn av_5_three_failures_of_the_last_ten_open_it_for_thirty_seconds() {
    let breaker = Breaker::default();
    fails(&breaker, 2);
    assert!(breaker.may_try(T));
    fails(&breaker, 1);
    assert!(!breaker.may_try(T) && !breaker.may_try(at(29)) && !breaker.would_try(at(29)));
    assert_eq!(breaker.health("a", "text", T).state, Working::RestsUntil(at(30)));
    assert!(breaker.would_try(at(30)) && breaker.would_try(at(30)));
}

#[test]
fn old_failures_are_forgotten_after_ten_attempts() {
    let breaker = Breaker::default();
    fails(&breaker, 2);
    (0..9).for_each(|_| breaker.accepted(T, Duration::ZERO));
    fails(&breaker, 1);
    assert!(breaker.may_try(T));
    assert_eq!(breaker.health("a", "text", T).failures_of_last_ten, 1);
    fails(&breaker, 2);
    assert!(!breaker.may_try(T));
}

/// E-7: "breaker closes by probe".
#[test]
fn e_7_one_probe_goes_through_and_decides() {
    let breaker = Breaker::default();
    fails(&breaker, 3);
    assert!(breaker.may_try(at(30)) && !breaker.may_try(at(30)), "one, not two");
    breaker.failed(at(35), "still down");
    assert!(!breaker.may_try(at(64)));
    assert!(breaker.may_try(at(65)));
    breaker.accepted(at(66), Duration::from_millis(120));
    assert!(breaker.may_try(at(66)) && breaker.may_try(at(66)));
    fails(&breaker, 2);
    assert!(breaker.may_try(at(66)), "what was before the rest does not count any more");
}

#[test]
fn a_probe_that_never_comes_back_is_followed_by_another() {
    let breaker = Breaker::default();
    fails(&breaker, 3);
    assert!(breaker.may_try(at(31)));
    assert!(!breaker.may_try(at(60)) && breaker.may_try(at(61)));
}

#[test]
fn a_clock_turned_back_does_not_keep_it_open() {
    let breaker = Breaker::default();
    fails(&breaker, 3);
    assert!(breaker.may_try(at(-3600)));
}

#[test]
fn refused_messages_do_not_open_it() {
    let breaker = Breaker::default();
    (0..50).for_each(|_| breaker.refused("no such number"));
    assert!(breaker.may_try(T));
    let health = breaker.health("a", "text", T);
    assert_eq!((health.refused, health.failed, health.state), (50, 0, Working::Yes));
}

#[test]
fn health_tells_what_happened() {
    let breaker = Breaker::default();
    breaker.accepted(at(1), Duration::from_millis(120));
    breaker.failed(at(2), "no answer within 5 s");
    let health = breaker.health("local", "call", at(3));
    assert_eq!((health.accepted, health.failed), (1, 1));
    assert_eq!((health.last_accepted, health.last_failed), (Some(at(1)), Some(at(2))));
    assert_eq!(health.last_reason.as_deref(), Some("no answer within 5 s"));
    assert_eq!((health.last_took_ms, health.name.as_str()), (120, "local"));
}
