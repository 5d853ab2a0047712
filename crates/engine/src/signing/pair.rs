//! One key pair of one algorithm (RFC 7518 §3, RFC 8037).

use crate::{Error, Result};
use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair,
        Ed25519KeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
        UnparsedPublicKey,
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// Algorithms apps may ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alg {
    #[default]
    #[serde(rename = "ES256")]
    Es256,
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// For apps that know nothing else.
    #[serde(rename = "RS256")]
    Rs256,
}

impl Alg {
    pub const ALL: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Rs256];

    /// As in `alg` of a JWS header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.name() == name)
    }
}

pub(super) enum Pair {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Rs256(RsaKeyPair),
}

/// A private key as PKCS#8 with the pair it is.
type Made = (Zeroizing<Vec<u8>>, Pair);

/// A new pair of each algorithm. The library draws from the system itself; keys are the one thing
/// that is never made from dice of a test.
pub(super) fn make_all() -> Result<Vec<Made>> {
    Alg::ALL.into_iter().map(make).collect()
}

fn make(alg: Alg) -> Result<Made> {
    let random = SystemRandom::new();
    let bytes = match alg {
        Alg::Es256 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
            .map_err(broken)?
            .as_ref()
            .to_vec(),
        Alg::EdDsa => Ed25519KeyPair::generate_pkcs8(&random).map_err(broken)?.as_ref().to_vec(),
        Alg::Rs256 => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(broken)?;
            pair.as_der().map_err(broken)?.as_ref().to_vec()
        }
    };
    let private = Zeroizing::new(bytes);
    let pair = Pair::read(alg, &private)?;
    Ok((private, pair))
}

impl Pair {
    pub fn read(alg: Alg, private: &[u8]) -> Result<Self> {
        Ok(match alg {
            Alg::Es256 => Self::Es256(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private)
                    .map_err(broken)?,
            ),
            Alg::EdDsa => Self::EdDsa(Ed25519KeyPair::from_pkcs8(private).map_err(broken)?),
            Alg::Rs256 => Self::Rs256(RsaKeyPair::from_pkcs8(private).map_err(broken)?),
        })
    }

    pub const fn alg(&self) -> Alg {
        match self {
            Self::Es256(_) => Alg::Es256,
            Self::EdDsa(_) => Alg::EdDsa,
            Self::Rs256(_) => Alg::Rs256,
        }
    }

    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let random = SystemRandom::new();
        match self {
            Self::Es256(pair) => Ok(pair.sign(&random, message).map_err(broken)?.as_ref().to_vec()),
            Self::EdDsa(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map_err(broken)?;
                Ok(signature)
            }
        }
    }

    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = self.key();
        match self.alg() {
            Alg::Es256 => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
                .verify(message, signature)
                .is_ok(),
            Alg::EdDsa => UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok(),
            Alg::Rs256 => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key)
                .verify(message, signature)
                .is_ok(),
        }
    }

    /// The members that are the key itself, in the order a thumbprint hashes them.
    pub fn public(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let key = self.key();
        match self {
            Self::Es256(_) => {
                // An uncompressed point: 4, then both coordinates (SEC 1 §2.3.3).
                let (x, y) =
                    key.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
                json!({ "crv": "P-256", "kty": "EC", "x": text(x), "y": text(y) })
            }
            Self::EdDsa(_) => json!({ "crv": "Ed25519", "kty": "OKP", "x": text(key) }),
            Self::Rs256(_) => {
                let (n, e) = integers(key).unwrap_or_default();
                json!({ "e": text(e), "kty": "RSA", "n": text(n) })
            }
        }
    }

    /// The key's own name (RFC 7638): two keys never share one.
    pub fn thumbprint(&self) -> String {
        let members = self.public().to_string();
        URL_SAFE_NO_PAD.encode(crate::vault::sha256(members.as_bytes()))
    }

    fn key(&self) -> &[u8] {
        match self {
            Self::Es256(pair) => pair.public_key().as_ref(),
            Self::EdDsa(pair) => pair.public_key().as_ref(),
            Self::Rs256(pair) => pair.public_key().as_ref(),
        }
    }
}

/// Modulus and exponent of an `RSAPublicKey` in DER (RFC 8017 §A.1.1).
fn integers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = element(der, 0x30)?;
    let (modulus, rest) = element(sequence, 0x02)?;
    let (exponent, _) = element(rest, 0x02)?;
    Some((unsigned(modulus), unsigned(exponent)))
}

/// The content of the element with `tag` at the front, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    (*first == tag).then_some(())?;
    if *length < 0x80 {
        return rest.split_at_checked(usize::from(*length));
    }
    let (bytes, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
    let length = bytes
        .iter()
        .try_fold(0usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))?;
    rest.split_at_checked(length)
}

/// DER puts a zero before a number whose first bit is set; JWK does not (RFC 7518 §2).
fn unsigned(number: &[u8]) -> &[u8] {
    match number.split_first() {
        Some((0, rest)) if !rest.is_empty() => rest,
        _ => number,
    }
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Down(format!("signing key: {error}"))
}
