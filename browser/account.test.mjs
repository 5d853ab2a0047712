// Somebody's own pages: every one is looked at in four looks; ways are added, renamed, removed and
// brought back; the password is changed and forgotten; other browsers are signed out.
// EN-3, EN-11, RC-5, RC-6, RC-7, SE-5, SE-8, PW-6.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LOOKS, look, newPerson, startBrowser } from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";
import { enrolByText, readKey } from "./lib/enrol.mjs";
import { NUMBER, appCode, signIn, typeCode } from "./lib/walk.mjs";

let demo, browser;
before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Signs in to the own account; sets a second step up if there is none yet. */
async function atHome(person, at = LOOKS[0], options = {}) {
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

test("every page of the own account, in every look", async () => {
  const mei = demo.person("Mei");
  const first = await newPerson(browser);
  await first.page.goto(demo.app("Mail").url);
  await enrolByText(first.page, demo, mei);
  await first.page.getByText("You are signed in as").waitFor();
  await first.close();
  for (const at of LOOKS) {
    const me = await atHome(mei, at);
    for (const path of [
      "/home",
      "/security",
      "/security/add",
      "/security/recovery-codes",
      "/security/password",
      "/security/devices",
      "/security/devices/sign-out-everywhere",
      "/security/lost-phone",
      "/security/hacked",
      "/activity",
      "/profile",
      "/signout",
      "/forgot",
      "/privacy",
      "/nowhere",
    ]) {
      await me.page.goto(demo.url + path);
      await look(me, path.slice(1).replaceAll("/", "-"));
    }
    await me.close();
  }
});

test("a way is added, made the default, renamed, removed, and brought back by the notice", async () => {
  const mei = demo.person("Mei");
  const me = await atHome(mei);
  const { page } = me;
  await page.goto(`${demo.url}/security`);
  await page.getByRole("link", { name: "Add a way to sign in" }).click();
  await page.getByRole("radio", { name: /authenticator app/ }).check();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  const key = await readKey(page);
  await page.getByLabel("The six digits that the app shows now").fill(appCode(key));
  await page.getByLabel(/Name for it/).fill("Mei’s Pixel");
  await page.getByRole("button", { name: "Check that it works" }).click();
  await page.getByText(/Mei’s Pixel.?” was added/).waitFor();
  await look(me, "security-added");
  await demo.mail(mei.username, "A way to sign in was added");

  await page.getByLabel("Ask me first for").selectOption({ label: "Mei’s Pixel" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(/We will ask for “.?Mei’s Pixel.?” first/).waitFor();

  const row = page.getByRole("listitem").filter({ hasText: "Mei’s Pixel" }).first();
  await row.getByText("More for").or(row.locator("summary")).first().click();
  await row.getByRole("link", { name: "Rename" }).click();
  await look(me, "way");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Pixel 9");
  await page.getByRole("button", { name: "Save the name" }).click();
  await page.getByText(/It is called “.?Pixel 9.?” now\./).waitFor();

  const pixel = page.getByRole("listitem").filter({ hasText: "Pixel 9" }).first();
  await pixel.locator("summary").click();
  await pixel.getByRole("link", { name: "Remove" }).click();
  await page.getByRole("heading", { name: /Remove .?Pixel 9.?\?/ }).waitFor();
  await look(me, "remove");
  await page.getByRole("button", { name: "Remove it" }).click();
  await page.getByText(/Pixel 9.?” was removed/).waitFor();

  // The notice brings it back, from any browser, once; and leads to a new password (RC-6).
  const notice = await demo.mail(mei.username, "A way to sign in was removed");
  const link = notice.text.match(/http\S*\/security\/undo\/\S+/)[0];
  const other = await newPerson(browser, LOOKS[2]);
  await other.page.goto(link);
  await look(other, "undo");
  await other.page.getByRole("button", { name: /No, undo it/ }).click();
  await look(other, "undone");
  await other.page.goto(link);
  assert.equal(await other.page.getByRole("button", { name: /No, undo it/ }).count(), 0);
  await other.close();
  await page.goto(`${demo.url}/security`);
  assert.ok(page.url().includes("/signin"), "undoing signs everybody out (SE-5)");
  await me.close();
});

test("a forgotten password: the link is opened twice, the second step comes first", async () => {
  const ada = demo.person("Ada");
  const first = await newPerson(browser);
  await first.page.goto(`${demo.url}/signin`);
  await enrolByText(first.page, demo, ada);
  await first.page.waitForURL(`${demo.url}/home`);
  const me = await newPerson(browser, LOOKS[2]);
  const { page } = me;
  await page.goto(`${demo.url}/signin`);
  await page.getByRole("link", { name: "I forgot my password" }).click();
  await page.getByLabel("Work email").fill(ada.username);
  await page.getByRole("button", { name: "Send the message" }).click();
  await look(me, "forgot-sent");
  const mail = await demo.mail(ada.username, "Choose a new password");
  assert.doesNotMatch(mail.subject, /[A-Z]{4}-[A-Z]{4}/);
  const link = mail.text.match(/http\S*\/reset\/\S+/)[0];
  await page.goto(link);
  await page.goto(link);
  await look(me, "reset-open");
  const sent = (await demo.codes(NUMBER.e164)).length;
  await page.getByRole("button", { name: "Choose a new password" }).click();
  await typeCode(page, await demo.newestCode(NUMBER.e164, sent));
  await look(me, "new-password");
  await page.getByLabel("New password").fill("password1234");
  await page.getByRole("button", { name: "Save the new password" }).click();
  await page.getByText(/turned up in a data leak/).first().waitFor();
  const password = "a boat with nine oars";
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Save the new password" }).click();
  await page.getByText("Your password was changed").first().waitFor();
  await look(me, "reset-done");
  await first.page.goto(`${demo.url}/security`);
  assert.ok(first.page.url().includes("/signin"), "the old sign-in has ended (SE-5)");
  ada.password = password;
  const again = await atHome(ada);

  // And changed from within, with the current one (PW-6).
  await again.page.goto(`${demo.url}/security/password`);
  await again.page.getByLabel("Current password").fill("something else entirely");
  await again.page.getByLabel("New password").fill("a boat with ten oars");
  await again.page.getByRole("button", { name: "Change the password" }).click();
  await again.page.getByText("That is not your current password.").first().waitFor();
  await again.page.getByLabel("Current password").fill(password);
  await again.page.getByLabel("New password").fill("a boat with ten oars");
  await again.page.getByRole("button", { name: "Change the password" }).click();
  await again.page.getByText(/Your password was changed at/).waitFor();
  ada.password = "a boat with ten oars";
  await Promise.all([first.close(), me.close(), again.close()]);
});

test("another browser is seen and signed out; a language and dark pages are chosen", async () => {
  const ada = demo.person("Ada");
  const one = await atHome(ada);
  const two = await atHome(ada, LOOKS[2]);
  await one.page.goto(`${demo.url}/security/devices`);
  await one.page.getByRole("button", { name: /Sign out/ }).first().click();
  await two.page.goto(`${demo.url}/home`);
  assert.ok(two.page.url().includes("/signin"));
  await one.page.goto(`${demo.url}/profile`);
  await one.page.getByLabel("Language of pages and messages").selectOption("zh-Hant");
  await one.page.getByRole("radio", { name: "Dark" }).check();
  await one.page.getByRole("button", { name: "Save", exact: true }).click();
  await one.page.goto(`${demo.url}/security`);
  assert.equal(await one.page.locator("html").getAttribute("lang"), "zh-Hant");
  assert.equal(await one.page.locator("html").getAttribute("data-theme"), "dark");
  await look(one, "security-zh-hant");
  const left = await one.page.goto(`${demo.url}/signout`);
  assert.equal(left.headers()["cache-control"], "no-store");
  await one.page.locator("form[action='/signout'] button").last().click();
  await one.page.goto(`${demo.url}/home`);
  assert.ok(one.page.url().includes("/signin"));
  await Promise.all([one.close(), two.close()]);
});
