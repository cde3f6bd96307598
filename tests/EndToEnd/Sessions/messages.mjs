// Publishing one message, reading it back and cancelling it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, call, client, destination, eventually, other, refusal } from "./harness.mjs";

const hour = 3_600_000;

test("a JSON message arrives with its headers and is read back at once at the other gateway, unset fields absent", async () => {
  const url = destination.at("/json");
  const { messageId } = await client.publishJSON({ url, body: { hello: "world" }, headers: { "test-header": "test-value", "x-API-key": "k" }, retries: 2 });
  assert.match(messageId, /^msg_.+/);
  const message = await other.messages.get(messageId);
  assert.equal(message.messageId, messageId);
  assert.equal(message.url, url);
  assert.equal(message.method, "POST");
  assert.equal(message.body, '{"hello":"world"}');
  assert.equal(message.maxRetries, 2);
  assert.deepEqual(message.header, { "Content-Type": ["application/json"], "Test-Header": ["test-value"], "X-Api-Key": ["k"] });
  assert.ok(Number.isInteger(message.createdAt) && Number.isInteger(message.notBefore));
  assert.ok(Math.abs(message.createdAt - Date.now()) < 60_000);
  for (const field of ["api", "bodyBase64", "callback", "endpointName", "failureCallback", "flowControlKey", "label", "labels", "parallelism", "period",
    "queueName", "rate", "ratePerSecond", "retryDelayExpression", "scheduleId", "topicName", "urlGroup"]) assert.equal(message[field], undefined, field);

  const arrival = await destination.arrival("/json");
  assert.equal(arrival.method, "POST");
  assert.equal(arrival.body, '{"hello":"world"}');
  assert.equal(arrival.id, messageId);
  assert.equal(arrival.headers["test-header"], "test-value");
  assert.equal(arrival.headers["content-type"], "application/json");
  assert.equal(arrival.headers["user-agent"], "Upstash-QStash");
  assert.equal(arrival.headers["upstash-retried"], "0");
  assert.equal(arrival.headers.authorization, undefined);
});

test("a URL is delivered, signed and shown exactly as published", async () => {
  for (const path of ["", "/query?x=1&y=a%20b"]) {
    const { messageId } = await client.publish({ url: destination.at(path), body: "text" });
    assert.equal((await client.messages.get(messageId)).url, destination.at(path));
    assert.equal((await destination.arrival(path)).body, "text");
  }
});

test("a message without a body has none", async () => {
  const { messageId } = await client.publish({ url: destination.at("/empty") });
  const message = await client.messages.get(messageId);
  assert.deepEqual([message.body, message.bodyBase64, message.header], [undefined, undefined, undefined]);
  assert.equal((await destination.arrival("/empty")).body, "");
});

test("each method is delivered", async () => {
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
    await client.publish({ url: destination.at(`/method-${method}`), method });
    assert.equal((await destination.arrival(`/method-${method}`)).method, method);
  }
});

test("delays and moments say when a message may be delivered", async () => {
  for (const [given, expected] of [[{ delay: 20 }, 20_000], [{ delay: "1d10h30m" }, 124_200_000]]) {
    const { messageId } = await client.publish({ url: destination.at("/later"), ...given });
    const message = await client.messages.get(messageId);
    assert.ok(Math.abs(message.notBefore - message.createdAt - expected) < 1500, JSON.stringify(message));
  }
  const notBefore = Math.floor(Date.now() / 1000) + 7200;
  const { messageId } = await client.publish({ url: destination.at("/later"), notBefore, delay: 10 });
  assert.equal((await client.messages.get(messageId)).notBefore, notBefore * 1000);
  await client.publish({ url: destination.at("/soon"), delay: 1, body: "1" });
  await destination.arrival("/soon");
  assert.deepEqual(destination.seen("/later"), []);
});

test("flow control is shown in numbers", async () => {
  const publish = async flowControl => {
    const { messageId } = await client.publish({ url: destination.at("/flow"), flowControl });
    return other.messages.get(messageId);
  };
  const full = await publish({ key: "flow-key", parallelism: 3, rate: 5, period: "1h30m3s" });
  assert.deepEqual([full.flowControlKey, full.parallelism, full.rate, full.ratePerSecond, full.period], ["flow-key", 3, 5, 5, 5403]);
  const some = await publish({ key: "flow-key-2", parallelism: 4 });
  assert.deepEqual([some.flowControlKey, some.parallelism, some.rate, some.ratePerSecond, some.period], ["flow-key-2", 4, undefined, undefined, 1]);
  const old = await publish({ key: "flow-key-3", ratePerSecond: 7 });
  assert.deepEqual([old.parallelism, old.rate, old.period], [undefined, 7, 1]);
});

test("labels are one and many", async () => {
  const many = await client.publish({ url: destination.at("/label"), label: ["one", "two"] });
  const { label, labels } = await other.messages.get(many.messageId);
  assert.deepEqual([label, labels], ["one", ["one", "two"]]);
  const single = await client.publish({ url: destination.at("/label"), label: "one" });
  assert.deepEqual((await other.messages.get(single.messageId)).labels, ["one"]);
});

