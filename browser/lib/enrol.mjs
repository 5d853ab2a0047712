// A first sign-in that sets a second step up.

import { NUMBER, appCode, signIn } from "./walk.mjs";

/** From the sign-in page to the app: password, text message, recovery codes. */
export async function enrolByText(page, demo, person, look = async () => {}) {
  await setUpByText(page, demo, person, look);
  await page.getByRole("button", { name: /^Go on to/ }).click();
}

/** The same as far as "You are set". */
export async function setUpByText(page, demo, person, look = async () => {}) {
  await signIn(page, person);
  await look("more-information");
  await page.getByRole("radio", { name: /Text message/ }).check();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await look("number");
  const before = (await demo.codes(NUMBER.e164)).length;
  await page.getByLabel("Country").selectOption(NUMBER.country);
  await page.getByLabel("Phone number").fill(NUMBER.typed);
  await page.getByRole("button", { name: "Text me a code" }).click();
  await look("check");
  await page.getByLabel("6-digit code").fill(await demo.newestCode(NUMBER.e164, before));
  await page.getByRole("button", { name: "Check that it works" }).click();
  await look("spare");
  await keepSpare(page);
  await page.getByRole("heading", { name: "You are set" }).waitFor();
  await look("set");
}

/** From the choice of ways to "You are set": an authenticator app. Answers its key. */
export async function enrolByApp(page, look = async () => {}) {
  await page.getByRole("radio", { name: /authenticator app/ }).check();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  const key = await readKey(page);
  await look("key");
  await page.getByLabel("The six digits that the app shows now").fill(appCode(key));
  await page.getByRole("button", { name: "Check that it works" }).click();
  return key;
}

/** The key as somebody reads it who cannot scan. */
export async function readKey(page) {
  await page.getByText("Cannot scan? Type this key").click();
  return (await page.locator("#key").innerText()).replace(/\s/g, "");
}

/** Confirms that the recovery codes are put away; answers them. */
export async function keepSpare(page) {
  const codes = await page.locator("#codes .mono").allInnerTexts();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  return codes;
}
