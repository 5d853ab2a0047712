"""Who gets in where: every door of the real servers, by app passwords of every kind and by the
normal password, for people in every state. AP-3, ML-2, ML-3."""

import pytest

# Door, protocol, and the word of the scope that opens it.
DOORS = [
    ("dovecot", "imap", "imaps", "mail"),
    ("dovecot", "pop3", "pop3s", "mail"),
    ("postfix", "smtp", "submissions", "sending"),
    ("radicale", "caldav", "caldav", "calendar"),
    ("grant", "imap", "grant_imaps", "mail"),
    ("grant", "pop3", "grant_pop3s", "mail"),
    ("grant", "smtp", "grant_submissions", "sending"),
    ("nginx", "imap", "nginx_imap", "mail"),
    ("nginx", "pop3", "nginx_pop3", "mail"),
    ("nginx", "smtp", "nginx_smtp", "sending"),
]
NAMES = [f"{door}-{protocol}" for door, protocol, _, _ in DOORS]
# How a protocol says that a password is not right (RFC 5530 §3, RFC 3206 §4, RFC 4954 §6).
WRONG = {"imap": "[AUTHENTICATIONFAILED]", "pop3": "[AUTH]", "smtp": "535 5.7.8", "caldav": "401"}


@pytest.mark.parametrize(("door", "protocol", "port", "scope"), DOORS, ids=NAMES)
class TestDoor:
    @pytest.mark.parametrize("opens", ["mail", "sending", "calendar"])
    def test_an_app_password_opens_what_it_was_made_for(
        self, house, door, protocol, port, scope, opens
    ):
        ada = house.person("Ada")
        secret = ada.app_password(opens)
        told = house.sign_in(protocol, port, ada.username, secret)
        assert told.opened == (opens == scope), told
        if opens != scope:
            assert WRONG[protocol] in told.words, told
