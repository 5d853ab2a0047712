// An app that takes its answer by a form (OAuth 2.0 Form Post Response Mode), with a certified
// client: by itself with scripts, by its button without. OA-3, OA-7, OA-11, WB-2.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as client from "openid-client";
import { LOOKS, look, newPerson, startBrowser } from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";
import { enrolByText } from "./lib/enrol.mjs";

let demo, browser, config, app, redirect_uri;
before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
  app = demo.app("Mail");
  redirect_uri = `${app.url}/callback`;
  const options = { execute: [client.allowInsecureRequests] };
  const basic = client.ClientSecretBasic(app.client_secret);
  config = await client.discovery(new URL(demo.url), app.client_id, {}, basic, options);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function asked(more = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const parameters = {
    redirect_uri,
    response_mode: "form_post",
    scope: "openid email",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: 'a "state" & more',
    nonce: client.randomNonce(),
    ...more,
  };
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: parameters.state,
    expectedNonce: parameters.nonce,
    idTokenExpected: true,
  };
  return { to: client.buildAuthorizationUrl(config, parameters).href, checks };
}

/** The form the browser posts to the app, as the app's server would see it. */
function posted(page) {
  const wanted = (request) => request.method() === "POST" && request.url() === redirect_uri;
  return page.waitForRequest(wanted).then(
    (request) =>
      new Request(redirect_uri, {
        method: "POST",
        headers: { "content-type": request.headers()["content-type"] },
        body: request.postData(),
      }),
  );
}

test("discovery says that answers may come by a form", () => {
  assert.deepEqual(config.serverMetadata().response_modes_supported, ["query", "form_post"]);
});

test("an answer comes by a form, after a sign-in, with the session, and as an error", async () => {
  const me = await newPerson(browser);
  const first = await asked();
  const caught = posted(me.page);
  await me.page.goto(first.to);
  await enrolByText(me.page, demo, demo.person("Tom"));
  const tokens = await client.authorizationCodeGrant(config, await caught, first.checks);
  assert.equal(tokens.claims().email, demo.person("Tom").username);

  const second = await asked({ prompt: "none" });
  const again = posted(me.page);
  await me.page.goto(second.to);
  const silent = await client.authorizationCodeGrant(config, await again, second.checks);
  assert.equal(silent.claims().sub, tokens.claims().sub);
  assert.deepEqual(me.troubles, [], "nothing is refused by the policy");
  await me.close();

  const stranger = await newPerson(browser);
  const third = await asked({ prompt: "none" });
  const refused = posted(stranger.page);
  await stranger.page.goto(third.to);
  const body = await (await refused).formData();
  assert.equal(body.get("error"), "login_required");
  assert.equal(body.get("state"), 'a "state" & more');
  assert.equal(body.get("iss"), demo.url);
  await stranger.close();
});

test("without scripts there is a button, and the page is one of ours", async () => {
  for (const appearance of LOOKS) {
    const me = await newPerson(browser, appearance, { scripts: false });
    const { to, checks } = await asked({ prompt: "none", ui_locales: "en" });
    await me.page.goto(to);
    await me.page.getByRole("heading", { name: /^Back to .*Mail/ }).waitFor();
    if (appearance === LOOKS[0]) assert.deepEqual(await me.context.cookies(), [], "no cookie");
    const caught = posted(me.page);
    await me.page.getByRole("button", { name: "Continue", exact: true }).click();
    await assert.rejects(client.authorizationCodeGrant(config, await caught, checks), {
      error: "login_required",
    });
    await me.close();
  }
});

test("the page is well made and speaks the language the app wishes for", async () => {
  for (const appearance of LOOKS) {
    const me = await newPerson(browser, appearance);
    const { to } = await asked({ prompt: "none", ui_locales: "zh-Hant" });
    // An answer without a page, so that the browser stays where it is.
    await me.page.route(redirect_uri, (route) => route.fulfill({ status: 204 }));
    const caught = posted(me.page);
    await me.page.goto(to, { waitUntil: "commit" });
    await caught;
    await me.page.getByRole("button", { name: "繼續", exact: true }).waitFor();
    assert.equal(await me.page.locator("html").getAttribute("lang"), "zh-Hant");
    await look(me, "hand over");
    await me.close();
  }
});
