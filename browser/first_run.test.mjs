// An administrator's first day, by the README: serve, the code from the console, /setup in the
// browser, an app registered on the console, and Apache in front of a page that asks us.
// PW-12, AU-7, OA-10, OA-19.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { freePort, openidcPart, startApache } from "./lib/apache.mjs";
import { LOOKS, look as ask, newPerson, startBrowser } from "./lib/browser.mjs";
import { enrolByApp, keepSpare } from "./lib/enrol.mjs";
import { startGateway } from "./lib/gateway.mjs";
import { newHouse } from "./lib/server.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

/** axe is a script: it is asked where there are scripts. */
const look = async (person, name) => (person.scripts ? ask(person, name) : undefined);

const olive = {
  name: "Olive Park",
  username: "o.park@larkfield.example",
  password: "copper kettle sings softly",
};

/** From the code on the console to the second step of the first administrator. */
async function begin(me, house, code) {
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
  const codes = await keepSpare(page);
  await page.getByRole("button", { name: /^Go on to/ }).click();
  await page.getByRole("heading", { name: "Does email work?" }).waitFor();
  return codes;
}

/** A text service is chosen, refuses, is mended, and a test comes back. */
async function texts(me, gateway) {
  const { page } = me;
  await page.getByRole("heading", { name: "Do text messages work?" }).waitFor();
  await look(me, "setup-texts");
  await page.getByRole("radio", { name: /Another service/ }).check();
  await page.getByRole("button", { name: "Save and go on" }).click();
  await page.getByText("There is a problem").waitFor();
  await look(me, "setup-texts-wrong");
  await page.getByLabel("Address of the service").fill(gateway.url);
  await page.getByLabel("Token or password").fill("token-of-the-gateway");
  await page.getByLabel("Countries to send to").fill("hk");
  await page.getByRole("button", { name: "Save and go on" }).click();
  await page.getByText("through the service you chose").waitFor();
  await look(me, "setup-texts-chosen");
  const test = page.getByLabel("Send a test to this number");
  await test.fill("+44 7400 123456");
  await page.getByRole("button", { name: "Send the test" }).click();
  await page.getByText("in a country you have not listed").first().waitFor();
  gateway.refuses = true;
  await test.fill("+852 5123 4567");
  await page.getByRole("button", { name: "Send the test" }).click();
  // Where it is is said by the page, and by the page alone: it has to be looked at again.
  const again = page.getByRole("link", { name: "Look again" });
  while (!(await page.getByText("The network did not take the message.").count())) {
    await again.click();
  }
  await page.getByText("chosen: answered 422 (30007)").waitFor();
  await look(me, "setup-texts-refused");
  gateway.refuses = false;
  await test.fill("+852 5123 4567");
  await page.getByRole("button", { name: "Send another test" }).click();
  const code = await gateway.newestCode();
  assert.equal(gateway.texts.at(-1).to, "+85251234567");
  assert.equal(gateway.tokens.at(-1), "Bearer token-of-the-gateway");
  while (!(await page.getByText("The network took the message at").count())) await again.click();
  await look(me, "setup-texts-sent");
  await page.getByLabel("6-digit code from the text message").fill(code);
  await page.getByRole("button", { name: "Check the code" }).click();
}

/** The sheet and the first people; answers the links that are handed over. */
async function theRest(me) {
  const { page } = me;
  await page.getByRole("heading", { name: "A sheet for an emergency" }).waitFor();
  await look(me, "setup-emergency");
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByText(`countersign account break-glass ${olive.username}`).isVisible());
  assert.equal(await page.getByRole("button", { name: "Continue" }).isVisible(), false);
  await page.emulateMedia({ media: "screen" });
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("then tick the box").first().waitFor();
  await page.getByLabel("I have put the sheet").check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Who else signs in?" }).waitFor();
  await look(me, "setup-people");
  await page.getByLabel("Name", { exact: true }).fill("Mei Lin Wong");
  await page.getByLabel("Work email").fill("m.wong@larkfield.example");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByText("1 person was invited").waitFor();
  await look(me, "setup-people-one");
  await page.getByText("Paste a list instead").click();
  const list = page.getByLabel("One person a line");
  await list.fill("Nao Ito, n.ito@larkfield.example\nSam Reed, s.reed");
  await page.getByRole("button", { name: "Invite them all" }).click();
  await page.getByText(/Line .?2.?: type a full email address/).first().waitFor();
  await look(me, "setup-people-wrong");
  await list.fill("Nao Ito, n.ito@larkfield.example\nSam Reed, s.reed@larkfield.example");
  await page.getByRole("button", { name: "Invite them all" }).click();
  await page.getByText(/2.? people were invited/).waitFor();
  await look(me, "setup-people-list");
  const links = await page.locator("[id^=link-]").allInnerTexts();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { name: "The server is ready" }).waitFor();
  await look(me, "setup-done");
  return links;
}

