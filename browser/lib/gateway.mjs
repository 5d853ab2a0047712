// A text gateway of one's own: takes what is posted, keeps it, and can be told to refuse.

import { createServer } from "node:http";
import { once } from "node:events";

export async function startGateway() {
  const gateway = new Gateway();
  gateway.server.listen(0, "127.0.0.1");
  await once(gateway.server, "listening");
  gateway.url = `http://127.0.0.1:${gateway.server.address().port}/send`;
  return gateway;
}

class Gateway {
  constructor() {
    this.texts = [];
    this.tokens = [];
    this.refuses = false;
    this.server = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        this.tokens.push(request.headers.authorization);
        response.setHeader("content-type", "application/json");
        response.statusCode = this.refuses ? 422 : 200;
        if (!this.refuses) this.texts.push(JSON.parse(body));
        response.end(JSON.stringify(this.refuses ? { code: "30007" } : { id: `t${this.texts.length}` }));
      });
    });
  }

  /** The code of the newest text, once there are more than `before`. */
  async newestCode(before = 0) {
    const deadline = Date.now() + 10_000;
    while (Date.now() < deadline) {
      if (this.texts.length > before) return this.texts.at(-1).text.match(/\d{6}/)[0];
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error("no text came to the gateway");
  }

  async stop() {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }
}
