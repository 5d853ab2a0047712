"""The page that shows an app password waits for the first sign-in with it and says when, by what
and from where it came: through every server, which has to pass the program's address on. AP-2."""

import subprocess
import threading

import pytest
from house import POSTFIX
from test_doors import DOORS, every_door

# What the page calls a protocol, and how curl is told to sign in by it.
CURL = {
    "imap": ("reading mail (IMAP)", "imaps", []),
    "pop3": ("reading mail (POP3)", "pop3s", []),
    "smtp": ("sending mail (SMTP)", "smtps", ["-X", "NOOP"]),
    "caldav": ("calendar (CalDAV)", "https", ["-X", "PROPFIND"]),
}


def curl(house, protocol, port, person, secret, address):
    """Signs in from one of this machine's own addresses."""
    _, scheme, more = CURL[protocol]
    place = f"{scheme}://localhost:{house.run.values[port]}/"
    trust = house.run.values["tls"] / "authority.pem"
    command = ["curl", "-sS", "--max-time", "20", "--cacert", trust]
    command += ["--interface", address, "-u", f"{person.username}:{secret}", *more, place]
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


@every_door
def test_the_page_sees_the_program_connect(house, server, protocol, port, scope):
    jun = house.person("Jun")
    secret, place = jun.make_app_password(scope)
    jun.open(f"{place}/show").says("Waiting for")
    address = f"127.0.0.{100 + DOORS.index((server, protocol, port, scope))}"
    done = curl(house, protocol, port, jun, secret, address)
    assert done.returncode == 0, done
    page = jun.open(f"{place}/show")
    page.says("connected at")
    page.says(f"from {address}.")
    page.says(f"It was {CURL[protocol][0]}.")
    jun.submit(jun.fresh(f"{place}/remove"), "/remove")


@every_door
def test_the_page_says_what_went_wrong(house, server, protocol, port, scope):
    jun = house.person("Jun")
    other = "calendar" if scope != "calendar" else "mail"
    secret, place = jun.make_app_password(other)
    address = f"127.0.0.{150 + DOORS.index((server, protocol, port, scope))}"
    done = curl(house, protocol, port, jun, secret, address)
    assert done.returncode in (0, 67) and "HTTP" not in done.stderr, done
    page = jun.open(f"{place}/show")
    page.says("The program tried something this app password does not open.")
    page.says(f"from {address}, {CURL[protocol][0]}.")
    jun.submit(jun.fresh(f"{place}/remove"), "/remove")


@pytest.mark.skipif(not POSTFIX, reason="Postfix starts as root only")
def test_sixty_four_programs_at_once(house):
    ada = house.person("Ada")
    secrets = {scope: ada.app_password(scope) for scope in ("mail", "sending")}
    doors = [("imap", "imaps", "mail"), ("smtp", "submissions", "sending")] * 32
    told = [None] * len(doors)

    def program(number):
        protocol, port, scope = doors[number]
        told[number] = house.sign_in(protocol, port, ada.username, secrets[scope])

    programs = [threading.Thread(target=program, args=(number,)) for number in range(len(doors))]
    for one in programs:
        one.start()
    for one in programs:
        one.join()
    assert all(answer is not None and answer.opened for answer in told), told
