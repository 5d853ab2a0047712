#!/usr/bin/env python3
"""Real mail behind Countersign's demo: Dovecot, Postfix, Roundcube and Radicale, on this machine.

Everything lives in one temporary folder with ports of its own and ends with Ctrl+C. Nothing of the
system's own mail is read or changed. Needs Debian's packages (./x setup installs them) and no
rights, but for Postfix, which starts as root only: without root, mail can be read and not sent.
"""

import argparse
import contextlib
import grp
import json
import os
import pwd
import random
import re
import secrets
import shutil
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"

# What each port is for. These are used when they are free, else others.
PORTS = {
    "imaps": 10993,
    "pop3s": 10995,
    "submissions": 10465,
    "submission": 10587,
    "caldav": 10232,
    "webmail": 10080,
    "signin": 8080,
}
# Between the programs: any that is free.
INNER = ("lmtp", "sasl", "check", "doveadm")
# Ports that were given out and are perhaps not listened at yet.
GIVEN = set()
WEBMAIL_PAGES = Path("/usr/share/roundcube")
WEBMAIL_PUBLIC = Path("/var/lib/roundcube/public_html")
WEBMAIL_CONFIG = Path("/etc/roundcube")


class Failed(Exception):
    """Something did not start; the message says what and what it wrote."""


class OtherDovecot(Failed):
    """2.4 writes its configuration in other words."""


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port():
    """One that is free now, below those that outgoing connections take by themselves."""
    usable = (port for port in random.sample(range(20000, 32000), 1000) if port not in GIVEN)
    port = next(port for port in usable if is_free(port))
    GIVEN.add(port)
    return port


def python():
    """The Python that has Radicale: the one ./x setup makes, else this one."""
    ours = TOP / "target/python/bin/python"
    return str(ours) if ours.exists() else sys.executable


