//! What an administrator writes into a mail server's own configuration: a few lines for each, with
//! the addresses of this house filled in. The console prints them, and the page of the app does.

/// Mail servers there are lines for, by the name one asks with.
pub const SERVERS: &[(&str, &str)] = &[
    ("dovecot", include_str!("mail_servers/dovecot.txt")),
    ("postfix", include_str!("mail_servers/postfix.txt")),
    ("nginx", include_str!("mail_servers/nginx.txt")),
    ("radicale", include_str!("mail_servers/radicale.txt")),
    ("exim", include_str!("mail_servers/exim.txt")),
    ("stalwart", include_str!("mail_servers/stalwart.txt")),
];

/// Where this house listens for mail servers. What is not configured is said in capitals, to be
/// found and filled in.
#[derive(Clone, Debug, Default)]
pub struct House {
    pub public_url: String,
    /// "127.0.0.1:8601": Dovecot's authentication protocol.
    pub dovecot: Option<String>,
    /// The same as a socket in the file system.
    pub socket: Option<String>,
    /// "127.0.0.1:8602": nginx's `auth_http`.
    pub auth_http: Option<String>,
}

/// The lines; nothing for a server nobody has written some for.
pub fn lines(server: &str, house: &House) -> Option<String> {
    let (_, text) = SERVERS.iter().find(|(name, _)| *name == server)?;
    let place =
        |place: &Option<String>, missing: &str| place.clone().unwrap_or_else(|| missing.to_owned());
    let dovecot = place(&house.dovecot, "SET-mail.dovecot_tcp");
    let (host, port) = dovecot.rsplit_once(':').unwrap_or((dovecot.as_str(), "PORT"));
    let bare = house.public_url.split_once("://").map_or("", |(_, host)| host);
    let scheme = house.public_url.split_once("://").map_or("https", |(scheme, _)| scheme);
    let mut out = (*text).to_owned();
    for (word, value) in [
        ("url", house.public_url.as_str()),
        ("scheme", scheme),
        ("host", bare),
        ("dovecot", &dovecot),
        ("dovecot_host", host.trim_matches(['[', ']'])),
        ("dovecot_port", port),
        ("socket", &place(&house.socket, "SET-mail.dovecot_socket.path")),
        ("auth_http", &place(&house.auth_http, "SET-mail.auth_http.listen")),
    ] {
        out = out.replace(&format!("{{{{{word}}}}}"), value);
    }
    Some(out)
}
