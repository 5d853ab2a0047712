//! A letter as it came over the wire, and as a mail reader would show it: headers unfolded, encoded
//! words, base64 and quoted-printable undone (RFC 2045, 2047, 5322).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Of the envelope.
    pub from: String,
    /// Of the envelope.
    pub to: Vec<String>,
    /// Who had signed in to hand it over.
    pub signed_in: Option<String>,
    /// Headers and body with CRLF, doubled dots undone.
    pub raw: String,
}

impl Letter {
    /// A header as it stands, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        header(&self.raw, name)
    }

    /// How often a header is there.
    pub fn count(&self, name: &str) -> usize {
        headers(&self.raw).iter().filter(|(found, _)| found.eq_ignore_ascii_case(name)).count()
    }

    /// The subject as a person reads it.
    pub fn subject(&self) -> String {
        self.header("Subject").map(|subject| words(&subject)).unwrap_or_default()
    }

    /// The plain text as a person reads it, with `\n`.
    pub fn text(&self) -> String {
        part(&self.raw, "text/plain").unwrap_or_default()
    }

    /// The HTML, if it has any, with `\n`.
    pub fn html(&self) -> Option<String> {
        part(&self.raw, "text/html")
    }
}

fn headers(raw: &str) -> Vec<(String, String)> {
    let (head, _) = raw.split_once("\r\n\r\n").unwrap_or((raw, ""));
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    unfolded
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect()
}

fn header(raw: &str, name: &str) -> Option<String> {
    let mut all = headers(raw).into_iter();
    all.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// The first part of a kind, in the letter or in what it is put together from.
fn part(raw: &str, kind: &str) -> Option<String> {
    let content = header(raw, "Content-Type").unwrap_or_else(|| "text/plain".to_owned());
    let (_, body) = raw.split_once("\r\n\r\n")?;
    if content.to_ascii_lowercase().starts_with("multipart/") {
        let (_, after) = content.split_once("boundary=")?;
        let boundary = after.split(';').next()?.trim().trim_matches('"');
        let boundary = format!("--{boundary}");
        let mut parts = body.split(&boundary).skip(1);
        return parts.find_map(|inner| part(inner.strip_prefix("\r\n")?, kind));
    }
    if !content.to_ascii_lowercase().starts_with(kind) {
        return None;
    }
    let encoding = header(raw, "Content-Transfer-Encoding").unwrap_or_default();
    let bytes = match encoding.to_ascii_lowercase().as_str() {
        "base64" => {
            let joined: String = body.split_whitespace().collect();
            STANDARD.decode(joined).ok()?
        }
        "quoted-printable" => quoted(&body.replace("=\r\n", "")).into_bytes(),
        _ => body.as_bytes().to_vec(),
    };
    let text = String::from_utf8(bytes).ok()?.replace("\r\n", "\n");
    Some(text.trim_end_matches('\n').to_owned())
}

/// `=?utf-8?b?…?=` and `=?utf-8?q?…?=`; the space between two of them is not there.
fn words(text: &str) -> String {
    let joined = text.replace("?= =?", "?==?");
    let mut out = String::new();
    let mut rest = joined.as_str();
    while let Some((before, from)) = rest.split_once("=?") {
        out.push_str(before);
        let pieces: Vec<_> = from.splitn(3, '?').collect();
        let [_, how, coded] = pieces.as_slice() else { break };
        let (coded, after) = coded.split_once("?=").unwrap_or((coded, ""));
        out.push_str(&match how.to_ascii_lowercase().as_str() {
            "b" => String::from_utf8_lossy(&STANDARD.decode(coded).unwrap_or_default()).into(),
            _ => quoted(&coded.replace('_', " ")),
        });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Undoes `=C3=A9`.
fn quoted(text: &str) -> String {
    let mut pieces = text.split('=');
    let mut out = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let digits = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match digits {
            Some(byte) => {
                out.push(byte);
                out.extend_from_slice(piece.as_bytes().get(2..).unwrap_or_default());
            }
            None => out.extend_from_slice(piece.as_bytes()),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
