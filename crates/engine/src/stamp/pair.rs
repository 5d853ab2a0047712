//! The key profiles are signed with: RSA for one of ours, since every device knows it; whatever
//! was configured otherwise.

use super::der::{bits, null, object, sequence};
use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    },
};
use zeroize::Zeroizing;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

pub enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
}

impl Pair {
    /// A new one, with its private key as PKCS#8. The library draws from the system itself.
    pub fn make() -> Option<(Self, Zeroizing<Vec<u8>>)> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).ok()?;
        let private = pair.as_der().ok()?.as_ref().to_vec();
        Some((Self::Rsa(pair), Zeroizing::new(private)))
    }

    /// From PKCS#8, PKCS#1 (RSA) or SEC 1 (P-256); nothing for any other.
    pub fn read(private: &[u8]) -> Option<Self> {
        let rsa = RsaKeyPair::from_pkcs8(private).or_else(|_| RsaKeyPair::from_der(private));
        if let Ok(pair) = rsa {
            return Some(Self::Rsa(pair));
        }
        let alg = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pair = EcdsaKeyPair::from_pkcs8(alg, private)
            .or_else(|_| EcdsaKeyPair::from_private_key_der(alg, private));
        pair.ok().map(Self::P256)
    }

    /// Signature with SHA-256, as certificates and messages carry it.
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).ok()?;
                Some(signature)
            }
            Self::P256(pair) => Some(pair.sign(&random, message).ok()?.as_ref().to_vec()),
        }
    }

    /// `AlgorithmIdentifier` of a signature in a certificate (RFC 4055 §5, RFC 5758 §3.2).
    pub fn algorithm(&self) -> Vec<u8> {
        match self {
            Self::Rsa(_) => sequence(&[&object(RSA_SHA256), &null()]),
            Self::P256(_) => sequence(&[&object(ECDSA_SHA256)]),
        }
    }

    /// The public key as `SubjectPublicKeyInfo` (RFC 5280 §4.1).
    pub fn public(&self) -> Vec<u8> {
        match self {
            Self::Rsa(pair) => {
                sequence(&[&sequence(&[&object(RSA), &null()]), &bits(pair.public_key().as_ref())])
            }
            Self::P256(pair) => sequence(&[
                &sequence(&[&object(EC), &object(P256)]),
                &bits(pair.public_key().as_ref()),
            ]),
        }
    }
}
