"""What the state of an account means to old programs: Disabled and Enabled let the normal password
in until a second step is set up, Enforced never. AP-3."""

import pytest
from test_doors import DOORS

# The password grant takes app passwords only, whatever the state.
NORMAL = [door for door in DOORS if not door[2].startswith("grant_")]


def opened(house, person):
    """Which doors the normal password opens."""
    told = house.everywhere(DOORS, person, lambda _: person.password)
    return {port for port, answer in told.items() if answer.opened}


@pytest.fixture(scope="module", params=["Mei", "Tom"], ids=["Disabled", "Enabled"])
def person(house, request):
    return house.fresh(request.param)


def test_the_normal_password_works_until_a_second_step_is_set_up(house, person):
    assert opened(house, person) == {port for _, _, port, _ in NORMAL}
    person.set_up()
    assert opened(house, person) == set()
    told = house.everywhere(DOORS, person, person.app_password)
    assert all(answer.opened for answer in told.values()), told


def test_enforced_needs_an_app_password_from_the_first_day(house):
    assert opened(house, house.fresh("Jun")) == set()


def test_any_letters_come_through_every_server(house):
    """A normal password with whatever somebody may type, for an account in Disabled."""
    lea = house.fresh("Lea")
    right = house.everywhere(NORMAL, lea, lambda _: lea.password)
    assert all(answer.opened for answer in right.values()), right
    wrong = house.everywhere(NORMAL, lea, lambda _: lea.password + "+")
    assert not any(answer.opened for answer in wrong.values()), wrong
