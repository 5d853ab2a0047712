// An administrator's first day, by the README: serve, the code from the console, /setup in the
// browser, an app registered on the console, and Apache in front of a page that asks us.
// PW-12, AU-7, OA-10, OA-19.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { freePort, openidcPart, startApache } from "./lib/apache.mjs";
import { LOOKS, look, newPerson, startBrowser } from "./lib/browser.mjs";
import { enrolByApp, keepSpare } from "./lib/enrol.mjs";
import { newHouse } from "./lib/server.mjs";

let browser, house;
before(async () => {
  browser = await startBrowser();
  house = await newHouse();
});
after(async () => {
  await browser?.close();
  await house?.remove();
});

const olive = {
  name: "Olive Park",
  username: "o.park@larkfield.example",
  password: "copper kettle sings softly",
};

test("the first run in the browser, then Apache signs people in with it", async () => {
  const code = await house.serve();
  assert.ok(code, "the console shows a set-up code");
  const me = await newPerson(browser);
  const { page } = me;
  await page.goto(`${house.url}/setup`);
  await look(me, "setup-code");
  await page.getByLabel("Code from the server").fill("AAAA-BBBB-CCCC");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByText("That code does not fit").first().waitFor();
  await page.getByLabel("Code from the server").fill(code);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Larkfield Trust");
  await page.getByLabel("Short name").fill("Larkfield");
  await page.getByLabel("Service desk").fill("IT service desk, 5550 1234");
  await look(me, "setup-organisation");
  await page.getByRole("button", { name: "Save and go on" }).click();
  await page.getByLabel("Your name").fill(olive.name);
  await page.getByLabel("Work email").fill(olive.username);
  await page.getByLabel("Name to sign in with").fill(olive.username);
  await page.getByLabel("New password").fill(olive.password);
  await look(me, "setup-administrator");
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("heading", { name: /second step/ }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Not now" }).count(), 0);
  await enrolByApp(page);
  await keepSpare(page);
  await page.getByRole("button", { name: /^Go on to/ }).click();
  await look(me, "setup-mail");
  await page.getByRole("button", { name: /Leave this for later|Save and go on/ }).click();
  await look(me, "setup-defaults");
  await page.getByRole("button", { name: "Save and go on" }).click();
  await page.getByRole("heading", { name: "The server is ready" }).waitFor();
  await look(me, "setup-done");
  const other = await newPerson(browser, LOOKS[2]);
  await other.page.goto(`${house.url}/setup`);
  await other.page.getByRole("heading", { name: "This server is set up already" }).waitFor();
  await look(other, "setup-over");
  await other.close();
  await house.stop();

  const port = await freePort();
  const wiki = `http://localhost:${port}`;
  const redirect = `${wiki}/oidc-callback`;
  const said = house.console("app", "add", "Wiki", "--url", `${wiki}/`, "--redirect-uri", redirect);
  const value = (name) => said.match(new RegExp(`${name}\\s+(\\S+)`))[1];
  assert.equal(await house.serve(), undefined, "no code is shown any more");
  const part = openidcPart({
    issuer: house.url,
    clientId: value("client id"),
    clientSecret: value("client secret"),
    redirect,
    passphrase: "only-for-this-test-0123456789",
  });
  const apache = await startApache(port, part);
  try {
    const answer = await page.goto(`${wiki}/`);
    assert.equal(answer.status(), 200);
    await page.getByRole("heading", { name: "Wiki" }).waitFor();
    assert.equal(answer.headers()["x-seen-user"], olive.username);
    const stranger = await newPerson(browser);
    await stranger.page.goto(`${wiki}/`);
    await stranger.page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.match(await stranger.page.locator(".ticket-app").innerText(), /Wiki/);
    await stranger.close();
  } finally {
    await apache.stop();
    await me.close();
  }
});
