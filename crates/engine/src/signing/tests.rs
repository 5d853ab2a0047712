//! Key pairs by themselves; how keys follow one another is tested through the front.

use super::pair::{Alg, Pair, make_all};

#[test]
fn each_pair_signs_for_itself_only_oa_12() {
    let made = make_all().unwrap();
    let others = make_all().unwrap();
    for ((private, pair), (_, other)) in made.iter().zip(&others) {
        let signature = pair.sign(b"message").unwrap();
        assert!(pair.verify(b"message", &signature));
        assert!(!pair.verify(b"massage", &signature));
        assert!(!other.verify(b"message", &signature));
        assert!(!pair.verify(b"message", b""));
        let again = Pair::read(pair.alg(), private).unwrap();
        assert_eq!(again.thumbprint(), pair.thumbprint());
        assert_ne!(other.thumbprint(), pair.thumbprint());
        for wrong in Alg::ALL.into_iter().filter(|alg| *alg != pair.alg()) {
            assert!(Pair::read(wrong, private).is_err());
        }
    }
}

/// OA-20: the name of a key is the one everybody computes for it (RFC 7638 §3).
#[test]
fn public_members_have_their_length_and_no_private_part_oa_20() {
    for (_, pair) in make_all().unwrap() {
        let public = pair.public();
        let length = |name: &str| public[name].as_str().map_or(0, str::len);
        let want: &[(&str, usize)] = match pair.alg() {
            Alg::Es256 => &[("x", 43), ("y", 43)],
            Alg::EdDsa => &[("x", 43)],
            Alg::Rs256 => &[("n", 342), ("e", 4)],
        };
        for (name, letters) in want {
            assert_eq!(length(name), *letters, "{public}");
        }
        assert!(public["d"].is_null() && public["p"].is_null());
    }
}
