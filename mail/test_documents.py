"""What docs/mail.md shows is what was run: every line of configuration in it is one of the files
that these tests start real servers with."""

import re
from pathlib import Path

import pytest
from house import example

TOP = Path(__file__).resolve().parent.parent
TEXT = (TOP / "docs/mail.md").read_text()
# A block says after its language which file it is from.
BLOCKS = re.findall(r"^```\S+ (\S+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def shape(line):
    """A line of a template, as a pattern of what may stand in the document for it."""
    line = line.strip().replace("http://localhost:{{signin}}", "{{there}}")
    line = line.replace("http://", "{{scheme}}").replace("localhost:{{signin}}", "{{there}}")
    parts = re.split(r"\{\{\w+\}\}", line)
    return re.compile(".+".join(re.escape(part) for part in parts))


@pytest.mark.parametrize(("file", "block"), BLOCKS, ids=[file for file, _ in BLOCKS])
def test_what_is_shown_is_what_was_run(file, block):
    run = [shape(line) for line in (TOP / file).read_text().splitlines() if line.strip()]
    for line in filter(None, map(str.strip, block.splitlines())):
        assert any(one.fullmatch(line) for one in run), f"{file} has no line like {line!r}"


@pytest.mark.parametrize(
    ("server", "file"),
    [
        ("postfix", "examples/mail/postfix-main.cf"),
        ("dovecot", "examples/mail/dovecot.conf"),
        ("radicale", "examples/mail/radicale.conf"),
    ],
)
def test_what_the_console_prints_is_what_was_run(house, server, file):
    text = (TOP / file).read_text()
    run = [shape(line) for line in text.splitlines() if line.strip()]
    lines = [line.strip() for line in house.printed[server].splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    assert len(lines) > 3
    for line in lines:
        # A line of ours may say more than the printed one: the example takes tokens as well.
        known = any(one.fullmatch(line) for one in run) or f"\n{line} " in text
        assert known, f"{file} has no line like {line!r}"


def test_nginx_takes_what_the_console_prints(house):
    values = house.run.values
    tls = {"/etc/ssl/mail.pem": "cert.pem", "/etc/ssl/mail.key": "key.pem"}
    text = house.printed["nginx"]
    for path, ours in tls.items():
        assert path in text
        text = text.replace(path, str(values["tls"] / ours))
    text = re.sub(r"listen \d+ ssl", lambda _: f"listen 127.0.0.1:{example.free_port()} ssl", text)
    config = house.run.folder / "printed-nginx.conf"
    config.write_text(
        f"pid {values['state']}/printed.pid;\nload_module {house.modules}/ngx_mail_module.so;\n"
        f"events {{ }}\n{text}"
    )
    house.run.once("nginx", "nginx", "-e", "stderr", "-t", "-c", config)


def test_every_server_has_its_block():
    shown = {file for file, _ in BLOCKS}
    assert {path.name for path in (TOP / "examples/mail").glob("*.conf*")} <= {
        Path(file).name for file in shown
    }


def test_the_script_is_copied_with_two_lines_changed():
    """run.py changes the address and the file at its top; if they are called otherwise, it would
    ask somebody else."""
    script = (TOP / "examples/mail/countersign.lua").read_text()
    assert script.count("https://sign-in.example.org/mail/check") == 1
    assert script.count("/etc/dovecot/countersign.secret") == 1
