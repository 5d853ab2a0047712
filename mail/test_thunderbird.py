"""Thunderbird itself: with an app password, and with a window to sign in by, for which it takes the
extension that Countersign makes for the organisation. AP-3, ML-2."""

import uuid

import pytest
from house import POSTFIX, example
from thunderbird import FETCH, INSTALL, MISSING, Thunderbird

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@pytest.fixture
def thunderbird(house, tmp_path):
    authority = house.run.values["tls"] / "authority.pem"
    with Thunderbird(tmp_path, authority, example.free_port()) as program:
        yield program


def sends(house, thunderbird, person):
    """What it sends arrives."""
    if POSTFIX:
        subject = f"Lanterns {uuid.uuid4()}"
        assert thunderbird.send(person.username, subject) == "sent"
        house.programs.waits_for(
            subject, 1, person.username, person.app_password("mail"), "imaps"
        )


def test_it_reads_and_sends_with_an_app_password(house, thunderbird):
    ada, values = house.person("Ada"), house.run.values
    secret, place = ada.make_app_password("mail", "sending", program="thunderbird")
    thunderbird.account(ada.username, secret, values["imaps"], values["submissions"])
    assert thunderbird.letters() >= 1
    page = ada.open(f"{place}/show")
    page.says("connected at")
    page.says("Sending has not been tried yet.")
    sends(house, thunderbird, ada)
    assert not POSTFIX or "has not been tried" not in ada.open(f"{place}/show").text()


def test_it_signs_in_by_a_window_with_our_extension(house, thunderbird, tmp_path):
    ada, values = house.person("Ada"), house.run.values
    file = tmp_path / "extension.xpi"
    file.write_bytes(ada.fetch("/mail/thunderbird.xpi"))
    assert thunderbird.later(INSTALL, str(file)) is True
    thunderbird.account(ada.username, "", values["imaps"], values["submissions"])
    thunderbird.now(FETCH)
    before = len(ada.codes())
    thunderbird.type(username=ada.username, password=ada.password)
    thunderbird.type(code=ada.newest_code(before))
    assert thunderbird.letters() >= 1
    sends(house, thunderbird, ada)
