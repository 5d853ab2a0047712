"""Thunderbird, driven by its own Marionette protocol on a screen that nobody sees. Only where it is
installed: thunderbird, xvfb and libnss3-tools of Debian."""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

NEEDED = ("thunderbird", "Xvfb", "certutil")
MISSING = [name for name in NEEDED if not shutil.which(name)]

# Nothing is looked up, reported or asked at the first start.
SETTINGS = {
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.autoDisableScopes": 0,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.version": 1,
    "mail.shell.checkDefaultClient": False,
    "mailnews.start_page.enabled": False,
    "toolkit.telemetry.enabled": False,
}

ACCOUNT = """
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const accounts = MailServices.accounts;
const [user, secret, imap, smtp, resolve] = arguments;
const method = secret ? Ci.nsMsgAuthMethod.passwordCleartext : Ci.nsMsgAuthMethod.OAuth2;
const server = accounts.createIncomingServer(user, "mail.localhost", "imap");
server.port = imap;
server.socketType = Ci.nsMsgSocketType.SSL;
server.authMethod = method;
server.valid = true;
const outgoing = MailServices.outgoingServer.createServer("smtp");
outgoing.QueryInterface(Ci.nsISmtpServer);
outgoing.hostname = "mail.localhost";
outgoing.port = smtp;
outgoing.username = user;
outgoing.socketType = Ci.nsMsgSocketType.SSL;
outgoing.authMethod = method;
MailServices.outgoingServer.defaultServer = outgoing;
const identity = accounts.createIdentity();
identity.email = user;
identity.smtpServerKey = outgoing.key;
identity.valid = true;
const account = accounts.createAccount();
account.addIdentity(identity);
account.incomingServer = server;
accounts.defaultAccount = account;
(async () => {
  for (const place of secret ? ["imap://mail.localhost", "smtp://mail.localhost"] : []) {
    const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
    login.init(place, null, place, user, secret, "", "");
    await Services.logins.addLoginAsync(login);
  }
})().then(() => resolve(true), (error) => resolve(String(error)));
"""

FETCH = """
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const server = MailServices.accounts.defaultAccount.incomingServer;
server.getNewMessages(server.rootFolder, null, null);
"""

INBOX = """
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const server = MailServices.accounts.defaultAccount.incomingServer;
const inbox = server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
if (!inbox) return 0;
inbox.updateFolder(null);
return inbox.getTotalMessages(false);
"""

SEND = """
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const [to, subject, resolve] = arguments;
const { key, defaultIdentity } = MailServices.accounts.defaultAccount;
const of = (contract, type) => Cc[contract].createInstance(type);
const params = of("@mozilla.org/messengercompose/composeparams;1", Ci.nsIMsgComposeParams);
params.composeFields = of("@mozilla.org/messengercompose/composefields;1", Ci.nsIMsgCompFields);
Object.assign(params.composeFields, { from: defaultIdentity.email, to, subject, body: subject });
params.identity = defaultIdentity;
params.format = Ci.nsIMsgCompFormat.PlainText;
const compose = MailServices.compose.initCompose(params, null, null);
const nothing = () => {};
compose.addMsgSendListener({
  QueryInterface: ChromeUtils.generateQI(["nsIMsgSendListener"]),
  onStartSending: nothing,
  onSendProgress: nothing,
  onStatus: nothing,
  onGetDraftFolderURI: nothing,
  onTransportSecurityError: () => resolve("no TLS"),
  onSendNotPerformed: () => resolve("not sent"),
  onStopSending: (id, status) => resolve(status === 0 ? "sent" : `failed: ${status}`),
});
compose
  .sendMsg(Ci.nsIMsgCompDeliverMode.Now, defaultIdentity, key, null, null)
  .catch((error) => resolve(String(error)));
"""

INSTALL = """
const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
const { FileUtils } = ChromeUtils.importESModule("resource://gre/modules/FileUtils.sys.mjs");
const [path, resolve] = arguments;
AddonManager.installTemporaryAddon(new FileUtils.File(path)).then(
  (addon) => resolve(addon.isActive),
  (error) => resolve(String(error)),
);
"""

