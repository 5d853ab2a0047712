//! Messages of the four mechanisms: any bytes lead to a proof within the bounds, or to nothing,
//! after three messages at most.
#![no_main]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use fronts::mail::bare::{Mechanism, Proof, Turn, begin};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (u8, [&[u8]; 3], bool)| {
    let (mechanism, messages, coded) = data;
    let mechanism = Mechanism::ALL[usize::from(mechanism) % 4];
    let messages =
        messages.map(|said| if coded { said.to_vec() } else { STANDARD.encode(said).into() });
    let [first, rest @ ..] = messages;
    let mut rest = rest.into_iter();
    let mut turn = begin(mechanism, Some(&first));
    while let Turn::Ask(exchange, challenge) = turn {
        assert!(STANDARD.decode(challenge).is_ok());
        let Some(next) = rest.next() else { return };
        turn = exchange.go_on(&next);
    }
    let Turn::Done(proof) = turn else { return };
    let name = match proof {
        Proof::Password { name, secret } => {
            assert!(!secret.reveal().is_empty() && !mechanism.bears());
            Some(name)
        }
        Proof::Token { name, token } => {
            assert!(token.reveal().bytes().all(|byte| byte.is_ascii_graphic()));
            name
        }
    };
    assert!(name.is_none_or(|name| !name.is_empty() && !name.contains(char::is_control)));
});
