//! The four mechanisms mail programs use, as machines without I/O: what came in goes in, a
//! challenge or a proof comes out. PLAIN (RFC 4616), LOGIN, OAUTHBEARER (RFC 7628) and XOAUTH2.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_core::secret::Secret;

/// Longest user name, password and token that are looked at, in bytes. No account and no password
/// of ours is longer, and a token has to fit a line.
const NAME_MOST: usize = 320;
const PASSWORD_MOST: usize = 2048;
const TOKEN_MOST: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    Plain,
    Login,
    Xoauth2,
    OauthBearer,
}

impl Mechanism {
    pub const ALL: [Self; 4] = [Self::Plain, Self::Login, Self::Xoauth2, Self::OauthBearer];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::Xoauth2 => "XOAUTH2",
            Self::OauthBearer => "OAUTHBEARER",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(name))
    }

    /// Whether a failed exchange is told in one more challenge before its end.
    pub const fn bears(self) -> bool {
        matches!(self, Self::Xoauth2 | Self::OauthBearer)
    }
}

/// What a program has shown.
#[derive(Debug, PartialEq)]
pub enum Proof {
    Password { name: String, secret: Secret<String> },
    Token { name: Option<String>, token: Secret<String> },
}

/// An exchange that waits for the program.
#[derive(Debug)]
pub enum Exchange {
    /// For everything there is to say.
    Whole(Mechanism),
    LoginName,
    LoginSecret {
        name: String,
    },
}

/// What comes of what a program sent.
#[derive(Debug)]
pub enum Turn {
    /// Ask on with this challenge, which stands in base64.
    Ask(Exchange, &'static str),
    Done(Proof),
    /// Not to be understood, too long, or a name nobody can have. Nothing was proven.
    Bad,
}

/// `Username:` and `Password:`, as every client of LOGIN expects them.
const ASK_NAME: &str = "VXNlcm5hbWU6";
const ASK_SECRET: &str = "UGFzc3dvcmQ6";

/// Begins, with the initial response in base64 if there was one. An empty one is none.
pub fn begin(mechanism: Mechanism, initial: Option<&[u8]>) -> Turn {
    match (mechanism, initial.filter(|data| !data.is_empty())) {
        (Mechanism::Login, None) => Turn::Ask(Exchange::LoginName, ASK_NAME),
        (_, None) => Turn::Ask(Exchange::Whole(mechanism), ""),
        (Mechanism::Login, Some(data)) => Exchange::LoginName.go_on(data),
        (_, Some(data)) => Exchange::Whole(mechanism).go_on(data),
    }
}

impl Exchange {
    pub const fn mechanism(&self) -> Mechanism {
        match self {
            Self::Whole(mechanism) => *mechanism,
            Self::LoginName | Self::LoginSecret { .. } => Mechanism::Login,
        }
    }

    /// Goes on with what the program sent, in base64.
    pub fn go_on(self, data: &[u8]) -> Turn {
        let Ok(bytes) = STANDARD.decode(data) else { return Turn::Bad };
        let bytes = Secret::new(bytes);
        let turn = match self {
            Self::Whole(Mechanism::Plain) => plain(bytes.reveal()),
            Self::Whole(Mechanism::Login) | Self::LoginName => {
                return name(bytes.reveal())
                    .map_or(Turn::Bad, |name| Turn::Ask(Self::LoginSecret { name }, ASK_SECRET));
            }
            Self::LoginSecret { name } => {
                secret(bytes.reveal()).map(|secret| Proof::Password { name, secret })
            }
            Self::Whole(Mechanism::Xoauth2) => xoauth2(bytes.reveal()),
            Self::Whole(Mechanism::OauthBearer) => oauth_bearer(bytes.reveal()),
        };
        turn.map_or(Turn::Bad, Turn::Done)
    }
}

/// RFC 4616 §2. Nobody acts for somebody else here: a second name has to be the first.
fn plain(message: &[u8]) -> Option<Proof> {
    let mut parts = message.split(|byte| *byte == 0);
    let (acts_as, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !(acts_as.is_empty() || acts_as == user) {
        return None;
    }
    Some(Proof::Password { name: name(user)?, secret: secret(password)? })
}

/// `user=NAME ^A auth=Bearer TOKEN ^A ^A`.
fn xoauth2(message: &[u8]) -> Option<Proof> {
    let message = std::str::from_utf8(message).ok()?.strip_suffix("\u{1}\u{1}")?;
    let mut user = None;
    let mut token = None;
    for pair in message.split('\u{1}') {
        match pair.split_once('=')? {
            ("user", value) if user.is_none() => user = Some(name(value.as_bytes())?),
            ("auth", value) if token.is_none() => token = Some(bearer(value)?),
            _ => return None,
        }
    }
    Some(Proof::Token { name: Some(user?), token: token? })
}

/// RFC 7628 §3.1: a GS2 header, then pairs. Host and port are the mail server's business.
fn oauth_bearer(message: &[u8]) -> Option<Proof> {
    let message = std::str::from_utf8(message).ok()?.strip_suffix("\u{1}\u{1}")?;
    let (header, pairs) = message.split_once('\u{1}')?;
    let mut header = header.split(',');
    // Channel binding is not offered, so nobody can have chosen it.
    if !matches!(header.next()?, "n" | "y") {
        return None;
    }
    let acts_as = header.next()?;
    if header.next() != Some("") || header.next().is_some() {
        return None;
    }
    let user = match acts_as {
        "" => None,
        named => Some(name(sasl_name(named.strip_prefix("a=")?)?.as_bytes())?),
    };
    let mut token = None;
    for pair in pairs.split('\u{1}') {
        let (key, value) = pair.split_once('=')?;
        if key == "auth" {
            if token.is_some() {
                return None;
            }
            token = Some(bearer(value)?);
        }
    }
    Some(Proof::Token { name: user, token: token? })
}

/// RFC 5801 §4: `=2C` is a comma, `=3D` an equals sign, and nothing else stands after one.
fn sasl_name(text: &str) -> Option<String> {
    let mut parts = text.split('=');
    let mut name = parts.next()?.to_owned();
    for part in parts {
        let (letter, rest) = match part.as_bytes() {
            [b'2', b'C', ..] => (',', part.get(2..)?),
            [b'3', b'D', ..] => ('=', part.get(2..)?),
            _ => return None,
        };
        name.push(letter);
        name.push_str(rest);
    }
    Some(name)
}

fn bearer(value: &str) -> Option<Secret<String>> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim_matches(' ');
    // RFC 6750 §2.1.
    let letter = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
    let good = scheme.eq_ignore_ascii_case("bearer")
        && (1..=TOKEN_MOST).contains(&token.len())
        && token.bytes().all(letter);
    good.then(|| Secret::from(token))
}

/// A name anybody could have: text of one line (ML-5).
pub fn name(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let good = (1..=NAME_MOST).contains(&text.len()) && !text.contains(char::is_control);
    good.then(|| text.to_owned())
}

/// Anything that is not too long. What is no text is nobody's password, but was still tried.
pub fn secret(bytes: &[u8]) -> Option<Secret<String>> {
    let good = (1..=PASSWORD_MOST).contains(&bytes.len());
    good.then(|| Secret::new(String::from_utf8_lossy(bytes).into_owned()))
}