test("the expression of delays between retries is echoed and followed", async () => {
  let attempts = 0;
  const url = destination.answers("/retried", () => ({ status: ++attempts < 3 ? 500 : 200 }));
  const { messageId } = await client.publish({ url, retries: 3, retryDelay: "pow(2, retried) * 100" });
  assert.equal((await client.messages.get(messageId)).retryDelayExpression, "pow(2, retried) * 100");
  const arrivals = await destination.arrivals("/retried", 3);
  assert.deepEqual(arrivals.map(arrival => arrival.headers["upstash-retried"]), ["0", "1", "2"]);
  assert.deepEqual([...new Set(arrivals.map(arrival => arrival.id))], [messageId]);
  assert.equal(new Set(arrivals.map(arrival => arrival.headers["upstash-signature"])).size, 3);
});

test("redacted fields are shown as hashes and delivered as they are", async () => {
  const redacted = /^REDACTED:[0-9a-f]{64}$/;
  const { messageId } = await client.publish({
    url: destination.at("/redacted"), body: "secret", headers: { authorization: "Basic abc", "x-open": "open" }, redact: { body: true, header: ["Authorization"] },
  });
  const message = await other.messages.get(messageId);
  assert.match(message.body, redacted);
  assert.match(message.header.Authorization[0], redacted);
  assert.deepEqual(message.header["X-Open"], ["open"]);
  const arrival = await destination.arrival("/redacted");
  assert.deepEqual([arrival.body, arrival.headers.authorization], ["secret", "Basic abc"]);

  const all = await client.publish({ url: destination.at("/redacted-headers"), headers: { "x-one": "1" }, redact: { header: true } });
  assert.match((await other.messages.get(all.messageId)).header["X-One"][0], redacted);
});

test("duplicates by id or content are told, over both gateways, and delivered once", async () => {
  for (const given of [{ deduplicationId: "once" }, { contentBasedDeduplication: true }]) {
    const path = `/${Object.keys(given)[0]}`;
    const answers = await Promise.all([client, other, client].map(each => each.publish({ url: destination.at(path), body: "same", ...given })));
    assert.equal(new Set(answers.map(answer => answer.messageId)).size, 1);
    assert.equal(answers.filter(answer => answer.deduplicated).length, 2);
  }
  await client.publish({ url: destination.at("/contentBasedDeduplication"), body: "else", contentBasedDeduplication: true });
  assert.equal((await destination.arrivals("/contentBasedDeduplication", 2)).length, 2);
  assert.equal((await destination.arrivals("/deduplicationId")).length, 1);
});

test("headers of a client go with each of its messages, and telemetry with none", async () => {
  const withHeaders = new Client({ baseUrl: process.env.FIRST_URL, token: process.env.TOKEN, headers: { "x-global": "g", "Upstash-Retries": "1" } });
  const { messageId } = await withHeaders.publish({ url: destination.at("/global") });
  const message = await client.messages.get(messageId);
  assert.deepEqual([message.header, message.maxRetries], [{ "X-Global": ["g"] }, 1]);
  const { headers } = await destination.arrival("/global");
  assert.equal(headers["x-global"], "g");
  assert.ok(!Object.keys(headers).some(name => name.includes("telemetry")));
});

test("a cancelled message is gone", async () => {
  const { messageId } = await client.publish({ url: destination.at("/never"), notBefore: Math.floor((Date.now() + hour) / 1000) });
  assert.deepEqual(await other.messages.cancel(messageId), { cancelled: 1 });
  await assert.rejects(client.messages.get(messageId), refusal(404));
  await assert.rejects(client.messages.cancel(messageId), refusal(404));
  const deleted = await client.publish({ url: destination.at("/never"), delay: "1h" });
  await client.messages.delete(deleted.messageId);
  await assert.rejects(client.messages.get(deleted.messageId), refusal(404));
});

test("a delivered message can still be read", async () => {
  const { messageId } = await client.publish({ url: destination.at("/fast"), body: "done" });
  await destination.arrival("/fast");
  await eventually(async () => (await client.messages.get(messageId)).body === "done", "it is read");
});

test("mistakes are told", async () => {
  await assert.rejects(client.publish({ url: "no-scheme.example/path" }), refusal(400, "invalid scheme"));
  await assert.rejects(client.publish({ url: destination.at(), deduplicationId: "a:b" }), refusal(400, ":"));
  await assert.rejects(client.publish({ url: destination.at(), callback: "no-scheme.example" }), refusal(400));
  await assert.rejects(client.publish({ url: destination.at(), retryDelay: "nothing(1)" }), refusal(400));
  await assert.rejects(client.publish({ url: destination.at(), retries: 1_000_000 }), error => error.message.includes("quota maxRetries exceeded"));
  await assert.rejects(client.messages.get("msg_nothing"), refusal(404));
  await assert.rejects(call("GET", ["nothing"]), refusal(404));
  const stranger = new Client({ baseUrl: process.env.FIRST_URL, token: "wrong" });
  await assert.rejects(stranger.publish({ url: destination.at() }), refusal(401, "invalid token"));
});
