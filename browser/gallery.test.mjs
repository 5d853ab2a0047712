// Every page in every state it can be in, wide and light, narrow and dark: axe finds nothing and
// nothing scrolls sideways.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LOOKS, look, newPerson, startBrowser } from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";

const pages = new URL("../crates/web", import.meta.url).pathname;
let demo;
let browser;

before(async () => {
  demo = await startDemo("--dev", pages);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

for (const wanted of ["1280 light", "390 dark"]) {
  test(`every sample of every page, ${wanted}`, async () => {
    const person = await newPerson(browser, LOOKS.find((one) => one.name === wanted));
    await person.page.goto(`${demo.url}/gallery`);
    const samples = await person.page
      .locator("main a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.ok(samples.length > 100, `only ${samples.length} samples`);
    // All of them are told at once, not the first alone.
    const faults = [];
    for (const sample of samples) {
      const answer = await person.page.goto(demo.url + sample);
      assert.equal(answer.status(), 200, sample);
      await look(person, sample).catch((fault) => faults.push(fault.message));
    }
    await person.close();
    assert.deepEqual(faults, []);
  });
}
