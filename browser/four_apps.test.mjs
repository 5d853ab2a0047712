// Four apps at once in one browser: one text, one tag, one code opens all. A second browser gets a
// tag of its own and nothing is sent by itself (ux.md 1.4). RL-6, SM-2.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LOOKS, look, newPerson, startBrowser } from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";
import { enrolByText } from "./lib/enrol.mjs";
import { NUMBER, signIn, typeCode } from "./lib/walk.mjs";

let demo, browser;
before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
  const first = await newPerson(browser);
  await first.page.goto(demo.app("Mail").url);
  await enrolByText(first.page, demo, demo.person("Mei"));
  await first.page.getByText("You are signed in as").waitFor();
  await first.close();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("one text for four apps, one code opens all of them", async () => {
  const me = await newPerson(browser);
  const mei = demo.person("Mei");
  const names = ["Mail", "Chat", "Files", "Intranet"];
  const sent = (await demo.codes(NUMBER.e164)).length;
  const tabs = [];
  for (const name of names) {
    const page = await me.context.newPage();
    await page.goto(demo.app(name).url);
    tabs.push(page);
  }
  await signIn(tabs[0], mei);
  const code = await demo.newestCode(NUMBER.e164, sent);
  const texts = await demo.codes(NUMBER.e164);
  assert.equal(texts.length, sent + 1, "exactly one text goes out");
  const tag = await tabs[0].locator(".ticket-stub b").innerText();
  assert.ok(texts[0].text.includes("Larkfield Mail and 3 more"), texts[0].text);
  assert.ok(texts[0].text.includes(`Request ${tag}`), texts[0].text);
  const all = tabs[0].locator(".joined li");
  assert.equal(await all.count(), 4);
  await look({ ...me, page: tabs[0] }, "joined");

  // The other windows say that they are being asked elsewhere, by the same tag, and send nothing.
  await tabs[1].reload();
  await tabs[1].getByText(new RegExp(`Request .?${tag}`)).first().waitFor();
  await look({ ...me, page: tabs[1] }, "waiting");
  assert.equal((await demo.codes(NUMBER.e164)).length, sent + 1);

  await typeCode(tabs[0], code);
  await tabs[0].getByText("You are signed in as Mei Lin Wong").waitFor();
  for (const page of tabs.slice(1)) {
    await page.reload();
    await page.getByText("You are signed in as Mei Lin Wong").waitFor();
  }
  assert.equal((await demo.codes(NUMBER.e164)).length, sent + 1);
  await me.close();
});

test("a second browser has its own tag, sends nothing by itself, and names the other's code", async () => {
  const mei = demo.person("Mei");
  const one = await newPerson(browser);
  const two = await newPerson(browser, LOOKS[2]);
  await one.page.goto(demo.app("Mail").url);
  const sent = (await demo.codes(NUMBER.e164)).length;
  await signIn(one.page, mei);
  const first = await demo.newestCode(NUMBER.e164, sent);
  const tag = await one.page.locator(".ticket-stub b").innerText();
  await two.page.goto(demo.app("Chat").url);
  await signIn(two.page, mei);
  await two.page.getByText("We have not sent another code yet").waitFor();
  await look(two, "quiet");
  assert.equal((await demo.codes(NUMBER.e164)).length, sent + 1);
  const own = await two.page.locator(".ticket-stub b").innerText();
  assert.notEqual(own, tag);
  await two.page.getByRole("button", { name: /Send a code for/ }).click();
  const second = await demo.newestCode(NUMBER.e164, sent + 1);
  await typeCode(two.page, first);
  await two.page.getByText(new RegExp(`belongs to request .?${tag}`)).first().waitFor();
  await look(two, "other-request");
  await typeCode(two.page, second);
  await two.page.getByText("You are signed in as").waitFor();
  await typeCode(one.page, first);
  await one.page.getByText("You are signed in as").waitFor();
  await one.close();
  await two.close();
});
