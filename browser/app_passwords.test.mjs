// App passwords as a person meets them: one at the end of the first sign-in, others from Security
// info; shown once, watched until the program connects, taken to a phone, named and removed. In
// four looks, by keyboard alone, and without scripts. The mail server is the demo's own door for
// Dovecot's script, asked as the script asks it.
// AP-1, AP-3, AP-4, AP-7.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LOOKS, look, newPerson, startBrowser } from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";
import { setUpByText } from "./lib/enrol.mjs";
import { NUMBER, signIn, typeCode } from "./lib/walk.mjs";

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
  "Version/18.0 Mobile/15E148 Safari/604.1";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

/** Asks as Dovecot's script does for a program; answers "ok" or "fail". */
async function knock(demo, person, password, service = "imap") {
  const answer = await fetch(`http://127.0.0.1:${demo.fronts.check}/mail/check`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${demo.mail_secret}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ user: person.username, password, service, rip: "203.0.113.7" }),
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).result;
}

/** The app password that is on the page. */
async function shown(page) {
  const text = await page.locator("#secret").innerText();
  assert.match(text.replaceAll(/\s/g, ""), /^[a-hj-km-np-z]{20}$/);
  return text.trim().replaceAll(/\s+/g, " ");
}

/** Somebody with a second step, in a new browser. */
async function atHome(demo, person, at, options) {
  const me = await newPerson(browser, at, options);
  await me.page.goto(`${demo.url}/signin`);
  const sent = (await demo.codes(NUMBER.e164)).length;
  await signIn(me.page, person);
  await me.page.locator("h1").first().waitFor();
  if (me.page.url().includes("/signin/")) {
    await typeCode(me.page, await demo.newestCode(NUMBER.e164, sent));
  }
  await me.page.waitForURL(`${demo.url}/home`);
  return me;
}

for (const at of LOOKS) {
  test(`at the end of the first sign-in, at ${at.name}`, async () => {
    const demo = await startDemo();
    const me = await newPerson(browser, at);
    const { page } = me;
    const mei = demo.person("Mei");
    try {
      await page.goto(demo.app("Mail").url);
      await setUpByText(page, demo, mei);
      await page.getByText("Do you use Outlook 2013, Thunderbird").waitFor();
      await look(me, "offer");
      await page.getByRole("button", { name: "Make one now" }).click();

      await page.getByRole("heading", { name: "New app password" }).waitFor();
      await look(me, "new");
      await page.getByRole("button", { name: "Make the app password" }).click();
      await page.getByRole("link", { name: "Choose the program it is for" }).waitFor();
      await look(me, "new-wrong");
      await page.getByRole("radio", { name: /Thunderbird/ }).check();
      assert.ok(await page.getByLabel("Reading mail").isChecked(), "the script ticks what it needs");
      assert.ok(!(await page.getByLabel("VPN", { exact: true }).last().isChecked()));
      assert.match(await page.getByLabel("What do you call it?").inputValue(), /^Thunderbird on /);
      await page.getByLabel("What do you call it?").fill("Thunderbird on MEI-LAPTOP");
      await page.getByRole("button", { name: "Make the app password" }).click();

      await page.getByRole("heading", { name: /Set up .?Thunderbird on MEI-LAPTOP/ }).waitFor();
      const secret = await shown(page);
      assert.ok(!page.url().includes(secret.slice(0, 4)), "never in the address");
      await look(me, "show");
      await page.reload();
      assert.equal(await shown(page), secret, "a reload loses nothing");
      await page.getByRole("button", { name: "Copy the password" }).click();
      await page.getByText("Copied").first().waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);

      // "Print without the password": the card is on paper, the password and what is to press not.
      await page.emulateMedia({ media: "print" });
      assert.ok(!(await page.locator("#secret").isVisible()));
      assert.ok(await page.getByText("Not printed, on purpose.").isVisible());
      assert.ok(await page.locator("#imap-host").isVisible());
      assert.ok(!(await page.getByRole("button", { name: /Done/ }).isVisible()));
      await page.emulateMedia({ media: "screen" });

      // A wrong try is told by itself, then a right one.
      assert.equal(await knock(demo, mei, "abcd efgh jkmn pqrs tuvw"), "fail");
      await page.getByText("Someone tried with a wrong password").waitFor();
      await look(me, "show-wrong");
      assert.equal(await knock(demo, mei, secret), "ok");
      await page.getByText(/connected at .* from .?203\.0\.113\.7/).waitFor();
      await page.getByText("Sending has not been tried yet.").waitFor();
      await look(me, "show-green");
      assert.equal(await knock(demo, mei, mei.password), "fail", "the normal password opens nothing");
      assert.equal(await knock(demo, mei, secret.toUpperCase(), "submission"), "ok");
      assert.equal(await knock(demo, mei, secret, "radius"), "fail", "and nothing it is not for");

      const address = page.url();
      await page.getByRole("button", { name: /Done, go on to .?Larkfield Mail/ }).click();
      await page.getByText("You are signed in as Mei Lin Wong").waitFor();
      await page.goto(address);
      await page.getByText("We cannot show it again.").waitFor();
      assert.equal(await page.locator("#secret").count(), 0);
      await demo.mail(mei.username, "App password made");
    } finally {
      await me.close();
      await demo.stop();
    }
  });
}

