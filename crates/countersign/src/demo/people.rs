//! The people of the sample organisation.

use anyhow::Result;
use countersign_core::{
    account::{Role, State},
    secret::Secret,
};
use engine::{Engine, NewAccount};

pub struct Person {
    pub name: &'static str,
    pub username: String,
    pub password: &'static str,
    pub role: Role,
}

const PEOPLE: [(&str, &str, &str, Role, State); 5] = [
    ("Mei Lin Wong", "m.wong", "lanterns over quiet water", Role::Person, State::Disabled),
    ("Tom Okafor", "t.okafor", "seven green umbrellas here", Role::Person, State::Enabled),
    ("Ada Berg", "a.berg", "marble stairs at midnight", Role::Person, State::Enforced),
    ("Dana Cole", "d.cole", "paper boats on the canal", Role::Helpdesk, State::Enforced),
    ("Olive Park", "o.park", "copper kettle sings softly", Role::Owner, State::Enforced),
];

/// The made-up mail domain, reserved for examples (RFC 2606 §2).
pub const DOMAIN: &str = "larkfield.example";

pub async fn make(engine: &Engine) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    for (name, user, password, role, state) in PEOPLE {
        let mail = format!("{user}@{DOMAIN}");
        let new = NewAccount {
            username: mail.clone(),
            name: name.into(),
            mail: mail.clone(),
            role,
            state,
            password: Some(Secret::from(password)),
        };
        match engine.add_account(new).await {
            // Kept from an earlier run in the same folder.
            Ok(_) | Err(engine::Error::Refused("account-name-taken")) => {}
            Err(error) => return Err(error.into()),
        }
        people.push(Person { name, username: mail, password, role });
    }
    Ok(people)
}
