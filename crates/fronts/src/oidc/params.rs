//! Parameters of a query or a form: bounded, each at most once (RFC 6749 §3.1, §3.2).

use countersign_core::secret::Secret;

/// Longest query or form that is parsed, in bytes.
pub const BYTES_MOST: usize = 16 * 1024;
/// Parameters at most, known or not.
const COUNT_MOST: usize = 60;

/// Codes, secrets and tokens come this way, so values print nothing and are wiped.
#[derive(Debug, Default)]
pub struct Params {
    list: Vec<(String, Secret<String>)>,
    twice: Vec<String>,
}

impl Params {
    /// Nothing if there is too much of it, or if it is not text.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > BYTES_MOST {
            return None;
        }
        let mut params = Self::default();
        for (name, value) in url::form_urlencoded::parse(bytes) {
            // What is not UTF-8 was replaced by this; nobody sends it on purpose.
            if params.list.len() >= COUNT_MOST
                || name.contains('\u{fffd}')
                || value.contains('\u{fffd}')
            {
                return None;
            }
            if params.list.iter().any(|(known, _)| *known == name) {
                params.twice.push(name.into_owned());
            } else {
                params.list.push((name.into_owned(), Secret::new(value.into_owned())));
            }
        }
        Some(params)
    }

    /// A parameter without a value counts as absent (RFC 6749 §3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.list.iter().find(|(known, _)| known == name)?;
        Some(value.reveal().as_str()).filter(|value| !value.is_empty())
    }

    /// Whether any came twice.
    pub fn doubled(&self) -> bool {
        !self.twice.is_empty()
    }

    /// Whether this one came twice.
    pub fn twice(&self, name: &str) -> bool {
        self.twice.iter().any(|twice| twice == name)
    }

    /// As a query again, without some. What came twice is still refused by whoever reads it.
    pub fn query(&self, without: &[&str]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let kept = |name: &&String| !without.contains(&name.as_str());
        for (name, value) in self.list.iter().filter(|(name, _)| kept(&name)) {
            query.append_pair(name, value.reveal());
        }
        for name in self.twice.iter().filter(kept) {
            query.append_pair(name, "");
        }
        query.finish()
    }
}
