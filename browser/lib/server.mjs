// `countersign serve` and the console, in a folder of their own, as an administrator runs them.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "./apache.mjs";

const program = new URL("../../target/debug/countersign", import.meta.url).pathname;

export async function newHouse(more = "") {
  const folder = await mkdtemp(join(tmpdir(), "countersign-house-"));
  const port = await freePort();
  const text = `[server]\nlisten = "127.0.0.1:${port}"\n\n${more}`;
  await writeFile(join(folder, "countersign.toml"), text);
  return new House(folder, port);
}

class House {
  constructor(folder, port) {
    Object.assign(this, { folder, port, url: `http://localhost:${port}` });
  }

  /** Runs a console command and answers what it printed. */
  console(...words) {
    return execFileSync(program, words, { cwd: this.folder, encoding: "utf8" });
  }

  /** Starts the server; answers the set-up code if it prints one. */
  async serve() {
    this.child = spawn(program, ["serve"], { cwd: this.folder, stdio: ["ignore", "ignore", "pipe"] });
    const lines = createInterface({ input: this.child.stderr });
    let code;
    for await (const line of lines) {
      code ??= line.match(/^First run: .* (\S+)$/)?.[1];
      if (/listening/.test(line)) break;
    }
    // Somebody has to go on reading, or the server waits when the pipe is full.
    this.child.stderr.resume();
    return code;
  }

  async stop() {
    if (!this.child || this.child.exitCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await gone;
  }

  async remove() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