test("from Security info: the list, another name, removal, and what is still used", async () => {
  const demo = await startDemo();
  const mei = demo.person("Mei");
  const first = await newPerson(browser);
  try {
    await first.page.goto(`${demo.url}/signin`);
    await setUpByText(first.page, demo, mei);
    await first.page.getByRole("button", { name: /^Go on to/ }).click();
    await first.page.waitForURL(`${demo.url}/home`);
    await first.close();
    for (const at of [LOOKS[0], LOOKS[3]]) {
      const me = await atHome(demo, mei, at);
      const { page } = me;
      await page.goto(`${demo.url}/security`);
      await look(me, "security");
      await page.getByRole("link", { name: "New app password" }).click();
      await page.getByRole("radio", { name: /printer or scanner/ }).check();
      assert.ok(!(await page.getByLabel("Reading mail").isChecked()), "a scanner only sends");
      assert.ok(await page.getByLabel("Sending mail").isChecked());
      await page.getByLabel("What do you call it?").fill("Scanner on floor 2");
      await page.getByRole("button", { name: "Make the app password" }).click();
      const secret = await shown(page);
      assert.equal(await page.getByText("Incoming mail").count(), 0, "the card has what it opens");
      assert.equal(await knock(demo, mei, secret, "smtp"), "ok");
      await page.getByText(/connected at/).waitFor();
      await page.getByRole("button", { name: "Done, hide the password" }).click();
      await page.getByText(/is set up. The password is hidden now/).waitFor();
      await look(me, "list");
      await page.getByRole("link", { name: "Scanner on floor 2", exact: true }).click();
      await page.getByText(/sending mail \(SMTP\)/).first().waitFor();
      await look(me, "one");
      await page.getByLabel("What do you call it?").fill("Copier");
      await page.getByRole("button", { name: "Save the name" }).click();
      await page.getByText(/It is called “.?Copier.?” now/).waitFor();
      await page.getByRole("link", { name: "Remove", exact: true }).click();
      await page.getByRole("heading", { name: /Remove .?Copier/ }).waitFor();
      await look(me, "remove");
      await page.getByRole("button", { name: "Remove it" }).click();
      await page.getByText(/“.?Copier.?” was removed/).waitFor();
      assert.equal(await knock(demo, mei, secret, "smtp"), "fail", "at the next request");
      await page.goto(`${demo.url}/activity`);
      await page.getByText(/An app password was made/).first().waitFor();
      await look(me, "activity");
      await me.close();
    }
  } finally {
    await demo.stop();
  }
});

