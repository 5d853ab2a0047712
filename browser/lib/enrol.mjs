// A first sign-in that sets a second step up.

import { NUMBER, signIn, typeCode } from "./walk.mjs";

/** From the sign-in page to the app: password, text message, recovery codes. */
export async function enrolByText(page, demo, person, look = async () => {}) {
  await signIn(page, person);
  await look("more-information");
  await page.getByRole("radio", { name: /Text message/ }).check();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await look("number");
  const before = (await demo.texts(NUMBER.e164)).length;
  await page.getByLabel("Country").selectOption(NUMBER.country);
  await page.getByLabel("Phone number").fill(NUMBER.typed);
  await page.getByRole("button", { name: "Text me a code" }).click();
  await look("check");
  await typeCode(page, await demo.newestCode(NUMBER.e164, before));
  await look("spare");
  await keepSpare(page);
  await look("set");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
}

/** Confirms that the recovery codes are put away; answers them. */
export async function keepSpare(page) {
  const codes = await page.locator(".codes li, .codes code").allInnerTexts();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Done", exact: true }).click();
  return codes;
}
