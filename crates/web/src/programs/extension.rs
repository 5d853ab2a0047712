//! An extension for Thunderbird of one file: it tells Thunderbird that the organisation's mail
//! servers take sign-ins by OAuth at this house, so that it opens our sign-in page instead of
//! asking for a password. There is no program in it and nothing secret.

use engine::{Organisation, Settings};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use url::Url;

/// Goes up when what stands in the file means something else.
const VERSION: &str = "1.0";
/// The oldest Thunderbird that knows such extensions.
const THUNDERBIRD_LEAST: &str = "140.0";
/// What the app of kind *mail program* asks for; without asking it gets a refresh token as well.
const SCOPES: &str = "openid email mail offline_access";
/// Where Thunderbird's window stops; nobody answers there (RFC 8252 §8.4 is kept by PKCE).
pub const REDIRECT: &str = "https://localhost";

/// A name under which the file can be saved, "larkfield-thunderbird.xpi".
pub fn file_name(organisation: &Organisation) -> String {
    let letters = organisation.short.chars().filter(char::is_ascii_alphanumeric);
    let short: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    format!("{}-thunderbird.xpi", if short.is_empty() { "countersign" } else { &short })
}

/// The extension; nothing where mail servers take no tokens.
pub fn file(organisation: &Organisation, settings: &Settings) -> Option<Vec<u8>> {
    let manifest = manifest(organisation, settings)?;
    let text = serde_json::to_vec_pretty(&manifest).ok()?;
    Some(archive("manifest.json", &text))
}

fn manifest(organisation: &Organisation, settings: &Settings) -> Option<Value> {
    let mail = &organisation.mail;
    let client = mail.oauth_client.as_deref()?;
    let servers = [&mail.imap, &mail.pop3, &mail.smtp].into_iter().flatten();
    let hosts: BTreeSet<&str> = servers.map(|host| host.host.as_str()).collect();
    if hosts.is_empty() {
        return None;
    }
    let url = &settings.public_url;
    let host = Url::parse(url).ok()?.host_str()?.to_owned();
    Some(json!({
        "manifest_version": 3,
        "name": format!("{} mail", organisation.name),
        "version": VERSION,
        "description": format!("Lets Thunderbird sign in at {host}."),
        "browser_specific_settings": {
            "gecko": { "id": format!("mail@{host}"), "strict_min_version": THUNDERBIRD_LEAST },
        },
        "oauth_provider": {
            "issuer": host,
            "issuerIdentifier": url,
            "clientId": client,
            "authorizationEndpoint": format!("{url}/oidc/authorize"),
            "tokenEndpoint": format!("{url}/oidc/token"),
            "redirectionEndpoint": REDIRECT,
            "usePKCE": true,
            "hostnames": hosts,
            "scopes": SCOPES,
        },
    }))
}

/// A ZIP archive of one file that is not packed (APPNOTE 4.3.6): the same for the same content.
fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes();
    let length = u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes();
    // 1 January 1980, the first moment the format knows.
    let moment = [0, 0, 0x21, 0];
    let check = crc32(content).to_le_bytes();
    let version = [20, 0];
    let plain = [0, 0];
    // What local header and directory share: flags, method, moment, check, sizes, lengths.
    let facts = [&plain[..], &plain, &moment, &check, &size, &size, &length, &[0, 0]].concat();
    let local = [b"PK\x03\x04".as_slice(), &version, &facts, name.as_bytes(), content].concat();
    let entry =
        [b"PK\x01\x02".as_slice(), &version, &version, &facts, &[0; 14], name.as_bytes()].concat();
    let at = u32::try_from(local.len()).unwrap_or(u32::MAX).to_le_bytes();
    let long = u32::try_from(entry.len()).unwrap_or(u32::MAX).to_le_bytes();
    let one = [1, 0];
    let end = [b"PK\x05\x06".as_slice(), &[0; 4], &one, &one, &long, &at, &[0; 2]].concat();
    [local, entry, end].concat()
}

/// CRC-32 as ZIP has it (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |mut crc: u32, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
        crc
    })
}