test("a phone takes the settings once; an iPhone gets a signed profile", async () => {
  const demo = await startDemo();
  const me = await newPerson(browser);
  const mei = demo.person("Mei");
  const folder = await mkdtemp(join(tmpdir(), "countersign-phone-"));
  try {
    await me.page.goto(`${demo.url}/signin`);
    await setUpByText(me.page, demo, mei);
    await me.page.getByRole("button", { name: /^Go on to/ }).click();
    const make = async () => {
      await me.page.goto(`${demo.url}/security/app-passwords/new?for=phone`);
      await me.page.getByRole("button", { name: "Make the app password" }).click();
      return { secret: await shown(me.page), address: await scanned(me.page) };
    };
    const one = await make();

    // Looking at the address takes nothing; the button takes it, once.
    const android = await newPerson(browser, LOOKS[2]);
    for (let i = 0; i < 3; i++) await android.page.goto(one.address);
    await look(android, "phone");
    await android.page.getByRole("button", { name: "Get the settings" }).click();
    assert.equal(await shown(android.page), one.secret);
    await look(android, "phone-card");
    await android.page.reload();
    assert.equal(await shown(android.page), one.secret, "the device that took it keeps it");
    const late = await newPerson(browser, LOOKS[3]);
    await late.page.goto(one.address);
    await late.page.getByText("These settings are not here any more").waitFor();
    await look(late, "phone-over");
    await Promise.all([android.close(), late.close()]);

    const two = await make();
    const context = await browser.newContext({ userAgent: IPHONE, locale: "en-GB" });
    const iphone = await context.newPage();
    await iphone.goto(two.address);
    await iphone.getByText("Open Settings and press Profile Downloaded").waitFor();
    const download = iphone.waitForEvent("download");
    await iphone.getByRole("button", { name: "Get the settings" }).click();
    const file = join(folder, "mail.mobileconfig");
    await (await download).saveAs(file);
    const profile = opened(file) ?? (await readFile(file)).toString("latin1");
    assert.match(profile, /com\.apple\.mail\.managed/);
    assert.match(profile, /com\.apple\.caldav\.account/);
    assert.ok(profile.includes(`<string>${two.secret.replaceAll(" ", "")}</string>`));
    await context.close();

    // "Done" takes the code back.
    const three = await make();
    await me.page.getByRole("button", { name: "Done, hide the password" }).click();
    const never = await newPerson(browser, LOOKS[2]);
    await never.page.goto(three.address);
    await never.page.getByText("These settings are not here any more").waitFor();
    await never.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
    await me.close();
    await demo.stop();
  }
});

/** What the code on the page says: its dark modules, read as a camera's program would. */
async function scanned(page) {
  return page.evaluate(async () => {
    const svg = document.querySelector(".qr svg").cloneNode(true);
    svg.setAttribute("width", "600");
    svg.setAttribute("height", "600");
    const text = new XMLSerializer().serializeToString(svg);
    return `data:image/svg+xml,${encodeURIComponent(text)}`;
  }).then(decode);
}

/** Reads a QR code with a program that is not ours, in a browser of its own. */
async function decode(image) {
  const { default: jsQR } = await import("jsqr");
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  const { data, width, height } = await page.evaluate(async (source) => {
    const drawing = new Image();
    drawing.src = source;
    await drawing.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 600, height: 600 });
    const paper = canvas.getContext("2d");
    paper.drawImage(drawing, 0, 0, 600, 600);
    const { data, width, height } = paper.getImageData(0, 0, 600, 600);
    return { data: [...data], width, height };
  }, image);
  await context.close();
  return jsQR(new Uint8ClampedArray(data), width, height).data;
}

