use super::super::gateway::ReceiptConfig;
use super::*;

struct Fixed;

impl Keyed for Fixed {
    fn keyed(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, purpose.as_bytes());
        hmac::sign(&key, data).as_ref().try_into().unwrap()
    }
}

fn receipts(signature: Signature) -> Receipts {
    Receipts {
        config: ReceiptConfig {
            id: "MessageSid".into(),
            state: "MessageStatus".into(),
            delivered: vec!["delivered".into()],
            failed: vec!["failed".into(), "undelivered".into()],
            signature,
        },
        url: "https://example.com/myapp".into(),
        token: Secret::from("right"),
        password: Secret::from("12345"),
    }
}

fn read(
    receipts: &Receipts,
    token: &str,
    query: &str,
    body: &str,
) -> Result<Receipt, ReceiptError> {
    read_with(receipts, token, query, body, &HeaderMap::new())
}

fn read_with(
    receipts: &Receipts,
    token: &str,
    query: &str,
    body: &str,
    headers: &HeaderMap,
) -> Result<Receipt, ReceiptError> {
    receipts.read(&Callback { gateway: "g", token, query, headers, body: body.as_bytes() })
}

fn ok(state: Delivery) -> Result<Receipt, ReceiptError> {
    Ok(Receipt { provider_id: "SM1".into(), state })
}

/// SM-10
#[test]
fn sm_10_the_secret_of_the_address_is_needed() {
    let body = "MessageSid=SM1&MessageStatus=delivered";
    let r = receipts(Signature::None);
    assert_eq!(read(&r, "right", "", body), ok(Delivery::Delivered));
    for wrong in ["", "righ", "rightt", "Right", "wrong"] {
        assert_eq!(read(&r, wrong, "", body), Err(ReceiptError::Unknown), "{wrong}");
    }
}

#[test]
fn states_are_read_from_forms_json_and_addresses() {
    let r = receipts(Signature::None);
    for (state, delivery) in [
        ("delivered", Delivery::Delivered),
        ("failed", Delivery::Failed),
        ("undelivered", Delivery::Failed),
        ("sent", Delivery::Pending),
        ("Delivered", Delivery::Pending),
        ("", Delivery::Pending),
    ] {
        let form = format!("MessageStatus={state}&MessageSid=SM1");
        let json = format!(" {{\"MessageSid\":\"SM1\",\"MessageStatus\":\"{state}\"}}");
        assert_eq!(read(&r, "right", "", &form), ok(delivery), "{state}");
        assert_eq!(read(&r, "right", "", &json), ok(delivery), "{state}");
        assert_eq!(read(&r, "right", &form, ""), ok(delivery), "{state}");
    }
}

#[test]
fn json_fields_may_lie_deep_and_be_numbers() {
    let json: Value = serde_json::from_str(r#"{"messages":[{"id":42,"x":null}]}"#).unwrap();
    assert_eq!(dotted(&json, "messages.0.id").as_deref(), Some("42"));
    for missing in ["messages.1.id", "messages.0.x", "messages", "", "id"] {
        assert_eq!(dotted(&json, missing), None, "{missing}");
    }
}

/// SM-10: nothing is guessed.
#[test]
fn sm_10_what_cannot_be_read_is_refused() {
    let r = receipts(Signature::None);
    let long = format!("MessageSid={}&MessageStatus=sent", "x".repeat(201));
    let huge = format!("MessageSid=SM1&MessageStatus=sent&x={}", "x".repeat(LONGEST));
    for body in [
        "",
        "MessageSid=SM1",
        "MessageStatus=sent",
        "MessageSid=&MessageStatus=sent",
        "MessageSid=SM1&MessageSid=SM2&MessageStatus=sent",
        "MessageSid=SM1&MessageStatus=sent&MessageStatus=delivered",
        "{\"MessageSid\":\"SM1\"",
        "{\"MessageSid\":{},\"MessageStatus\":\"sent\"}",
        "\u{0}\u{1}",
        &long,
        &huge,
    ] {
        assert_eq!(read(&r, "right", "", body), Err(ReceiptError::Unreadable), "{body:.80}");
    }
    let body = "MessageSid=SM1&MessageStatus=sent";
    assert_eq!(read(&r, "right", "MessageStatus=delivered", body), ok(Delivery::Pending));
}

fn signed(signature: &str) -> HeaderMap {
    HeaderMap::from_iter([("x-twilio-signature".parse().unwrap(), signature.parse().unwrap())])
}

fn sign(url: &str, sorted: &str, password: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    STANDARD.encode(hmac::sign(&key, format!("{url}{sorted}").as_bytes()))
}

/// SM-10
#[test]
fn sm_10_a_gateway_that_signs_is_held_to_it() {
    let r = receipts(Signature::Twilio);
    let body = "To=%2B18005551212&MessageStatus=delivered&MessageSid=SM1&From=A+B";
    let sorted = "FromA BMessageSidSM1MessageStatusdeliveredTo+18005551212";
    let url = "https://example.com/myapp";
    let good = sign(url, sorted, "12345");
    let read = |token: &str, query: &str, body: &str, headers: &HeaderMap| {
        read_with(&r, token, query, body, headers)
    };
    assert_eq!(read("right", "", body, &signed(&good)), ok(Delivery::Delivered));
    // What was not signed is not read.
    let query = "MessageSid=SM2&MessageStatus=failed";
    assert_eq!(read("right", query, body, &signed(&good)), ok(Delivery::Delivered));

    let changed = body.replace("delivered", "failed");
    let json = "{\"MessageSid\":\"SM1\",\"MessageStatus\":\"delivered\"}";
    for (token, body, signature) in [
        ("wrong", body, good.clone()),
        ("right", changed.as_str(), good.clone()),
        ("right", body, sign(url, sorted, "12346")),
        ("right", body, sign("https://example.com/other", sorted, "12345")),
        ("right", body, good.to_ascii_lowercase()),
        ("right", body, "!".into()),
        ("right", body, String::new()),
        ("right", "", good.clone()),
        ("right", json, sign(url, "", "12345")),
    ] {
        let refused = read(token, "", body, &signed(&signature));
        assert!(refused.is_err(), "{token} {body} {signature}");
    }
    assert_eq!(read("right", "", body, &HeaderMap::new()), Err(ReceiptError::Unknown));
    let keyless = Receipts { password: Secret::from(""), ..receipts(Signature::Twilio) };
    let signature = signed(&sign(url, sorted, ""));
    let refused = read_with(&keyless, "right", "", body, &signature);
    assert_eq!(refused, Err(ReceiptError::Unknown), "an empty key signs nothing");
}

/// The example Twilio prints in its own manual.
#[test]
fn sm_10_signatures_are_made_as_the_maker_says() {
    let r = Receipts {
        config: ReceiptConfig {
            id: "CallSid".into(),
            state: "Digits".into(),
            ..receipts(Signature::Twilio).config
        },
        url: "https://mycompany.com/myapp.php?foo=1&bar=2".into(),
        ..receipts(Signature::Twilio)
    };
    let body = "CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234\
                &From=%2B14158675310&To=%2B18005551212";
    let headers = signed("GvWf1cFY/Q7PnoempGyD5oXAezc=");
    assert!(read_with(&r, "right", "", body, &headers).is_ok());
}

#[test]
fn secrets_of_addresses_differ_by_gateway_and_stay() {
    let (a, b) = (token(&Fixed, "a"), token(&Fixed, "b"));
    assert_eq!(a.reveal().len(), 32);
    assert!(a != b && a == token(&Fixed, "a"));
}