def signalled(program, what):
    """Each program is the first of a group of its own, which has only its own children in it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, what)


class Programs:
    """Programs of one run: their folder, their ports, and their end, the last one first."""

    def __init__(self, ports=None):
        self.folder = Path(tempfile.mkdtemp(prefix="larkfield-mail-"))
        # Programs that give up root still have to reach what is theirs in it.
        self.folder.chmod(0o755)
        self.root = os.geteuid() == 0
        self.running = []
        self.values = dict(self.users())
        for name, usual in PORTS.items():
            usable = ports != "any" and is_free(usual)
            self.values[name] = usual if usable else free_port()
        self.values |= {name: free_port() for name in INNER}
        self.values |= {"state": self.folder, "tls": self.folder / "tls"}
        # Lines of Postfix's master.cf that only tests have.
        self.more_services = ""
        # Seconds a wrong password is kept waiting, and where people's programs find the servers.
        self.values |= {"wait": 2, "host": "localhost"}

    def users(self):
        """Who programs run as: as packaged when started by root, else whoever started this."""
        if self.root:
            return {
                "internal_user": "dovecot",
                "internal_group": "dovecot",
                "login_user": "dovenull",
                "mail_user": "nobody",
                "mail_group": "nogroup",
                "login_chroot": "login",
                "anvil_chroot": "empty",
            }
        me, mine = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
        return {
            "internal_user": me,
            "internal_group": mine,
            "login_user": me,
            "mail_user": me,
            "mail_group": mine,
            "login_chroot": "",
            "anvil_chroot": "",
        }

    def fill(self, template, to, **more):
        """Writes a template into the run's folder with its {{words}} filled in."""
        values = self.values | more
        text = re.sub(r"\{\{(\w+)\}\}", lambda found: str(values[found[1]]), template.read_text())
        target = self.folder / to
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target

    def for_dovecot(self, file):
        """A file with a secret in it: nobody else reads it."""
        file.chmod(0o640)
        if self.root:
            shutil.chown(file, group=self.values["internal_group"])
        return file

    def own(self, name, user=None):
        """A folder of the run, for a program that gives up root."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        if self.root and user:
            shutil.chown(folder, user)
        return folder

    def start(self, name, *command, port=None, **more):
        """Starts a program in the foreground and waits until it answers at its port."""
        log = self.folder / f"{name}.log"
        environment = os.environ | {"PATH": PATH} | more.pop("environment", {})
        with log.open("ab") as output:
            program = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=more.pop("stdout", output),
                stderr=output,
                env=environment,
                start_new_session=True,
                **more,
            )
        self.running.append((name, program))
        if port:
            self.wait(name, program, port)
        return program

    def once(self, name, *command):
        """Runs something to its end; answers what it said."""
        command = [str(word) for word in command]
        environment = os.environ | {"PATH": PATH}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise Failed(f"{name}: {done.stderr}")
        return done.stdout

    def wait(self, name, program, port):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and program.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.02)
        raise Failed(f"{name} does not answer at port {port}:\n{self.log(name)}")

    def log(self, name, lines=30):
        text = (self.folder / f"{name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def end(self, name):
        """Ends one program, with the processes it started, and waits until it is gone."""
        for entry in [one for one in self.running if one[0] == name]:
            self.running.remove(entry)
            signalled(entry[1], signal.SIGTERM)
            try:
                entry[1].wait(15)
            except subprocess.TimeoutExpired:
                signalled(entry[1], signal.SIGKILL)
                entry[1].wait()

    def end_all(self):
        for _, program in self.running:
            signalled(program, signal.SIGTERM)
        for name, _ in reversed(list(self.running)):
            self.end(name)
        shutil.rmtree(self.folder, ignore_errors=True)


def certificate(run):
    """A certificate for localhost, and its authority, whose key is thrown away at once."""
    folder = run.own("tls")
    new = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
    authority = f"{folder}/authority.pem", f"{folder}/authority-key.pem"
    run.once(
        "openssl",
        *(*new.split(), "-subj", f"/CN=Larkfield's mail, {run.folder.name}"),
        *("-out", authority[0], "-keyout", authority[1]),
    )
    run.once(
        "openssl",
        *(*new.split(), "-subj", "/CN=localhost", "-CA", authority[0], "-CAkey", authority[1]),
        *("-addext", "subjectAltName=DNS:localhost,DNS:mail.localhost,IP:127.0.0.1"),
        *("-addext", "basicConstraints=critical,CA:FALSE"),
        *("-out", f"{folder}/cert.pem", "-keyout", f"{folder}/key.pem"),
    )
    Path(authority[1]).unlink()
    (folder / "key.pem").chmod(0o600)


def countersign_program():
    """The newest build there is."""
    built = [TOP / "target" / profile / "countersign" for profile in ("release", "dist", "debug")]
    built = [program for program in built if program.exists()]
    if not built:
        raise Failed("there is no build yet: cargo build --release")
    return max(built, key=lambda program: program.stat().st_mtime)


def dovecot(run):
    run.own("mail", run.values["mail_user"])
    run.for_dovecot(run.fill(HERE / "dovecot-token.conf.ext", "dovecot-token.conf.ext"))
    secret = run.folder / "mail.secret"
    script = (HERE / "countersign.lua").read_text()
    script = script.replace("/etc/dovecot/countersign.secret", str(secret))
    asked = f"http://127.0.0.1:{run.values['check']}/mail/check"
    script = script.replace("https://sign-in.example.org/mail/check", asked)
    (run.folder / "countersign.lua").write_text(script)
    config = run.for_dovecot(run.fill(HERE / "dovecot.conf", "dovecot.conf"))
    run.start("dovecot", "dovecot", "-F", "-c", config, port=run.values["imaps"])


def postfix(run):
    folder = run.own("postfix")
    run.own("postfix/data", "postfix")
    (folder / "spool").mkdir(exist_ok=True)
    # Whoever signed in as an address may send as that address.
    (folder / "senders").write_text("/^(.*)$/ $1\n")
    run.fill(HERE / "postfix-main.cf", "postfix/main.cf")
    with run.fill(HERE / "postfix-master.cf", "postfix/master.cf").open("a") as services:
        services.write(run.more_services)
    # Makes the folders of the queue. `postfix start-fg` would start a process that is not ours.
    run.once("postfix", "postfix", "-c", folder, "check")
    master = Path(run.once("postfix", "postconf", "-c", folder, "-xh", "daemon_directory").strip())
    run.start("postfix", master / "master", "-c", folder, "-d", port=run.values["submissions"])


def radicale(run):
    config = run.fill(HERE / "radicale.conf", "radicale.conf")
    command = [python(), "-m", "radicale", "--config", config]
    run.start("radicale", *command, port=run.values["caldav"])


def roundcube(run):
    run.values["webmail_key"] = secrets.token_hex(12)
    folder = run.folder / "roundcube"
    run.fill(HERE / "roundcube.php", "roundcube/config.inc.php").chmod(0o600)
    for name in ("defaults.inc.php", "mimetypes.php"):
        (folder / name).symlink_to(WEBMAIL_CONFIG / name)
    with sqlite3.connect(folder / "webmail.db") as database:
        database.executescript((WEBMAIL_PAGES / "SQL/sqlite.initial.sql").read_text())
    port = run.values["webmail"]
    run.start(
        "roundcube",
        *("php", "-S", f"127.0.0.1:{port}", "-t", WEBMAIL_PUBLIC),
        port=port,
        environment={"ROUNDCUBE_CONFIG_DIR": str(folder), "PHP_CLI_SERVER_WORKERS": "4"},
    )


def console(run, *words):
    """One command of Countersign's console on the demo's own folder, before the demo starts."""
    config = run.folder / "countersign.toml"
    return run.once("countersign", run.program, "--config", config, *words)


def register(run, name, *more):
    """An app of the organisation: its client id and secret."""
    said = console(run, "app", "add", name, *more)
    return [re.search(rf"client {what}\s+(\S+)", said)[1] for what in ("id", "secret")]


def countersign(run, program=None, prepare=None):
    """The demo, with webmail and mail server registered; answers what it printed."""
    run.program = program or countersign_program()
    folder = run.own("countersign")
    secret = run.folder / "mail.secret"
    secret.write_text(secrets.token_hex(24))
    run.for_dovecot(secret)
    run.values["doveadm_key"] = secrets.token_hex(24)
    key = run.folder / "doveadm.key"
    key.write_text(run.values["doveadm_key"])
    key.chmod(0o600)
    run.fill(HERE / "countersign.toml", "countersign.toml", folder=folder)
    webmail = f"http://webmail.localhost:{run.values['webmail']}"
    back = f"{webmail}/index.php/login/oauth"
    run.values["webmail_id"], run.values["webmail_secret"] = register(
        run, "Webmail", "--url", f"{webmail}/", "--redirect-uri", back, "--without-pkce"
    )
    run.values["server_id"], run.values["server_secret"] = register(
        run, "Mail server", "--introspects"
    )
    if prepare:
        prepare(run)
    return demo(run)


def demo(run):
    program = run.start(
        "countersign",
        *(run.program, "--config", run.folder / "countersign.toml", "demo", "--json"),
        *("--folder", run.folder / "countersign"),
        *("--listen", f"127.0.0.1:{run.values['signin']}"),
        *("--imap", f"{run.values['host']}:{run.values['imaps']}/tls"),
        *("--pop3", f"{run.values['host']}:{run.values['pop3s']}/tls"),
        *("--smtp", f"{run.values['host']}:{run.values['submissions']}/tls"),
        *("--dav", f"https://{run.values['host']}:{run.values['caldav']}/"),
        stdout=subprocess.PIPE,
    )
    line = program.stdout.readline()
    if not line:
        raise Failed(f"the demo ended:\n{run.log('countersign')}")
    ready = json.loads(line)
    run.values["countersign"] = ready["url"]
    return ready


def welcome(run, people):
    """A first message for everybody, handed to Dovecot as Postfix would."""
    with smtplib.LMTP("127.0.0.1", run.values["lmtp"]) as server:
        for person in people:
            message = EmailMessage()
            message["From"] = "IT service desk <desk@larkfield.example>"
            message["To"] = f"{person['name']} <{person['username']}>"
            message["Subject"] = "Welcome to Larkfield's mail"
            first = person["name"].split()[0]
            message.set_content(f"Good morning, {first}. If you can read this, it works.\n")
            server.send_message(message)


def look(run):
    """Fails with what is not installed."""
    needed = ["openssl", "dovecot", "php", *(["postfix"] if run.root else [])]
    missing = [name for name in needed if not shutil.which(name, path=PATH)]
    missing += [] if WEBMAIL_PUBLIC.exists() else ["Roundcube"]
    there = subprocess.run([python(), "-c", "import radicale"], capture_output=True)
    missing += ["Radicale"] if there.returncode else []
    if missing:
        raise Failed(f"not installed: {', '.join(missing)}. On Debian ./x setup does that")
    version = run.once("dovecot", "dovecot", "--version")
    if not version.startswith("2.3"):
        raise OtherDovecot(f"this is written for Dovecot 2.3, and here is {version}")


def start_all(run, program=None, prepare=None):
    """Everything, in order; answers what the demo printed."""
    look(run)
    certificate(run)
    ready = countersign(run, program, prepare)
    dovecot(run)
    if run.root:
        postfix(run)
    radicale(run)
    roundcube(run)
    welcome(run, ready["people"])
    return ready


def told(run, ready):
    """What a newcomer is told."""
    values, first = run.values, ready["people"][0]["username"]
    sending = "Sending is left out: Postfix starts as root only (sudo examples/mail/run.py)."
    if run.root:
        sending = f"SMTP       localhost, port {values['submissions']}, SSL/TLS"
    people = "\n".join(f"  {one['username']:<30} {one['password']}" for one in ready["people"])
    return f"""