/** An invitation: opening it starts nothing, its button does, and it works once. */
async function accept(link, at) {
  const nao = await newPerson(browser, at);
  const { page } = nao;
  await page.goto(link);
  await look(nao, "invitation");
  await page.getByRole("button", { name: "Choose my password" }).click();
  await page.getByLabel("New password").fill("a violet umbrella waits outside");
  await look(nao, "invitation-password");
  await page.getByRole("button", { name: /password/ }).last().click();
  await page.getByText(/Your password was changed/).first().waitFor();
  await page.goto(link);
  await page.getByRole("heading", { name: /link/ }).waitFor();
  await nao.close();
}

for (const [at, scripts] of [[LOOKS[0], true], [LOOKS[3], true], [LOOKS[2], false]]) {
  const name = `the whole first run at ${at.name}, ${scripts ? "with" : "without"} scripts`;
  test(name, async () => {
    const house = await newHouse();
    const gateway = await startGateway();
    const me = await newPerson(browser, at, { scripts });
    try {
      await begin(me, house, await house.serve());
      await look(me, "setup-mail");
      await me.page.getByRole("button", { name: "Leave this for later" }).click();
      await texts(me, gateway);
      await me.page.getByRole("heading", { name: "Security defaults" }).waitFor();
      await look(me, "setup-defaults");
      // Left in the middle, by the server too: it goes on where it was.
      await house.stop();
      assert.ok(await house.serve(), "not ready yet, so there is a code");
      await me.page.goto(`${house.url}/setup`);
      await me.page.getByRole("button", { name: "Save and go on" }).click();
      await me.page.getByRole("heading", { name: "A sheet for an emergency" }).waitFor();
      await house.stop();
      assert.equal(await house.serve(), undefined, "ready, so there is none");
      await me.page.goto(`${house.url}/setup`);
      const links = await theRest(me);
      assert.equal(links.length, 2);
      await accept(links[0], at);
      // What was chosen is there for whoever opens the house next.
      await house.stop();
      assert.match(house.console("doctor"), /text messages can be sent/);
    } finally {
      await me.close();
      await gateway.stop();
      await house.stop();
      await house.remove();
    }
  });
}

test("the first run in the browser, then Apache signs people in with it", async () => {
  const house = await newHouse();
  const code = await house.serve();
  assert.ok(code, "the console shows a set-up code");
  const me = await newPerson(browser);
  const { page } = me;
  await begin(me, house, code);
  for (let step = 0; step < 2; step++) {
    await page.getByRole("button", { name: "Leave this for later" }).click();
  }
  await page.getByRole("button", { name: "Save and go on" }).click();
  for (let step = 0; step < 2; step++) {
    await page.getByRole("button", { name: "Leave this for later" }).click();
  }
  await page.getByRole("heading", { name: "The server is ready" }).waitFor();
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
  let apache = await startApache(port, part);
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

    // The same by a form: the module forgot its sessions, ours goes on, and nobody presses anything.
    await apache.stop();
    apache = await startApache(port, `${part}OIDCResponseMode form_post\n`);
    const posted = page.waitForRequest((one) => one.url() === redirect && one.method() === "POST");
    await page.goto(`${wiki}/`);
    assert.match((await posted).postData(), /(^|&)code=/);
    await page.getByRole("heading", { name: "Wiki" }).waitFor();
    const seen = await page.evaluate(() => fetch("/").then((it) => it.headers.get("x-seen-user")));
    assert.equal(seen, olive.username);
  } finally {
    await apache.stop();
    await me.close();
    await house.stop();
    await house.remove();
  }
});
