"""Who gets in where: every door of the real servers, by app passwords of every kind, by the normal
password, and by neither. AP-3, ML-2, ML-3."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from house import POSTFIX

# Server, protocol, the port it listens at, and the kind of app password that opens it.
DOORS = [
    ("dovecot", "imap", "imaps", "mail"),
    ("dovecot", "pop3", "pop3s", "mail"),
    ("postfix", "smtp", "submissions", "sending"),
    ("radicale", "caldav", "caldav", "calendar"),
    ("dovecot-grant", "imap", "grant_imaps", "mail"),
    ("dovecot-grant", "pop3", "grant_pop3s", "mail"),
    ("dovecot-grant", "smtp", "grant_submissions", "sending"),
    ("nginx", "imap", "nginx_imap", "mail"),
    ("nginx", "pop3", "nginx_pop3", "mail"),
    ("nginx", "smtp", "nginx_smtp", "sending"),
]
DOORS = [door for door in DOORS if POSTFIX or door[1] != "smtp"]
NAMES = [f"{server}-{protocol}" for server, protocol, _, _ in DOORS]
KINDS = ["mail", "sending", "calendar"]
# How a protocol says that a password is not right (RFC 5530 §3, RFC 3206 §4, RFC 4954 §6).
WRONG = {"imap": "[AUTHENTICATIONFAILED]", "pop3": "[AUTH]", "smtp": "535 5.7.8", "caldav": "401"}
# Doors whose server passes our sentence on to the program.
TOLD = {"submissions", "nginx_imap", "nginx_pop3", "nginx_smtp"}

every_door = pytest.mark.parametrize(("server", "protocol", "port", "scope"), DOORS, ids=NAMES)


@pytest.fixture(scope="module")
def told(house):
    """What every door said to every secret: at once, since some keep programs waiting."""
    ada = house.person("Ada")
    shown = {kind: ada.app_password(kind) for kind in KINDS}
    shown |= {"normal": ada.password, "wrong": "marble stairs at noon"}
    with ThreadPoolExecutor(len(DOORS) * len(shown)) as pool:
        asked = {
            (port, kind): pool.submit(house.sign_in, protocol, port, ada.username, secret)
            for _, protocol, port, _ in DOORS
            for kind, secret in shown.items()
        }
    return {door: answer.result() for door, answer in asked.items()}


@every_door
@pytest.mark.parametrize("kind", KINDS)
def test_an_app_password_opens_what_it_was_made_for(told, server, protocol, port, scope, kind):
    answer = told[port, kind]
    assert answer.opened == (kind == scope), answer
    assert answer.opened or WRONG[protocol] in answer.words, answer


@every_door
def test_the_normal_password_opens_nothing_and_says_what_to_do(
    told, server, protocol, port, scope
):
    answer = told[port, "normal"]
    assert not answer.opened and WRONG[protocol] in answer.words, answer
    if port in TOLD:
        assert "app password" in answer.words, answer
        assert "/security/app-passwords/new" in answer.words, answer


@every_door
def test_a_wrong_password_is_called_wrong(told, server, protocol, port, scope):
    answer = told[port, "wrong"]
    assert not answer.opened and WRONG[protocol] in answer.words, answer
    assert "app-passwords" not in answer.words, answer


def test_its_owner_is_told_of_the_program_that_needs_one(house, told):
    ada = house.person("Ada")
    letter = ada.mail("could not sign in")
    assert "/security/app-passwords/new" in letter["text"], letter


@every_door
def test_it_is_taken_as_people_type_it(house, server, protocol, port, scope):
    ada = house.person("Ada")
    secret = ada.app_password(scope)
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    for typed in ("-".join(groups), " ".join(groups).upper()):
        answer = house.sign_in(protocol, port, ada.username.upper(), typed)
        assert answer.opened, answer


def test_what_dovecot_remembers_is_bound_to_the_service(house):
    """With auth_cache_size, `cache_key=%u%s` keeps a password for mail from sending."""
    ada = house.person("Ada")
    for _ in range(2):
        secret = ada.app_password("mail")
        assert house.sign_in("imap", "cache_imaps", ada.username, secret).opened
        answer = house.sign_in("smtp", "cache_submissions", ada.username, secret)
        assert not answer.opened and WRONG["smtp"] in answer.words, answer
        secret = ada.app_password("sending")
        assert not house.sign_in("imap", "cache_imaps", ada.username, secret).opened


@pytest.mark.skipif(not POSTFIX, reason="Postfix starts as root only")
def test_before_tls_no_password_is_asked_for(house):
    """ML-1."""
    assert "auth" not in house.programs.features_before_tls("submission")
    assert "auth" in house.programs.features_after_tls("submission")