Larkfield's mail is ready. Everything in it is made up, stays on this machine and ends with Ctrl+C.

  Webmail, by single sign-on      http://webmail.localhost:{values['webmail']}/
  Your account, app passwords     {ready['url']}/security/app-passwords
  Outbox, where codes arrive      {ready['outbox_url'].replace('.json', '')}

  sign in as                     password
{people}

  A mail program: your address as user name, an app password as password
  IMAP       localhost, port {values['imaps']}, SSL/TLS
  POP3       localhost, port {values['pop3s']}, SSL/TLS
  {sending}
  Calendar   https://localhost:{values['caldav']}/{first}/
  Authority  {values['tls']}/authority.pem

  The shortest mail program there is:
  curl --cacert {values['tls']}/authority.pem \\
    imaps://localhost:{values['imaps']}/INBOX -u {first}
"""


def addresses(run, ready):
    """The same for scripts."""
    ports = {name: run.values[name] for name in PORTS}
    webmail = f"http://webmail.localhost:{run.values['webmail']}/"
    authority = str(run.values["tls"] / "authority.pem")
    mail = {"ports": ports, "webmail": webmail, "authority": authority}
    return json.dumps({"demo": ready, "mail": mail, "folder": str(run.folder)})


def stay(run):
    """Until somebody ends it, or one of the programs has ended."""
    while True:
        for name, program in run.running:
            if program.poll() is not None:
                raise Failed(f"{name} has ended:\n{run.log(name)}")
        time.sleep(0.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, help="countersign; else the newest build")
    parser.add_argument("--any-ports", action="store_true", help="free ports, not the usual ones")
    parser.add_argument("--json", action="store_true", help="one line of JSON when ready")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    run = Programs("any" if arguments.any_ports else None)
    try:
        ready = start_all(run, arguments.program)
        print(addresses(run, ready) if arguments.json else told(run, ready), flush=True)
        stay(run)
    except KeyboardInterrupt:
        pass
    except Failed as failed:
        sys.exit(f"examples/mail: {failed}")
    finally:
        run.end_all()


if __name__ == "__main__":
    main()
