"""Countersign is down: every protocol says so in its own words and calls no password wrong, so that
no program forgets one; and all is well when it is back. ML-3. Last, since it stops the house."""

import pytest
from house import POSTFIX
from test_doors import DOORS

# RFC 5530 §3, RFC 3206 §4, RFC 4954 §6; and what servers say that have no way to tell: nginx
# hangs up or says little, Radicale knows one answer only (docs/mail.md says so).
OUTAGE = {
    "imaps": "[UNAVAILABLE]",
    "pop3s": "[SYS/TEMP]",
    "submissions": "454 4.7.0",
    "caldav": "401",
    "grant_imaps": "[UNAVAILABLE]",
    "grant_pop3s": "[SYS/TEMP]",
    "grant_submissions": "454 4.7.0",
    "nginx_imap": "hung up",
    "nginx_pop3": "internal server error",
    "nginx_smtp": "hung up",
}
OUTAGE = {port: words for port, words in OUTAGE.items() if port in {door[2] for door in DOORS}}


@pytest.fixture(scope="module")
def ada(house):
    ada = house.person("Ada")
    for scope in ("mail", "sending", "calendar"):
        ada.app_password(scope)
    return ada


@pytest.fixture(scope="module")
def down(house, ada):
    house.stop_countersign()
    answers = house.everywhere(DOORS, ada, ada.app_password)
    house.start_countersign()
    return answers


@pytest.mark.parametrize(("port", "words"), OUTAGE.items(), ids=OUTAGE)
def test_an_outage_is_told_as_an_outage(down, port, words):
    assert not down[port].opened and words in down[port].words, down[port]


def test_all_doors_open_again(house, down, ada):
    told = house.everywhere(DOORS, ada, ada.app_password)
    if POSTFIX and not told["submissions"].opened:
        # A process of Postfix that held a connection fails once and connects anew.
        assert "454 4.7.0" in told["submissions"].words, told
        told |= house.everywhere(DOORS[2:3], ada, ada.app_password)
    assert all(answer.opened for answer in told.values()), told
