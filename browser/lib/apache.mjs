// Apache with mod_auth_openidc, as an administrator would put it before a page.

import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MODULES = ["/usr/lib/apache2/modules", "/usr/lib64/httpd/modules"].find(existsSync);
const PROGRAM = ["/usr/sbin/apache2", "/usr/sbin/httpd"].find(existsSync);

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The part of Apache's configuration that docs/apps.md shows, filled in. */
export function openidcPart({ issuer, clientId, clientSecret, redirect, passphrase }) {
  return `
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${clientId}
OIDCClientSecret ${clientSecret}
OIDCRedirectURI ${redirect}
OIDCCryptoPassphrase ${passphrase}
OIDCPKCEMethod S256
OIDCScope "openid profile email"
OIDCRemoteUserClaim email
`;
}

export async function startApache(port, part) {
  const folder = await mkdtemp(join(tmpdir(), "countersign-apache-"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Wiki</title><h1>Wiki</h1>");
  const load = (name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`;
  const built = execFileSync(PROGRAM, ["-l"], { encoding: "utf8" });
  const wanted = ["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "mime", "headers"];
  const loads = wanted.filter((name) => !built.includes(`mod_${name}.c`)).map(load);
  const file = join(folder, "httpd.conf");
  await writeFile(
    file,
    `ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
TypesConfig /dev/null
DocumentRoot ${folder}
${loads.join("\n")}
LoadModule auth_openidc_module ${MODULES}/mod_auth_openidc.so
${process.getuid() === 0 ? "User www-data\nGroup www-data" : ""}
${part}
<Location />
  AuthType openid-connect
  Require valid-user
  Header set X-Seen-User "expr=%{REMOTE_USER}"
</Location>
DirectoryIndex index.html
`,
  );
  execFileSync("chmod", ["-R", "a+rX", folder]);
  const child = spawn(PROGRAM, ["-f", file, "-DFOREGROUND"], { stdio: "inherit" });
  await answers(`http://localhost:${port}/`, child);
  return {
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until somebody answers at `url`. */
export async function answers(url, child) {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    if (child?.exitCode !== null && child?.exitCode !== undefined) break;
    const answer = await fetch(url, { redirect: "manual" }).catch(() => undefined);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody answers at ${url}`);
}
