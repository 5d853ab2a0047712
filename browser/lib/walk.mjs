// What people do, in their words: one function for each step that several journeys share.

import { createHmac } from "node:crypto";

export const NUMBER = { country: "HK", typed: "5123 4567", e164: "+85251234567" };

/** Name and password on the sign-in page. */
export async function signIn(page, person, password = person.password) {
  await page.getByLabel("Work email").fill(person.username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Types a code on whatever page asks for one. */
export async function typeCode(page, code) {
  await page.locator('input[autocomplete="one-time-code"]').fill(code);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
}

/** The code an authenticator app shows for `key` (RFC 6238: SHA-1, 6 digits, 30 seconds). */
export function appCode(key, at = Date.now()) {
  const bits = [...key.replace(/[\s=]/g, "").toUpperCase()]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter))
    .map((value) => value.toString(2).padStart(5, "0"))
    .join("");
  const bytes = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", Buffer.from(bytes)).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Waits until the next time step begins: a code is taken once. */
export async function nextStep() {
  await new Promise((resolve) => setTimeout(resolve, 30_000 - (Date.now() % 30_000) + 50));
}
