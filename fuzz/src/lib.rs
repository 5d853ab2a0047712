//! What the targets share: a house with nobody in it. Every target eats bytes from outside and must
//! neither panic nor take long; what else it holds stands in the target.

use countersign_core::{secret::Secret, tag::Tag};
use engine::{Settings, clock::RealDice, vault::Vault};
use std::sync::LazyLock;

pub static VAULT: LazyLock<Vault> = LazyLock::new(|| Vault::from_key(&Secret::new([7; 32])));
pub static TAG: LazyLock<Tag> = LazyLock::new(|| Tag::new(&RealDice, &[]));

pub static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings {
    public_url: "https://id.example.test".into(),
    authenticator_url: "https://approve.id.example.test".into(),
    host: "id.example.test".into(),
    secure: true,
    trusted_proxies: vec!["10.0.0.0/8".into(), "::1".into()],
    hash_threads: 1,
    hash_queue: 1,
    answers_per_minute: 1,
    begins_per_minute: 1,
});