/** The content of a signed file, as OpenSSL reads it; nothing where it is not installed. */
function opened(file) {
  try {
    execFileSync("openssl", ["version"]);
  } catch {
    return undefined;
  }
  const verify = ["cms", "-verify", "-noverify", "-inform", "DER", "-in", file];
  return execFileSync("openssl", verify, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

test("without any script: boxes are ticked for another program, and looking again tells", async () => {
  const demo = await startDemo();
  const me = await newPerson(browser, LOOKS[2], { scripts: false });
  const { page } = me;
  const tom = demo.person("Tom");
  try {
    await page.goto(`${demo.url}/signin`);
    await setUpByText(page, demo, tom);
    await page.getByRole("button", { name: /^Go on to/ }).click();
    await page.goto(`${demo.url}/security/app-passwords/new?for=thunderbird`);
    await page.getByRole("radio", { name: /printer or scanner/ }).check();
    await page.getByRole("button", { name: "Make the app password" }).click();
    await page.getByText("We ticked what this program needs").waitFor();
    assert.ok(!(await page.getByLabel("Reading mail").isChecked()));
    assert.equal(await page.getByLabel("What do you call it?").inputValue(), "Scanner");
    await look(me, "new-changed");
    await page.getByRole("button", { name: "Make the app password" }).click();
    const secret = await shown(page);
    await look(me, "show-no-script");
    assert.equal(await page.getByRole("button", { name: /Copy/ }).count(), 0);
    assert.equal(await knock(demo, tom, secret, "smtp"), "ok");
    await page.getByRole("link", { name: "Look again" }).click();
    await page.getByText(/connected at/).waitFor();
    await page.getByRole("button", { name: "Done, hide the password" }).click();
    await page.getByRole("heading", { name: "App passwords", exact: true }).waitFor();
    await look(me, "list-no-script");
  } finally {
    await me.close();
    await demo.stop();
  }
});

test("by keyboard alone, and not for administrators", async () => {
  const demo = await startDemo();
  const me = await newPerson(browser);
  const { page } = me;
  const ada = demo.person("Ada");
  const tabTo = async (what) => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      const said = await page.evaluate(() => {
        const element = document.activeElement;
        return element.labels?.[0]?.innerText ?? element.innerText ?? "";
      });
      if (said.includes(what)) return;
    }
    throw new Error(`Tab never reaches ${what}`);
  };
  try {
    await page.goto(`${demo.url}/signin`);
    await setUpByText(page, demo, ada);
    await page.getByRole("button", { name: /^Go on to/ }).click();
    await page.waitForURL(`${demo.url}/home`);
    await page.goto(`${demo.url}/security/app-passwords`);
    await look(me, "empty");
    await tabTo("New app password");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "New app password" }).waitFor();
    await tabTo("Outlook 2010");
    const calendar = page.getByRole("radio", { name: /calendar tool/ });
    await page.keyboard.press("Space");
    for (let i = 0; i < 8 && !(await calendar.isChecked()); i++) {
      await page.keyboard.press("ArrowDown");
    }
    assert.ok(await page.getByLabel("Calendar and contacts").isChecked());
    await tabTo("Make the app password");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Set up/ }).waitFor();
    await shown(page);
    await tabTo("Done, hide the password");
    await page.keyboard.press("Enter");
    await page.getByText(/is set up/).waitFor();

    // AP-7: whoever administers has none, and is told so without being asked for proof.
    const olive = await newPerson(browser, LOOKS[2]);
    await olive.page.goto(`${demo.url}/signin`);
    await setUpByText(olive.page, demo, demo.person("Olive"));
    assert.equal(await olive.page.getByRole("button", { name: "Make one now" }).count(), 0);
    await olive.page.getByRole("button", { name: /^Go on to/ }).click();
    await olive.page.goto(`${demo.url}/security/app-passwords/new`);
    await olive.page.getByText("There are no app passwords for your account").waitFor();
    await look(olive, "not-allowed");
    await olive.close();
  } finally {
    await me.close();
    await demo.stop();
  }
});
