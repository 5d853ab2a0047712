use super::*;

fn text(to: &str, key: &str) -> Outgoing {
    Outgoing {
        channel: Channel::Text,
        to: to.into(),
        subject: None,
        text: "481926 is your code".into(),
        html: None,
        idempotency_key: key.into(),
    }
}

#[test]
fn it_keeps_what_would_have_been_sent() {
    let outbox = Outbox::default();
    let sent = outbox.keep(&text("+85255550123", "a"), Time(5)).unwrap();
    assert_eq!(
        sent,
        Sent::Accepted { provider_id: Some("outbox-1".into()), gateway: "outbox".into() }
    );
    outbox.keep(&text("+85255550124", "b"), Time(6)).unwrap();
    let kept = outbox.last_to("+85255550123").unwrap();
    assert_eq!((kept.at, kept.text.as_str()), (Time(5), "481926 is your code"));
    assert_eq!(
        outbox.list().iter().map(|k| k.id.as_str()).collect::<Vec<_>>(),
        ["outbox-1", "outbox-2"]
    );
    outbox.clear();
    assert!(outbox.list().is_empty() && outbox.last_to("+85255550123").is_none());
}

#[test]
fn the_same_key_is_one_message() {
    let outbox = Outbox::default();
    let first = outbox.keep(&text("+85255550123", "a"), Time(5));
    assert_eq!(outbox.keep(&text("+85255550123", "a"), Time(9)), first);
    assert_eq!(outbox.list().len(), 1);
}

#[test]
fn the_oldest_go_when_it_is_full() {
    let outbox = Outbox::default();
    for key in 0..KEPT + 3 {
        outbox.keep(&text("+85255550123", &key.to_string()), Time(5)).unwrap();
    }
    let list = outbox.list();
    assert_eq!((list.len(), list[0].id.as_str()), (KEPT, "outbox-4"));
}

#[test]
fn it_can_be_broken_for_a_test_and_prints_no_code() {
    let outbox = Outbox::default();
    let down = CourierError::Temporary("down".into());
    outbox.break_down(Some(down.clone()));
    assert_eq!(outbox.keep(&text("+85255550123", "a"), Time(5)), Err(down));
    outbox.break_down(None);
    outbox.keep(&text("+85255550123", "a"), Time(5)).unwrap();
    let printed = format!("{outbox:?}");
    assert!(!printed.contains("481926") && !printed.contains("5555"), "{printed}");
}
