use super::*;

fn host(text: &str) -> String {
    match text.parse::<MailHost>() {
        Ok(host) => host.to_string(),
        Err(error) => format!("! {error}"),
    }
}

#[test]
fn servers_are_typed_as_people_type_them() {
    for (typed, kept) in [
        ("imap.larkfield.example:993", "imap.larkfield.example:993/tls"),
        (" IMAP.larkfield.example:143 ", "imap.larkfield.example:143/starttls"),
        ("smtp.larkfield.example:587", "smtp.larkfield.example:587/starttls"),
        ("smtp.larkfield.example:2465", "smtp.larkfield.example:2465/tls"),
        ("smtp.larkfield.example:2587/starttls", "smtp.larkfield.example:2587/starttls"),
        ("localhost:10143/plain", "localhost:10143/plain"),
        ("[::1]:10143/plain", "[::1]:10143/plain"),
        ("bücher.example:993", "xn--bcher-kva.example:993/tls"),
    ] {
        assert_eq!(host(typed), kept, "{typed}");
        assert_eq!(host(kept), kept, "what is shown can be typed again");
    }
}

// ML-1: no password of ours is asked for over a plain connection that leaves this machine.
#[test]
fn ml_1_nobody_is_sent_to_a_server_without_tls() {
    assert!(host("imap.larkfield.example:143/plain").starts_with("! without TLS only on this"));
    assert!(host("203.0.113.7:143/plain").starts_with("! without TLS only on this"));
    assert!(dav_address("http://dav.larkfield.example/").is_err());
    assert_eq!(dav_address("http://localhost:5232").unwrap(), "http://localhost:5232/");
}

#[test]
fn what_is_no_server_is_refused() {
    for typed in ["", "imap.larkfield.example", "host:0", "host:65536", "a b:993", ":993", "<:993"]
    {
        assert!(host(typed).starts_with("! write it as"), "{typed}: {}", host(typed));
    }
    assert!(host("host:993/ssl").starts_with("! write it as"));
    for typed in ["dav", "https://u@dav.example/", "https://dav.example/?a", "javascript:x"] {
        assert!(dav_address(typed).is_err(), "{typed}");
    }
    assert_eq!(mail_domain("Larkfield.Example").unwrap(), "larkfield.example");
    for typed in ["", "127.0.0.1", "a b", "x@y.example", "larkfield.example."] {
        assert!(mail_domain(typed).is_err(), "{typed}");
    }
}

#[test]
fn an_organisation_saved_before_has_none() {
    let hosts: MailHosts = serde_json::from_str("{}").unwrap();
    assert_eq!(hosts, MailHosts::default());
    assert!(!hosts.any());
    let hosts = MailHosts { domains: vec!["larkfield.example".into()], ..hosts };
    assert!(hosts.is_ours("M.Wong@Larkfield.Example"));
    assert!(!hosts.is_ours("m.wong@sub.larkfield.example") && !hosts.is_ours("larkfield.example"));
}
