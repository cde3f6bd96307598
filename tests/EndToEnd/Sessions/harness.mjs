// What the sessions share: the official client at both gateways, a destination that verifies what arrives, resources, patience.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

export const { Client, Receiver } = createRequire(process.env.SDK_FOLDER + "/")("@upstash/qstash");
const token = process.env.TOKEN;
console.error = () => {}; // the client writes every refusal there, also those that are expected

/** The client at the first gateway; its base URL ends in a slash, as users may write it. */
export const client = new Client({ baseUrl: process.env.FIRST_URL + "/", token });

/** The client at the second gateway: what it sees at once was not remembered by the first. */
export const other = new Client({ baseUrl: process.env.SECOND_URL, token });

/** A plain call with the client's own HTTP, for what has no method there. */
export const call = (method, path, query, body) =>
  client.http.request({ method, path: ["v2", ...path], query, body: body && JSON.stringify(body), headers: { "Content-Type": "application/json" } });

export const readKeys = () => call("GET", ["keys"]);

/** A receiver with the keys that are valid now, as an application that is configured now has them. */
export async function receiverOfNow() {
  const { current, next } = await readKeys();
  return new Receiver({ currentSigningKey: current, nextSigningKey: next });
}

/** The first value of `read` that is true; refusals count as not yet. */
export async function eventually(read, what, patience = 30_000) {
  for (const end = Date.now() + patience; ;) {
    let seen;
    try {
      seen = await read();
      if (seen) return seen;
    } catch (error) {
      seen = error.message;
    }
    if (Date.now() > end) assert.fail(`${what}: not within ${patience} ms; last seen: ${seen}`);
    await sleep(20);
  }
}

/** A refusal by the API with this status, in the error shape. */
export const refusal = (status, text = "") => error => {
  assert.equal(error.status, status, error.message);
  const message = JSON.parse(error.message).error;
  assert.ok(typeof message === "string" && message.includes(text), error.message);
  return true;
};

/** Declares a resource of this session's namespace, as a file in the folder that the operator reads. */
export const declare = (kind, name, spec) => writeFileSync(
  `${process.env.RESOURCES}/${process.env.NAMESPACE}-${name}.yaml`, // JSON is YAML
  JSON.stringify({ apiVersion: "postrider.dev/v1alpha1", kind, metadata: { name, namespace: process.env.NAMESPACE }, spec }));

export const fromBase64 = text => Buffer.from(text, "base64").toString();

/** An application: keeps what arrives and whether the receiver of the official client accepts it; answers 200 unless told otherwise. */
class Destination {
  receiver;
  #base;
  #arrivals = [];
  #answers = new Map();

  static async start() {
    const destination = new Destination();
    destination.receiver = await receiverOfNow();
    const server = createServer((request, response) => destination.#receive(request, response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    destination.#base = `http://127.0.0.1:${server.address().port}`;
    after(() => {
      server.close();
      server.closeAllConnections();
      assert.deepEqual(destination.#arrivals.filter(arrival => arrival.verified !== true), [], "everything that arrived is signed");
      console.log("session complete");
    });
    return destination;
  }

  /** The address of a path, without any for the bare host. */
  at = (path = "") => this.#base + path;

  /** Has a path answered by `{ status, headers, body }`, or by a function of the arrival that returns one. */
  answers(path, answer) {
    this.#answers.set(path, answer);
    return this.at(path);
  }

  /** What arrived at a path, its query included, once it is this many. */
  async arrivals(path, count = 1, patience) {
    await eventually(() => this.seen(path).length >= count, `${count} arrivals at ${path}`, patience);
    return this.seen(path);
  }

  /** The first arrival at a path. */
  arrival = async (path, patience) => (await this.arrivals(path, 1, patience))[0];

  /** What has arrived at a path so far. */
  seen = path => this.#arrivals.filter(arrival => arrival.path === path);

  async #receive(request, response) {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    const path = request.url === "/" ? "" : request.url; // signed as published: without a path, when it was published without
    const { method, headers } = request;
    const verified = await this.receiver.verify({ signature: headers["upstash-signature"], body, url: this.at(path) }).catch(error => error.message);
    const arrival = { path, method, headers, body, verified, time: Date.now(), id: headers["upstash-message-id"] };
    this.#arrivals.push(arrival);
    const given = this.#answers.get(path);
    const answer = await (typeof given === "function" ? given(arrival) : given);
    response.writeHead(answer?.status ?? 200, answer?.headers).end(answer?.body);
  }
}

export const destination = await Destination.start();
