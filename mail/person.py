"""Somebody of the demo with a browser that knows cookies, redirects and forms: signs in, sets a
second step up, makes and removes app passwords, all by the pages that people use."""

import http.client
import json
import re
import time
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

NUMBER = {"country": "HK", "phone": "5123 4567"}
E164 = "+85251234567"


class Page:
    """An answer: where it came from, its text, and its forms."""

    def __init__(self, url, status, location, data):
        self.url, self.status, self.location, self.data = url, status, location, data
        self.body = data.decode(errors="replace")
        parser = Forms()
        parser.feed(self.body)
        self.forms = parser.forms

    def form(self, action):
        for form in self.forms:
            if action in form["action"]:
                return form
        raise AssertionError(f"no form to {action} at {self.url}:\n{self.body}")

    def says(self, words):
        assert words in self.text(), f"{self.url} does not say {words!r}:\n{self.text()}"

    def text(self):
        plain = self.body.replace("\u2068", "").replace("\u2069", "")
        return plain.replace("&#x27;", "'")


class Forms(HTMLParser):
    """The forms of a page with what they would send untouched: hidden fields and ticked boxes."""

    def __init__(self):
        super().__init__()
        self.forms = []
        self.inside = None

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if tag == "form":
            self.inside = {"action": names.get("action", ""), "fields": []}
            self.forms.append(self.inside)
        elif tag == "input" and self.inside is not None and "name" in names:
            kind = names.get("type", "text")
            if kind == "hidden" or (kind in ("checkbox", "radio") and "checked" in names):
                self.inside["fields"].append((names["name"], names.get("value", "on")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None


class Person:
    def __init__(self, demo, start):
        found = next(one for one in demo["people"] if one["name"].startswith(start))
        self.demo, self.username, self.password = demo, found["username"], found["password"]
        self.home = demo["url"]
        self.cookies = {}
        # Secret and address of the app password for a scope, and the last one that was removed.
        self.kept = {}
        self.removed = {}

    def ask(self, method, url, fields=None):
        """One request; every host of the demo is this machine."""
        to = urlsplit(url)
        connection = http.client.HTTPConnection("127.0.0.1", to.port, timeout=20)
        headers = {"Host": to.netloc, "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
        jar = self.cookies.setdefault(to.hostname, {})
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"{to.scheme}://{to.netloc}"
            headers["Sec-Fetch-Site"] = "same-origin"
        path = to.path + (f"?{to.query}" if to.query else "")
        body = None if fields is None else urlencode(fields)
        connection.request(method, path or "/", body, headers)
        answer = connection.getresponse()
        data = answer.read()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, value = header.split(";")[0].split("=", 1)
            if "Max-Age=0" in header:
                jar.pop(name, None)
            else:
                jar[name] = value
        connection.close()
        return Page(url, answer.status, answer.headers.get("Location"), data)

    def follow(self, page):
        for _ in range(10):
            if page.location is None:
                return page
            page = self.ask("GET", urljoin(page.url, page.location))
        raise AssertionError(f"redirected in circles, last to {page.url}")

    def open(self, path):
        return self.follow(self.ask("GET", urljoin(self.home, path)))

    def fetch(self, path):
        """A file, as it is."""
        page = self.open(path)
        assert page.status == 200, f"{page.url} is {page.status}"
        return page.data

    def submit(self, page, action, **typed):
        """Sends the first form to `action` as it stands, with what was typed or ticked; what is
        None is left out."""
        form = page.form(action)
        fields = dict(form["fields"]) | typed
        sent = {name: value for name, value in fields.items() if value is not None}
        return self.follow(self.ask("POST", urljoin(page.url, form["action"]), sent))

    def outbox(self):
        return json.loads(self.ask("GET", self.demo["outbox_url"]).body)

    def codes(self):
        """Texts with a code, newest first."""
        texts = (one for one in self.outbox() if one["channel"] == "text" and one["to"] == E164)
        return [one["text"][:6] for one in texts if one["text"][:6].isdigit()]

    def newest_code(self, before):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            codes = self.codes()
            if len(codes) > before:
                return codes[0]
            time.sleep(0.02)
        raise AssertionError("no code came")

    def mail(self, words):
        """The newest mail to this person whose subject has `words`."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for one in self.outbox():
                if one["channel"] == "mail" and one["to"] == self.username:
                    if words in one["subject"]:
                        return one
            time.sleep(0.02)
        raise AssertionError(f"no mail {words!r} came to {self.username}")

    def sign_in(self):
        page = self.open("/signin")
        return self.submit(page, "/signin", username=self.username, password=self.password)

    def choose_password(self, link):
        """By the link that an administrator handed over."""
        page = self.submit(self.open(link), "/reset/")
        self.submit(page, "/new", new_password=self.password)
        self.cookies = {}

    def set_up(self):
        """The first sign-in, to the end: a text message and recovery codes."""
        page = self.sign_in()
        if "/enrol" in page.url:
            page = self.submit(page, "/enrol/choose", method="sms")
        else:
            page = self.submit(self.open("/security/add"), "/security/add", method="sms")
        before = len(self.codes())
        page = self.submit(page, "/enrol/answer", **NUMBER)
        page = self.submit(page, "/enrol/answer", code=self.newest_code(before))
        if 'name="saved"' in page.body:
            page = self.submit(page, "/enrol/answer", saved="yes")
        if any("/enrol/done" in form["action"] for form in page.forms):
            page = self.submit(page, "/enrol/done")
        return page

    def again(self):
        """The next sign-in, in another browser, with a code."""
        self.cookies = {}
        before = len(self.codes())
        return self.submit(self.sign_in(), "/signin/sms", code=self.newest_code(before))

    def fresh(self, path):
        """A page that wants a proof of the last minutes."""
        page = self.open(path)
        if path not in page.url:
            self.again()
            page = self.open(path)
        return page

    def app_password(self, scope):
        """The app password for one scope, made by the page the first time."""
        if scope not in self.kept:
            secret, place = self.make_app_password(scope)
            self.submit(self.open(f"{place}/show"), f"{place}/done")
            self.kept[scope] = secret, place
        return self.kept[scope][0]

    def make_app_password(self, *scopes, program="other"):
        """Its secret and the path of its pages; the page that shows it stays open."""
        page = self.fresh("/security/app-passwords/new")
        form = page.form("/security/app-passwords/new")
        chosen = {name: None for name, _ in form["fields"] if name.startswith("opens-")}
        chosen |= {"program": program, "name": f"Tests, {' and '.join(scopes)}"}
        chosen |= {f"opens-{scope}": "yes" for scope in scopes}
        page = self.submit(page, "/security/app-passwords/new", **chosen)
        shown = re.search(r'id="secret">(.*?)</p>', page.body, re.DOTALL)[1]
        secret = "".join(re.findall(r"<span>(\w+)</span>", shown))
        return secret, urlsplit(page.url).path.removesuffix("/show")

    def remove_app_password(self, scope):
        """Answers the secret that opens nothing any more."""
        secret, place = self.kept.pop(scope)
        page = self.fresh(f"{place}/remove")
        self.submit(page, "/remove")
        self.removed[scope] = secret
        return secret
