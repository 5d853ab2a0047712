// Starts the demo as its own process, the way a newcomer does, and ends it with the test.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const program = new URL("../../target/debug/countersign", import.meta.url).pathname;

/** A running demo: its JSON line, its outbox, and its end. */
export async function startDemo(...more) {
  const child = spawn(program, ["demo", "--listen", "127.0.0.1:0", "--json", ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Demo(child, JSON.parse(await firstLine(child)));
}

/** The line a program prints when it is ready. */
export async function firstLine(child) {
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`it ended with ${code} before it was ready`);
  });
  const [line] = await Promise.race([once(lines, "line"), ended]);
  ended.catch(() => {});
  return line;
}

export class Demo {
  constructor(child, ready) {
    Object.assign(this, ready);
    this.child = child;
  }

  person(start) {
    const found = this.people.find((person) => person.name.startsWith(start));
    if (!found) throw new Error(`nobody in the demo is called ${start}`);
    return found;
  }

  app(name) {
    const found = this.apps.find((app) => app.name.includes(name));
    if (!found) throw new Error(`no app of the demo is called ${name}`);
    return found;
  }

  /** Everything "sent", newest first. */
  async outbox() {
    const answer = await fetch(this.outbox_url);
    return answer.json();
  }

  /** Texts to one number, newest first. */
  async texts(to) {
    return (await this.outbox()).filter((sent) => sent.channel === "text" && sent.to === to);
  }

  /** Texts with a code to one number, newest first; notices go to the same number. */
  async codes(to) {
    return (await this.texts(to)).filter((sent) => /^\d{6} /.test(sent.text));
  }

  /** The code of the newest text to `to`, once there are more than `before` of them. */
  async newestCode(to, before = 0) {
    const deadline = Date.now() + 10_000;
    while (Date.now() < deadline) {
      const codes = await this.codes(to);
      if (codes.length > before) return codes[0].text.slice(0, 6);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no text came to ${to}`);
  }

  /** The newest mail to `to` whose subject has `words`. */
  async mail(to, words) {
    const deadline = Date.now() + 10_000;
    while (Date.now() < deadline) {
      const found = (await this.outbox()).find(
        (sent) => sent.channel === "mail" && sent.to === to && sent.subject.includes(words),
      );
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no mail "${words}" came to ${to}`);
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await gone;
  }
}
