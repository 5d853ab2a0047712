// Chromium as people have it: a width, a colour scheme, with or without scripts. Every page that is
// looked at is also asked by axe-core.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = process.env.SHOTS;

/** The four looks each journey is walked in. */
export const LOOKS = [
  { name: "1280 light", width: 1280, scheme: "light" },
  { name: "1280 dark", width: 1280, scheme: "dark" },
  { name: "390 light", width: 390, scheme: "light" },
  { name: "390 dark", width: 390, scheme: "dark" },
];

export async function startBrowser() {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...(root ? ["--no-sandbox"] : []),
    ],
  });
}

/** A browser of somebody's own: cookies of its own, and the look. */
export async function newPerson(browser, look = LOOKS[0], options = {}) {
  const { scripts = true, locale = "en-GB" } = options;
  const context = await browser.newContext({
    viewport: { width: look.width, height: 900 },
    colorScheme: look.scheme,
    javaScriptEnabled: scripts,
    locale,
    timezoneId: "Asia/Hong_Kong",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => {
    // A refused style, script or form is a fault of ours even if nobody sees it.
    if (message.type() === "error" && /Content Security Policy/.test(message.text())) {
      troubles.push(message.text());
    }
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  return { context, page, look, scripts, troubles, close: () => context.close() };
}

let shots = 0;

/** Looks at the page as it is: axe, no sideways scrolling, nothing refused by the policy. */
export async function look(person, name) {
  const { page } = person;
  if (SHOTS) {
    await mkdir(SHOTS, { recursive: true });
    const file = `${String(++shots).padStart(3, "0")}-${name}-${person.look.name}`;
    await page.screenshot({
      path: `${SHOTS}/${file.replaceAll(/[^\w-]+/g, "-")}.png`,
      fullPage: true,
    });
  }
  assert.deepEqual(person.troubles, [], `${name}: the console is quiet`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} at ${person.look.name} scrolls sideways by ${wide}px`);
  // axe is a script: where there are none, it never comes back.
  if (!person.scripts) return;
  const found = await ask(page);
  const told = found.map((it) => `${it.id}: ${it.nodes.map((n) => n.html).join(" | ")}`);
  assert.deepEqual(told, [], `${name} at ${person.look.name}: axe finds nothing`);
}

// The page's own policy would refuse the script tag, so axe is put in by the debugger.
async function ask(page) {
  await page.evaluate(axe);
  const results = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    return (await globalThis.axe.run(document, { runOnly: tags })).violations;
  });
  return results;
}
