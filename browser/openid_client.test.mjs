// openid-client, a certified relying party, against the demo: discovery, code with PKCE, nonce and
// state, userinfo, refresh with rotation, introspection, revocation, logout.
// OA-2, OA-3, OA-5, OA-7, OA-11, OA-12, OA-17.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as client from "openid-client";
import { newPerson, startBrowser } from "./lib/browser.mjs";
import { startDemo } from "./lib/demo.mjs";
import { enrolByText } from "./lib/enrol.mjs";

let demo, browser;
before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function discover(app) {
  const options = { execute: [client.allowInsecureRequests] };
  const basic = client.ClientSecretBasic(app.client_secret);
  return client.discovery(new URL(demo.url), app.client_id, {}, basic, options);
}

/**
 * Goes to the authorization address and answers the address the browser is sent back to. The app of
 * the demo sees it too, and does nothing: it did not begin this.
 */
async function authorize(page, config, parameters) {
  const to = client.buildAuthorizationUrl(config, parameters);
  const back = (request) => request.url().startsWith(`${parameters.redirect_uri}?`);
  const caught = page.waitForRequest(back).then((request) => new URL(request.url()));
  await page.goto(to.href);
  return { caught };
}

test("a certified client signs somebody in and keeps the tokens fresh", async () => {
  const app = demo.app("Mail");
  const config = await discover(app);
  const me = await newPerson(browser);
  const redirect_uri = `${app.url}/callback`;
  const verifier = client.randomPKCECodeVerifier();
  const parameters = {
    redirect_uri,
    scope: "openid profile email offline_access",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: client.randomState(),
    nonce: client.randomNonce(),
  };
  const { caught } = await authorize(me.page, config, parameters);
  await enrolByText(me.page, demo, demo.person("Tom"));
  const back = await caught;
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: parameters.state,
    expectedNonce: parameters.nonce,
    idTokenExpected: true,
  };
  // An answer that says it is from somebody else, or does not say: discovery promised that it does
  // (RFC 9207), so the client takes neither (OA-7). The code is not used up by it.
  for (const iss of ["https://evil.example", undefined]) {
    const mixed = new URL(back);
    if (iss) mixed.searchParams.set("iss", iss);
    else mixed.searchParams.delete("iss");
    await assert.rejects(client.authorizationCodeGrant(config, mixed, checks));
  }
  const tokens = await client.authorizationCodeGrant(config, back, checks);
  const claims = tokens.claims();
  assert.equal(claims.email, demo.person("Tom").username);
  assert.ok(claims.amr.includes("mfa") && claims.auth_time > 0, JSON.stringify(claims));
  const info = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  assert.equal(info.name, "Tom Okafor");

  // The code is used up, and its second use ends what the first gave (OA-3).
  await assert.rejects(client.authorizationCodeGrant(config, back, checks));
  await assert.rejects(client.fetchUserInfo(config, tokens.access_token, claims.sub));

  // With the session nothing is asked: prompt=none answers at once (OA-11).
  const again = {
    ...parameters,
    prompt: "none",
    state: client.randomState(),
    nonce: client.randomNonce(),
  };
  const silent = await authorize(me.page, config, again);
  const second = await client.authorizationCodeGrant(config, await silent.caught, {
    ...checks,
    expectedState: again.state,
    expectedNonce: again.nonce,
  });
  assert.equal(second.claims().sub, claims.sub);
  const fresh = await client.refreshTokenGrant(config, second.refresh_token);
  assert.notEqual(fresh.refresh_token, second.refresh_token);
  const active = await client.tokenIntrospection(config, fresh.access_token);
  assert.equal(active.active, true);
  await client.tokenRevocation(config, fresh.refresh_token);
  assert.equal((await client.tokenIntrospection(config, fresh.access_token)).active, false);

  // Logout is confirmed by the person, then leads back to the app (SE-9).
  const out = client.buildEndSessionUrl(config, {
    id_token_hint: second.id_token,
    post_logout_redirect_uri: `${app.url}/`,
    state: "left",
  });
  await me.page.goto(out.href);
  const left = me.page.waitForRequest(`${app.url}/?state=left`);
  await me.page.getByRole("button", { name: "Sign out", exact: true }).last().click();
  await left;
  await me.close();
});

test("somebody without a session gets login_required for prompt=none, and no page", async () => {
  const app = demo.app("Chat");
  const config = await discover(app);
  const me = await newPerson(browser);
  const { caught } = await authorize(me.page, config, {
    redirect_uri: `${app.url}/callback`,
    scope: "openid",
    prompt: "none",
    state: "s",
    code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
    code_challenge_method: "S256",
  });
  const back = await caught;
  assert.equal(back.searchParams.get("error"), "login_required");
  assert.equal(back.searchParams.get("iss"), demo.url);
  await me.close();
});
