//! Signed files are what others can check: the signature by our own reading of it, and by OpenSSL
//! where it is installed.

use super::{certificate, der, pair::Pair, signed, *};
use crate::testing::TestHouse;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair,
    RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};
use countersign_core::time::Time;
use std::{path::PathBuf, process::Command};

const NOW: Time = Time(1_795_328_460_000);
const CONTENT: &[u8] = b"<plist>what the phone is told</plist>";

fn rsa() -> Pair {
    Pair::make().unwrap().0
}

fn p256() -> Pair {
    let random = aws_lc_rs::rand::SystemRandom::new();
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    Pair::read(key.as_ref()).unwrap()
}

fn stamp(pair: Pair) -> Stamp {
    let made = certificate::make(&pair, "Larkfield Trust", NOW, [0xff; 16]).unwrap();
    Stamp { chain: vec![made], pair }
}

/// The elements inside an element.
fn parts(der: &[u8]) -> Vec<(u8, &[u8], &[u8])> {
    let (_, mut inside, _) = der::first(der).unwrap();
    let mut parts = Vec::new();
    while !inside.is_empty() {
        let (tag, content, after) = der::first(inside).unwrap();
        parts.push((tag, content, &inside[..inside.len() - after.len()]));
        inside = after;
    }
    parts
}

/// Reads a signed file as RFC 5652 says and checks all of it; answers the content.
fn checked(file: &[u8], pair: &Pair) -> Vec<u8> {
    let outer = parts(file);
    assert_eq!(outer.len(), 2);
    let data = parts(outer[1].2)[0].2;
    let data = parts(data);
    assert_eq!(data.len(), 5, "version, hashes, content, certificates, signers");
    let inner = parts(data[2].2);
    let content = parts(inner[1].2)[0].1.to_vec();
    let signers = parts(data[4].2);
    assert_eq!(signers.len(), 1);
    let signer = parts(signers[0].2);
    let attributes = der::element(0x31, signer[3].1);
    let hash = crate::vault::sha256(&content);
    assert!(attributes.windows(32).any(|bytes| bytes == hash), "the content's hash is signed");
    let signature = signer[5].1;
    let good = match pair {
        Pair::Rsa(own) => {
            UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, own.public_key().as_ref())
                .verify(&attributes, signature)
        }
        Pair::P256(own) => {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, own.public_key().as_ref())
                .verify(&attributes, signature)
        }
    };
    good.unwrap();
    content
}

#[test]
fn a_signed_file_holds_its_content_and_a_signature_of_it() {
    for pair in [rsa(), p256()] {
        let stamp = stamp(pair);
        let file = signed::around(&stamp, CONTENT, NOW).unwrap();
        assert_eq!(checked(&file, &stamp.pair), CONTENT);
        let own = certificate::named(&stamp.chain[0]).unwrap();
        let has = |part: &[u8]| file.windows(part.len()).any(|bytes| bytes == part);
        assert!(has(&own.serial) && has(&own.issuer) && has(&stamp.chain[0]));
        assert!(has("Larkfield Trust".as_bytes()));
    }
}

/// A folder of this test alone.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("countersign-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn openssl_takes_a_signed_file_and_refuses_a_changed_one() {
    if Command::new("openssl").arg("version").output().is_err() {
        return;
    }
    for (name, pair) in [("stamp-rsa", rsa()), ("stamp-p256", p256())] {
        let folder = folder(name);
        let stamp = stamp(pair);
        let file = signed::around(&stamp, CONTENT, NOW).unwrap();
        std::fs::write(folder.join("signer.der"), &stamp.chain[0]).unwrap();
        let mut changed = file.clone();
        let at = file.windows(CONTENT.len()).position(|bytes| bytes == CONTENT).unwrap();
        changed[at + 8] ^= 1;
        for (bytes, good) in [(&file, true), (&changed, false)] {
            std::fs::write(folder.join("file.der"), bytes).unwrap();
            let text = |arguments: &[&str]| {
                let run = Command::new("openssl").args(arguments).current_dir(&folder).output();
                let run = run.unwrap();
                (
                    run.status.success(),
                    run.stdout,
                    String::from_utf8_lossy(&run.stderr).into_owned(),
                )
            };
            let pem = ["x509", "-inform", "DER", "-in", "signer.der", "-out", "signer.pem"];
            assert!(text(&pem).0, "the certificate is one");
            let (taken, content, why) = text(&[
                "cms",
                "-verify",
                "-inform",
                "DER",
                "-in",
                "file.der",
                "-CAfile",
                "signer.pem",
                "-purpose",
                "any",
                "-attime",
                "1795328460",
            ]);
            assert_eq!(taken, good, "{name}: {why}");
            assert!(!good || content == CONTENT, "{name}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn numbers_and_times_are_written_in_their_shortest_form() {
    assert_eq!(der::integer(&[0, 0]), [2, 1, 0]);
    assert_eq!(der::integer(&[0, 0x7f]), [2, 1, 0x7f]);
    assert_eq!(der::integer(&[0x80]), [2, 2, 0, 0x80]);
    assert_eq!(der::element(4, &[7; 0x7f])[..2], [4, 0x7f]);
    assert_eq!(der::element(4, &[7; 0x80])[..3], [4, 0x81, 0x80]);
    assert_eq!(der::element(4, &[7; 0x100])[..4], [4, 0x82, 1, 0]);
    assert_eq!(der::time(NOW.0), b"\x17\x0d261122062100Z");
    assert_eq!(der::time(2_524_608_000_000), b"\x18\x0f20500101000000Z");
}

#[test]
fn what_is_no_certificate_is_no_stamp() {
    let (_, key) = Pair::make().unwrap();
    for junk in [&b""[..], b"0", &[0x30, 0x82], &[0x30, 0x03, 0x02, 0x01, 0x01], &[0xff; 64]] {
        assert!(certificate::named(junk).is_none(), "{junk:?}");
        assert!(Stamp::read(vec![junk.to_vec()], &key).is_none());
    }
    let stamp = stamp(rsa());
    assert!(Stamp::read(stamp.chain.clone(), b"no key").is_none());
    assert!(Stamp::read(Vec::new(), &key).is_none());
}

/// CR-2: made once, kept sealed, the same after a start and on every node.
#[tokio::test]
async fn cr_2_an_installation_has_one_and_keeps_it_sealed() {
    for fresh in store::testing::databases().await {
        one_and_sealed(TestHouse::on(fresh.open().await, methods::kinds()).await).await;
    }
}

async fn one_and_sealed(house: TestHouse) {
    let first = house.engine.signed(CONTENT).await.unwrap();
    let kept = {
        let mut reader = house.engine.reader().await.unwrap();
        store::setting::get(&mut reader, NAME).await.unwrap().unwrap()
    };
    let sealed = BASE64.decode(kept.as_str().unwrap()).unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("certificate"), "sealed");
    let again = house.engine.kept_stamp().await.unwrap().unwrap();
    let own = &again.chain[0];
    assert!(first.windows(own.len()).any(|bytes| bytes == own.as_slice()));
    // A second node that came to make one at the same moment takes the first.
    let other = house.engine.make_stamp().await.unwrap();
    assert_eq!(other.chain, again.chain);
}
