"""Mail and calendar programs, each reduced to its sign-in: what did it open, and what was it told?"""

import base64
import contextlib
import http.client
import imaplib
import poplib
import smtplib
import ssl
from dataclasses import dataclass


@dataclass
class Told:
    """How a sign-in ended, in the protocol's own words."""

    opened: bool
    words: str


class Programs:
    """What somebody has on a desk, set up for one run of the servers."""

    def __init__(self, values):
        self.values = values
        self.trust = ssl.create_default_context(cafile=values["tls"] / "cert.pem")

    def sign_in(self, protocol, name, secret, port):
        """Signs in by `protocol` at the server that listens at the port called `port`."""
        return getattr(self, protocol)(name, secret, port)

    def imap(self, name, secret, port):
        program = imaplib.IMAP4_SSL("localhost", self.values[port], ssl_context=self.trust)
        with contextlib.closing(Quiet(program.shutdown)):
            try:
                program.login(name, secret)
                return Told(True, str(program.select("INBOX")))
            except imaplib.IMAP4.error as error:
                return Told(False, text(error.args[0]))

    def pop3(self, name, secret, port):
        program = poplib.POP3_SSL("localhost", self.values[port], context=self.trust)
        with contextlib.closing(program):
            try:
                program.user(name)
                program.pass_(secret)
                return Told(True, str(program.stat()))
            except poplib.error_proto as error:
                return Told(False, text(error.args[0]))

    def smtp(self, name, secret, port):
        program = smtplib.SMTP_SSL("localhost", self.values[port], context=self.trust)
        with contextlib.closing(program):
            try:
                return Told(True, str(program.login(name, secret)))
            except smtplib.SMTPResponseException as error:
                return Told(False, f"{error.smtp_code} {text(error.smtp_error)}")

    def caldav(self, name, secret, port):
        program = http.client.HTTPSConnection(
            "localhost", self.values[port], context=self.trust, timeout=20
        )
        with contextlib.closing(program):
            pair = base64.b64encode(f"{name}:{secret}".encode()).decode()
            headers = {"Authorization": f"Basic {pair}", "Depth": "0"}
            program.request("PROPFIND", f"/{name}/", headers=headers)
            answer = program.getresponse()
            return Told(answer.status == 207, f"{answer.status} {answer.read().decode()}")


class Quiet:
    """Hangs up, whatever the other side thinks of it."""

    def __init__(self, hang_up):
        self.hang_up = hang_up

    def close(self):
        with contextlib.suppress(OSError):
            self.hang_up()


def text(words):
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)
