"""Programs people have, with an app password: curl, mbsync, a calendar by the caldav library, and
mail that is sent and arrives."""

import subprocess
import textwrap
import uuid
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage

import caldav
import pytest
from house import POSTFIX

needs_postfix = pytest.mark.skipif(not POSTFIX, reason="Postfix starts as root only")


def ran(*command, **more):
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=30, **more
    )
    return done


def test_curl_lists_the_mailbox(house):
    ada, trust = house.person("Ada"), house.run.values["tls"] / "authority.pem"
    place = f"imaps://localhost:{house.run.values['imaps']}/"
    account = f"{ada.username}:{ada.app_password('mail')}"
    done = ran("curl", "-sS", "--cacert", trust, "-u", account, place)
    assert done.returncode == 0 and "INBOX" in done.stdout, done
    done = ran("curl", "-sS", "--cacert", trust, "-u", f"{ada.username}:{ada.password}", place)
    assert done.returncode == 67, done


def test_mbsync_fetches_the_mail(house, tmp_path):
    ada, values = house.person("Ada"), house.run.values
    (tmp_path / "box").mkdir()
    config = tmp_path / "mbsyncrc"
    config.write_text(
        textwrap.dedent(f"""\
            IMAPStore far
            Host localhost
            Port {values['imaps']}
            SSLType IMAPS
            CertificateFile {values['tls']}/authority.pem
            User {ada.username}
            Pass {ada.app_password('mail')}

            MaildirStore near
            Path {tmp_path}/box/
            Inbox {tmp_path}/box/INBOX

            Channel mail
            Far :far:
            Near :near:
            Create Near
            SyncState *
            """)
    )
    done = ran("mbsync", "-c", config, "mail")
    assert done.returncode == 0, done
    [letter] = (tmp_path / "box/INBOX/new").glob("*")
    assert "Welcome to Larkfield" in letter.read_text()


@needs_postfix
def test_outlook_says_name_and_password_one_by_one(house):
    """AUTH LOGIN without an answer in its first line."""
    ada = house.person("Ada")
    for secret, code in ((ada.app_password("sending"), 235), (ada.app_password("mail"), 535)):
        assert house.programs.login_by_steps(ada.username, secret, "submissions") == code


@pytest.mark.parametrize(
    ("scheme", "port"),
    [
        ("imaps", "imaps"),
        ("pop3s", "pop3s"),
        pytest.param("smtps", "submissions", marks=needs_postfix),
    ],
)
def test_a_token_that_is_not_ours_opens_nothing(house, scheme, port):
    """OAUTHBEARER and XOAUTH2 end with a refusal, not with silence."""
    ada, trust = house.person("Ada"), house.run.values["tls"] / "authority.pem"
    place = f"{scheme}://localhost:{house.run.values[port]}/"
    for mechanism in ("OAUTHBEARER", "XOAUTH2"):
        done = ran(
            *("curl", "-sS", "--max-time", "20", "--cacert", trust, "-u", f"{ada.username}:"),
            *("--oauth2-bearer", "0" * 43, "--login-options", f"AUTH={mechanism}", place),
        )
        # 67: the server refused the sign-in; 28 would be a time-out.
        assert done.returncode == 67, done


@needs_postfix
def test_what_one_sends_the_other_reads(house):
    ada, jun = house.person("Ada"), house.person("Jun")
    subject = f"Lanterns {uuid.uuid4()}"
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = ada.username, jun.username, subject
    message.set_content("Shall we hang them on Friday?")
    for port in ("submissions", "nginx_smtp", "grant_submissions"):
        house.programs.send(message, ada.username, ada.app_password("sending"), port)
    house.programs.waits_for(subject, 3, jun.username, jun.app_password("mail"), "imaps")


@needs_postfix
@pytest.mark.parametrize("port", ["submissions", "nginx_smtp", "grant_submissions"])
def test_nobody_sends_in_the_name_of_somebody_else(house, port):
    ada, jun = house.person("Ada"), house.person("Jun")
    message = EmailMessage()
    message["From"], message["To"] = jun.username, ada.username
    code = house.programs.refused_to_send(message, ada.username, ada.app_password("sending"), port)
    assert code == 553


def test_a_calendar_is_made_and_read(house):
    ada, values = house.person("Ada"), house.run.values
    place = f"https://localhost:{values['caldav']}/"
    trust = str(values["tls"] / "authority.pem")

    def program(secret):
        return caldav.DAVClient(
            place, username=ada.username, password=secret, ssl_verify_cert=trust
        )

    calendar = program(ada.app_password("calendar")).principal().make_calendar(name="Rooms")
    at = datetime(2027, 3, 5, 15, tzinfo=timezone.utc)
    calendar.save_event(dtstart=at, dtend=at + timedelta(hours=1), summary="Tea")
    [again] = program(ada.app_password("calendar")).principal().calendars()
    assert "Tea" in again.events()[0].data
    for other in (ada.app_password("mail"), ada.password):
        with pytest.raises(caldav.lib.error.AuthorizationError):
            program(other).principal()
