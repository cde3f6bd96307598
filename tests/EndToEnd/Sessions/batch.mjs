// Several messages in one request.
import assert from "node:assert/strict";
import { test } from "node:test";
import { call, client, destination, other, refusal } from "./harness.mjs";

test("a batch is answered in order, each item with its own settings", async () => {
  const answers = await client.batch([
    { url: destination.at("/b1"), body: "one", headers: { "x-item": "1" }, retries: 0 },
    { url: destination.at("/b2"), body: "two", method: "PUT", label: "second" },
    { url: destination.at("/b3"), delay: "1s", flowControl: { key: "batch", parallelism: 1 } },
  ]);
  assert.equal(answers.length, 3);
  const messages = await Promise.all(answers.map(answer => other.messages.get(answer.messageId)));
  assert.deepEqual(messages.map(message => message.url), ["/b1", "/b2", "/b3"].map(destination.at));
  assert.deepEqual([messages[0].maxRetries, messages[0].header, messages[1].labels, messages[2].flowControlKey], [0, { "X-Item": ["1"] }, ["second"], "batch"]);
  assert.deepEqual([messages[2].notBefore - messages[2].createdAt, messages[2].period], [1000, 1]);
  const arrivals = await Promise.all(["/b1", "/b2", "/b3"].map(path => destination.arrival(path)));
  assert.deepEqual(arrivals.map(arrival => arrival.id), answers.map(answer => answer.messageId));
  assert.deepEqual(arrivals.map(arrival => [arrival.body, arrival.method, arrival.headers["x-item"]]), [["one", "POST", "1"], ["two", "PUT", undefined], ["", "POST", undefined]]);
});

test("a batch of one is answered with an array of one", async () => {
  const answers = await client.batchJSON([{ url: destination.at("/single"), body: { n: 1 } }]);
  assert.equal(answers.length, 1);
  const arrival = await destination.arrival("/single");
  assert.deepEqual([arrival.id, arrival.body, arrival.headers["content-type"]], [answers[0].messageId, '{"n":1}', "application/json"]);
});

test("an item for a URL group is answered with an array in its place", async () => {
  const urls = ["/g1", "/g2"].map(destination.at);
  await client.urlGroups.addEndpoints({ name: "batch-group", endpoints: urls.map(url => ({ url })) });
  const [single, group] = await other.batchJSON([{ url: destination.at("/beside"), body: {} }, { urlGroup: "batch-group", body: { all: true } }]);
  assert.match(single.messageId, /^msg_/);
  assert.deepEqual(group.map(answer => answer.url), urls);
  assert.equal((await destination.arrival("/g2")).id, group[1].messageId);
});

test("an item may name a queue", async () => {
  const [queued] = await client.batch([{ url: destination.at("/queued"), queueName: "batch-queue", body: "q" }]);
  assert.equal((await other.messages.get(queued.messageId)).queueName, "batch-queue");
  await destination.arrival("/queued");
  assert.ok((await client.queue().list()).some(queue => queue.name === "batch-queue"));
});

test("null is the same as nothing, and headers may be absent", async () => {
  const answers = await call("POST", ["batch"], undefined, [{ destination: destination.at("/null"), body: null, queue: null, headers: null }, { destination: destination.at("/bare") }]);
  assert.equal(answers.length, 2);
  assert.equal((await destination.arrival("/null")).body, "");
  await destination.arrival("/bare");
});

test("one invalid item refuses all", async () => {
  await assert.rejects(client.batch([{ url: destination.at("/good") }, { url: "no-scheme.example/path" }]), refusal(400, "invalid scheme"));
  await client.publish({ url: destination.at("/after") });
  await destination.arrival("/after");
  assert.deepEqual(destination.seen("/good"), []);
});

test("duplicates are told per item", async () => {
  const item = { url: destination.at("/twice"), deduplicationId: "batch-once" };
  const [first, second] = await client.batch([item, { ...item }]);
  assert.deepEqual([second.messageId, !!first.deduplicated, second.deduplicated], [first.messageId, false, true]);
});
