"""The servers of examples/mail, as a newcomer starts them, and the ones that only tests have: nginx
before a Dovecot, and a Dovecot that asks by OAuth's password grant."""

import os
import re
import secrets
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parent
sys.path.insert(0, str(TOP / "examples/mail"))

import run as example  # noqa: E402

from person import Person  # noqa: E402
from programs import Programs  # noqa: E402

DEBUG = Path(os.environ.get("COUNTERSIGN", TOP / "target/debug/countersign"))
# Postfix starts as root only; without it nothing is sent.
POSTFIX = os.geteuid() == 0
SERVERS = ("postfix", "dovecot", "radicale", "nginx")
PORTS = (
    "auth_http",
    *("nginx_imap", "nginx_pop3", "nginx_smtp", "behind_imap", "behind_pop3", "behind_smtp"),
    *("grant_imaps", "grant_pop3s", "grant_submissions"),
    *("cache_imaps", "cache_submissions"),
)
MODULES = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules")

# Nobody of the sample organisation, so that what happens to them disturbs no other test: name,
# state and password.
MORE = [
    ("Ines Faria", "enforced", "four lanterns over the bay"),
    ("Jun Sato", "enforced", "nine bridges in the rain"),
    ("Kofi Mensah", "enforced", "a violin in the attic"),
    ("Lea Brandt", "disabled", '"umbrellas" \\ %41 & = + : \u00fc \u5bc6'),
]


class House:
    def __init__(self):
        self.run = example.Programs("any")
        self.run.values |= {name: example.free_port() for name in PORTS}
        # Thunderbird looks for a way to sign in by names with a dot only.
        self.run.values |= {"wait": 0, "host": "mail.localhost"}
        # Behind nginx and behind Dovecot's submission service, which say who has signed in.
        self.run.more_services = (
            f"127.0.0.1:{self.run.values['behind_smtp']} inet n - n - - smtpd\n"
            "  -o smtpd_authorized_xclient_hosts=127.0.0.1 -o smtpd_tls_auth_only=no\n"
        )
        self.more, self.links, self.printed = [], {}, {}
        self.people = {}
        try:
            self.demo = example.start_all(self.run, DEBUG, self.prepare)
            self.demo["people"] += self.more
            for one in self.more:
                self.fresh(one["name"]).choose_password(self.links[one["name"]])
            self.nginx()
            self.grant()
            self.caching()
        except BaseException:
            self.end()
            raise
        self.programs = Programs(self.run.values)

    def prepare(self, run):
        """Before the demo: nginx is let ask, states count as they are set, and there are more
        people."""
        run.values["back_end_password"] = secrets.token_hex(16)
        (run.folder / "back-end.secret").write_text(run.values["back_end_password"])
        run.values["nginx_secret"] = (run.folder / "mail.secret").read_text()
        nginx = run.fill(HERE / "countersign-nginx.toml", "countersign-nginx.toml")
        with (run.folder / "countersign.toml").open("a") as config:
            config.write(nginx.read_text())
        run.values["grant_id"], run.values["grant_secret"] = example.register(
            run, "Mail server by grant", "--verifies", "dovecot"
        )
        self.printed = {
            server: example.console(run, "app", "mail-server", server) for server in SERVERS
        }
        example.console(run, "organisation", "set", "--defaults", "off")
        for name, state, password in MORE:
            mail = f"{name[0]}.{name.split()[1]}@larkfield.example".lower()
            said = example.console(run, "account", "add", mail, "--name", name, "--mail", mail)
            example.console(run, "account", "set-state", mail, state)
            self.more.append({"name": name, "username": mail, "password": password})
            self.links[name] = said.split()[-1]

    def nginx(self):
        """nginx as a mail proxy, and behind it a Dovecot that lets nginx in."""
        values = self.run.values
        ports = {"imaps": 0, "pop3s": 0, "lmtp": 0}
        self.dovecot("behind", values["behind_imap"], ports)
        self.modules = next(folder for folder in MODULES if Path(folder).exists())
        config = self.run.fill(HERE / "nginx.conf", "nginx.conf", nginx_modules=self.modules)
        port = values["nginx_imap"]
        command = ["nginx", "-e", "stderr", "-c", config, "-p", self.run.folder]
        self.run.start("nginx", *command, port=port)

    def grant(self):
        """A Dovecot that asks by OAuth's password grant, with a submission service of its own."""
        values = self.run.values
        ext = self.run.fill(HERE / "dovecot-grant.conf.ext", "dovecot-grant.conf.ext")
        self.run.for_dovecot(ext)
        ports = {"imaps": values["grant_imaps"], "pop3s": values["grant_pop3s"], "lmtp": 0}
        self.dovecot("grant", values["grant_imaps"], ports)

    def caching(self):
        """A Dovecot with auth_cache_size."""
        values = self.run.values
        ports = {"imaps": values["cache_imaps"], "pop3s": 0, "lmtp": 0}
        self.dovecot("cache", values["cache_imaps"], ports)

    def dovecot(self, name, port, ports):
        """The example's Dovecot once more, in a folder of its own, with what dovecot-NAME.conf has
        instead of its script."""
        text = (example.HERE / "dovecot.conf").read_text()
        more = (HERE / f"dovecot-{name}.conf").read_text()
        first = re.compile(r"passdb \{\n  driver = lua\n.*?\n\}", re.DOTALL)
        folder = self.run.own(name)
        (folder / "template").write_text(first.sub("", text) + more)
        self.run.own(f"{name}/mail", self.run.values["mail_user"])
        token = self.run.folder / "dovecot-token.conf.ext"
        shutil.copy(token, folder)
        ports = ports | {"state": folder, "shared": self.run.folder, "doveadm": 0}
        config = self.run.fill(folder / "template", f"{name}/dovecot.conf", **ports)
        self.run.start(f"dovecot-{name}", "dovecot", "-F", "-c", config, port=port)

    def person(self, start):
        """Somebody with a second step, who is made ready once."""
        if start not in self.people:
            person = self.fresh(start)
            person.set_up()
            self.people[start] = person
        return self.people[start]

    def fresh(self, start):
        """Somebody before the first sign-in."""
        return Person(self.demo, start)

    def sign_in(self, protocol, port, name, secret):
        return self.programs.sign_in(protocol, port, name, secret)

    def everywhere(self, doors, person, secret):
        """What every door says, asked at once, since some keep programs waiting. `secret` says what
        is shown for a scope."""
        with ThreadPoolExecutor(len(doors)) as pool:
            asked = {
                port: pool.submit(self.sign_in, protocol, port, person.username, secret(scope))
                for _, protocol, port, scope in doors
            }
        return {port: answer.result() for port, answer in asked.items()}

    def stop_countersign(self):
        self.run.end("countersign")

    def start_countersign(self):
        example.demo(self.run)

    def countersign_seconds(self):
        """Seconds of processor that Countersign has used."""
        pid = next(program.pid for name, program in self.run.running if name == "countersign")
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.run.end_all()
