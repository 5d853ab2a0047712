"""Mail and calendar programs, each reduced to its sign-in: what did it open, and what was it
told?"""

import base64
import contextlib
import http.client
import imaplib
import poplib
import smtplib
import ssl
import time
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
        self.trust = ssl.create_default_context(cafile=values["tls"] / "authority.pem")

    def sign_in(self, protocol, port, name, secret):
        """Signs in by `protocol` at the server that listens at the port called `port`."""
        try:
            return getattr(self, protocol)(name, secret, port)
        except (imaplib.IMAP4.abort, EOFError, smtplib.SMTPServerDisconnected, ConnectionError):
            return Told(False, "hung up")

    def imap(self, name, secret, port):
        program = imaplib.IMAP4_SSL("localhost", self.values[port], ssl_context=self.trust)
        with contextlib.closing(Quiet(program.shutdown)):
            try:
                if secret.isascii():
                    program.login(name, secret)
                else:
                    program.authenticate("PLAIN", lambda _: plain(name, secret))
                return Told(True, str(program.select("INBOX")))
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                return Told(False, text(error.args[0]))

    def stays(self, name, secret, port):
        """A program that has signed in, reads its mail and does not go."""
        program = imaplib.IMAP4_SSL("localhost", self.values[port], ssl_context=self.trust)
        program.login(name, secret)
        program.select("INBOX")
        return program

    def pop3(self, name, secret, port):
        program = poplib.POP3_SSL("localhost", self.values[port], context=self.trust)
        with contextlib.closing(program):
            try:
                program.user(name)
                program.pass_(secret)
                return Told(True, str(program.stat()))
            except poplib.error_proto as error:
                if "EOF" in text(error.args[0]):
                    raise EOFError from error
                return Told(False, text(error.args[0]))

    def smtp(self, name, secret, port):
        program = smtplib.SMTP_SSL("localhost", self.values[port], context=self.trust)
        with contextlib.closing(program):
            try:
                if secret.isascii():
                    return Told(True, str(program.login(name, secret)))
                program.ehlo()
                answer = base64.b64encode(plain(name, secret)).decode()
                code, said = program.docmd("AUTH PLAIN", answer)
                return Told(code == 235, f"{code} {text(said)}")
            except smtplib.SMTPResponseException as error:
                return Told(False, f"{error.smtp_code} {text(error.smtp_error)}")

    def caldav(self, name, secret, port):
        program = http.client.HTTPSConnection(
            "localhost", self.values[port], context=self.trust, timeout=20
        )
        with contextlib.closing(program):
            pair = base64.b64encode(f"{name}:{secret}".encode()).decode()
            headers = {"Authorization": f"Basic {pair}", "Depth": "0"}
            program.request("PROPFIND", f"/{name.lower()}/", headers=headers)
            answer = program.getresponse()
            return Told(answer.status == 207, f"{answer.status} {answer.read().decode()}")

    def send(self, message, name, secret, port):
        program = smtplib.SMTP_SSL("localhost", self.values[port], context=self.trust)
        with program:
            program.login(name, secret)
            program.send_message(message)

    def login_by_steps(self, name, secret, port):
        """The code that AUTH LOGIN ends with, name and password each asked for."""
        with smtplib.SMTP_SSL("localhost", self.values[port], context=self.trust) as program:
            program.ehlo()
            program.user, program.password = name, secret
            try:
                return program.auth("LOGIN", program.auth_login, initial_response_ok=False)[0]
            except smtplib.SMTPAuthenticationError as error:
                return error.smtp_code

    def refused_to_send(self, message, name, secret, port):
        """The code of the refusal."""
        try:
            self.send(message, name, secret, port)
        except smtplib.SMTPRecipientsRefused as refused:
            [(code, _)] = refused.recipients.values()
            return code
        except smtplib.SMTPSenderRefused as refused:
            return refused.smtp_code
        raise AssertionError("it was sent")

    def waits_for(self, subject, many, name, secret, port):
        """Until so many letters with that subject are there."""
        program = imaplib.IMAP4_SSL("localhost", self.values[port], ssl_context=self.trust)
        program.login(name, secret)
        program.select("INBOX")
        deadline = time.monotonic() + 15
        found = []
        while time.monotonic() < deadline and len(found) < many:
            program.noop()
            _, [numbers] = program.search(None, "SUBJECT", f'"{subject}"')
            found = numbers.split()
        program.logout()
        assert len(found) == many, f"{len(found)} of {many} arrived"

    def features_before_tls(self, port):
        with smtplib.SMTP("localhost", self.values[port]) as program:
            program.ehlo()
            return set(program.esmtp_features)

    def features_after_tls(self, port):
        with smtplib.SMTP("localhost", self.values[port]) as program:
            program.starttls(context=self.trust)
            program.ehlo()
            return set(program.esmtp_features)


def plain(name, secret):
    """RFC 4616."""
    return f"\0{name}\0{secret}".encode()


class Quiet:
    """Hangs up, whatever the other side thinks of it."""

    def __init__(self, hang_up):
        self.hang_up = hang_up

    def close(self):
        with contextlib.suppress(OSError):
            self.hang_up()


def text(words):
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)