# Types into the window in which somebody signs in, once it has the fields, and sends the form.
TYPE = """
const [fields] = arguments;
const script = (fields) => {
  const { setTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");
  const named = (name) => content.document.querySelector(`[name="${name}"]`);
  const type = () => {
    if (!Object.keys(fields).every(named)) return setTimeout(type, 50);
    for (const [name, value] of Object.entries(fields)) named(name).value = value;
    named(Object.keys(fields)[0]).form.requestSubmit();
  };
  type();
};
const text = `(${script})(${JSON.stringify(fields)})`;
for (const window of Services.wm.getEnumerator(null)) {
  const frame = window.document.getElementById("requestFrame");
  if (!frame?.currentURI.spec.startsWith("http")) continue;
  frame.messageManager.loadFrameScript("data:,".concat(encodeURIComponent(text)), false);
  return true;
}
return false;
"""


def run(*command):
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def until(what, seconds=30):
    """The first answer of `what` that is one."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = what()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"nothing in {seconds} seconds")


class Thunderbird:
    """One that has just been installed; it trusts the authority that is given."""

    def __init__(self, folder, authority, port):
        self.folder, self.port = folder, port
        profile = folder / "profile"
        profile.mkdir()
        run("certutil", "-N", "-d", f"sql:{profile}", "--empty-password")
        run("certutil", "-A", "-n", "ours", "-t", "C,,", "-i", authority, "-d", f"sql:{profile}")
        lines = (SETTINGS | {"marionette.port": port}).items()
        lines = [f'user_pref("{name}", {json.dumps(value)});\n' for name, value in lines]
        (profile / "user.js").write_text("".join(lines))
        self.log = (folder / "thunderbird.log").open("wb")
        screen = self.screen()
        command = ["thunderbird", "--marionette", "--remote-allow-system-access", "--no-remote"]
        self.program = subprocess.Popen(
            [*command, "-profile", str(profile)],
            env=os.environ | {"DISPLAY": screen, "HOME": str(folder)},
            stdout=self.log,
            stderr=self.log,
        )
        self.wire, self.newest = None, 0

    def screen(self):
        """A screen of its own; Xvfb itself picks the number."""
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24"]
        self.display = subprocess.Popen(
            command, pass_fds=[writing], stdout=self.log, stderr=self.log
        )
        os.close(writing)
        with os.fdopen(reading) as number:
            return f":{number.readline().strip()}"

    def __enter__(self):
        try:
            self.wire = until(self.connected, 60).makefile("rwb")
            self.read()
            # A prompt nobody sees is to stay where it is, not to end the session.
            self.ask("WebDriver:NewSession", {"unhandledPromptBehavior": "ignore"})
            self.ask("Marionette:SetContext", {"value": "chrome"})
            self.ask("WebDriver:SetTimeouts", {"script": 30000})
        except BaseException:
            self.__exit__()
            raise
        return self

    def connected(self):
        try:
            return socket.create_connection(("127.0.0.1", self.port), timeout=60)
        except OSError:
            return None

    def __exit__(self, *_):
        for program in (self.program, self.display):
            program.terminate()
        for program in (self.program, self.display):
            program.wait()
        self.log.close()

    def read(self):
        """One message: its length, a colon, JSON."""
        length = b""
        while not length.endswith(b":"):
            one = self.wire.read(1)
            assert one, Path(self.log.name).read_text(errors="replace")[-2000:]
            length += one
        return json.loads(self.wire.read(int(length[:-1])))

    def ask(self, command, parameters):
        self.newest += 1
        message = json.dumps([0, self.newest, command, parameters]).encode()
        self.wire.write(b"%d:%s" % (len(message), message))
        self.wire.flush()
        _, _, error, result = self.read()
        assert error is None, error
        return result.get("value") if isinstance(result, dict) else result

    def now(self, script, *values):
        return self.ask("WebDriver:ExecuteScript", {"script": script, "args": list(values)})

    def later(self, script, *values):
        """A script that says itself when it is done."""
        return self.ask("WebDriver:ExecuteAsyncScript", {"script": script, "args": list(values)})

    def account(self, user, secret, imap, smtp):
        """Without a secret it signs in by a window."""
        assert self.later(ACCOUNT, user, secret, imap, smtp) is True

    def letters(self):
        self.now(FETCH)
        return until(lambda: self.now(INBOX))

    def send(self, to, subject):
        return self.later(SEND, to, subject)

    def type(self, **fields):
        """Into the window in which somebody signs in."""
        until(lambda: self.now(TYPE, fields))
