"""What the state of an account means to old programs: Disabled and Enabled let the normal password
in until a second step is set up, Enforced never. AP-3."""

import pytest
from test_doors import DOORS, NAMES, every_door

# The password grant takes app passwords only, whatever the state.
NORMAL = [door for door in DOORS if not door[2].startswith("grant_")]


def opened(house, person):
    """Which doors the normal password opens."""
    return {
        port
        for _, protocol, port, _ in DOORS
        if house.sign_in(protocol, port, person.username, person.password).opened
    }


@pytest.fixture(scope="module", params=["Mei", "Tom"], ids=["Disabled", "Enabled"])
def person(house, request):
    return house.fresh(request.param)


def test_the_normal_password_works_until_a_second_step_is_set_up(house, person):
    assert opened(house, person) == {port for _, _, port, _ in NORMAL}
    person.set_up()
    assert opened(house, person) == set()
    for _, protocol, port, scope in DOORS:
        answer = house.sign_in(protocol, port, person.username, person.app_password(scope))
        assert answer.opened, (port, answer)


def test_enforced_needs_an_app_password_from_the_first_day(house):
    assert opened(house, house.fresh("Jun")) == set()


def test_any_letters_come_through_every_server(house):
    """A normal password with whatever somebody may type, for an account in Disabled."""
    lea = house.fresh("Lea")
    for _, protocol, port, _ in NORMAL:
        answer = house.sign_in(protocol, port, lea.username, lea.password)
        assert answer.opened, (port, answer)
        answer = house.sign_in(protocol, port, lea.username, lea.password + "+")
        assert not answer.opened, (port, answer)
