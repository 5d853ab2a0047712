// What a newcomer does with examples/mail: webmail by single sign-on, a second step on the way, a
// message read, one sent, and read by whom it was for. AP-3, ML-2.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { newPerson, startBrowser } from "../browser/lib/browser.mjs";
import { Demo, firstLine } from "../browser/lib/demo.mjs";
import { enrolByText } from "../browser/lib/enrol.mjs";

const script = new URL("../examples/mail/run.py", import.meta.url).pathname;
const program = new URL("../target/debug/countersign", import.meta.url).pathname;

// The example is written for Dovecot 2.3; the next one has other words.
const path = `${process.env.PATH}:/usr/sbin:/sbin`;
const version = execFileSync("dovecot", ["--version"], { env: { PATH: path }, encoding: "utf8" });
const skip = version.startsWith("2.3") ? false : `Dovecot 2.3 is needed, here is ${version}`;

let example, place, demo, browser;
before(async () => {
  if (skip) return;
  const options = ["--json", "--any-ports", "--program", program];
  example = spawn(script, options, { stdio: ["ignore", "pipe", "inherit"] });
  place = JSON.parse(await firstLine(example));
  demo = new Demo(example, place.demo);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
  assert.ok(skip || !existsSync(place.folder), "the example leaves nothing behind");
});

/** Somebody who opens the webmail and comes back signed in. */
async function inbox(start) {
  const me = await newPerson(browser);
  await me.page.goto(place.mail.webmail);
  await enrolByText(me.page, demo, demo.person(start));
  await me.page.waitForURL((url) => url.host === new URL(place.mail.webmail).host);
  await me.page.locator("#messagelist").waitFor();
  return me;
}

const message = (page, subject) => page.locator("#messagelist a").filter({ hasText: subject });

test("webmail by single sign-on: read, write, and read what was written", { skip }, async () => {
  const mei = await inbox("Mei");
  await message(mei.page, "Welcome to Larkfield").click();
  await mei.page
    .frameLocator("#messagecontframe")
    .getByText("Good morning, Mei. If you can read this, it works.")
    .waitFor();
  // Without Postfix, which starts as root only, nothing is sent.
  if (process.getuid() !== 0) return mei.close();
  await mei.page.goto(`${place.mail.webmail}?_task=mail&_action=compose`);
  await mei.page.locator("#compose_to .recipient-input input").fill(demo.person("Tom").username);
  await mei.page.locator("#compose-subject").fill("Lanterns");
  await mei.page.locator("#composebody").fill("Shall we hang them on Friday?");
  await mei.page.locator("a.send, button.send").first().click();
  await mei.page.waitForURL((url) => !url.search.includes("compose"));

  const tom = await inbox("Tom");
  await message(tom.page, "Lanterns").waitFor();
  await Promise.all([mei.close(), tom.close()]);
});
