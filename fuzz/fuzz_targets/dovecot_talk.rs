//! A connection of a mail server: in whatever pieces its bytes come, the answers are the same, each
//! is a line of the protocol, and nothing a client says gets out of its field.
#![no_main]

use fronts::mail::bare::{Broken, Hello, Proof, Talk, Verdict, escape, unescaped};
use libfuzzer_sys::fuzz_target;

const BEGIN: &[u8] = b"VERSION\t1\t1\nCPID\t1\n";

fuzz_target!(|data: (u8, &[u8])| {
    let (size, bytes) = data;
    let whole = [BEGIN, bytes].concat();
    let (answers, broken) = played(whole.chunks(whole.len()));
    assert_eq!(played(whole.chunks(usize::from(size) + 1)), (answers.clone(), broken));
    let rest = answers.split("DONE\n").nth(1).unwrap();
    for line in rest.lines() {
        assert!(["OK\t", "FAIL\t", "CONT\t"].iter().any(|word| line.starts_with(word)), "{line:?}");
    }
    let mut field = Vec::new();
    escape(&mut field, bytes);
    assert!(!field.iter().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0)));
    assert_eq!(&*unescaped(&field), bytes);
    unescaped(bytes);
});

fn played<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (String, Option<Broken>) {
    let hello =
        Hello { process: 1, connection: 2, cookie: "0".repeat(32), discovery: "https://x".into() };
    let mut talk = Talk::new(hello);
    for piece in pieces {
        talk.input().extend_from_slice(piece);
        loop {
            match talk.question() {
                Ok(Some(ask)) => {
                    let verdict = match ask.proof {
                        Proof::Password { name, .. } => Verdict::Open { user: name },
                        Proof::Token { .. } => Verdict::Refused { reason: "no\n".into() },
                    };
                    talk.answered(ask.ticket, &verdict);
                }
                Ok(None) => break,
                Err(why) => return (text(&mut talk), Some(why)),
            }
        }
    }
    talk.strike();
    talk.strike();
    assert!(talk.idle());
    (text(&mut talk), None)
}

fn text(talk: &mut Talk) -> String {
    String::from_utf8(std::mem::take(talk.output())).unwrap()
}
