// Queues: their settings, their order, pausing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { client, destination, eventually, other, refusal } from "./harness.mjs";

test("a queue is made, changed, listed and deleted", async () => {
  const queue = client.queue({ queueName: "settings" });
  await queue.upsert({ parallelism: 1 });
  const made = await other.queue({ queueName: "settings" }).get();
  assert.deepEqual(Object.keys(made).sort(), ["createdAt", "lag", "name", "parallelism", "paused", "updatedAt"]);
  assert.deepEqual([made.name, made.parallelism, made.paused, made.lag], ["settings", 1, false, 0]);
  assert.ok(Number.isInteger(made.createdAt) && Number.isInteger(made.updatedAt));

  await other.queue({ queueName: "settings" }).upsert({ parallelism: 5 });
  assert.equal((await queue.get()).parallelism, 5);
  assert.ok((await client.queue().list()).some(each => each.name === "settings"));
  await queue.delete();
  assert.ok(!(await other.queue().list()).some(each => each.name === "settings"));
  await assert.rejects(other.queue({ queueName: "settings" }).get(), refusal(404));
});

test("saving a queue pauses and resumes it", async () => {
  const queue = client.queue({ queueName: "saved" });
  await queue.upsert({ paused: true });
  assert.equal((await other.queue({ queueName: "saved" }).get()).paused, true);
  await queue.upsert({ parallelism: 2 });
  const { paused, parallelism } = await queue.get();
  assert.deepEqual([paused, parallelism], [false, 2]);
});

test("enqueueing makes the queue, and its message says so", async () => {
  const { messageId } = await client.queue({ queueName: "made" }).enqueueJSON({ url: destination.at("/made"), body: { n: 1 }, headers: { "x-q": "1" }, retries: 0 });
  assert.match(messageId, /^msg_/);
  const message = await other.messages.get(messageId);
  assert.deepEqual([message.queueName, message.maxRetries, message.header], ["made", 0, { "Content-Type": ["application/json"], "X-Q": ["1"] }]);
  const arrival = await destination.arrival("/made");
  assert.deepEqual([arrival.id, arrival.body, arrival.headers["x-q"]], [messageId, '{"n":1}', "1"]);
  assert.equal((await other.queue({ queueName: "made" }).get()).parallelism, 1);
});

test("a paused queue gathers messages; resumed, it delivers them in order", async () => {
  const queue = client.queue({ queueName: "paused" });
  await queue.upsert({ parallelism: 1 });
  await queue.pause();
  await other.queue({ queueName: "paused" }).pause();
  assert.equal((await other.queue({ queueName: "paused" }).get()).paused, true);
  const ids = [];
  for (let n = 0; n < 10; n++) ids.push((await (n % 2 ? queue : other.queue({ queueName: "paused" })).enqueue({ url: destination.at("/in-order"), body: `${n}` })).messageId);
  assert.equal((await queue.get()).lag, 10);
  assert.deepEqual(destination.seen("/in-order"), []);
  await other.queue({ queueName: "paused" }).resume();
  await queue.resume();
  assert.equal((await queue.get()).paused, false);
  assert.deepEqual((await destination.arrivals("/in-order", 10)).map(arrival => arrival.id), ids);
  await eventually(async () => (await queue.get()).lag === 0, "the queue is empty");
});

test("the next message waits until the one before has used up its retries", async () => {
  const queue = client.queue({ queueName: "head" });
  const failing = destination.answers("/head-fails", { status: 500 });
  await queue.enqueue({ url: failing, retries: 2, retryDelay: "200" });
  await queue.enqueue({ url: destination.at("/behind") });
  const behind = await destination.arrival("/behind");
  const head = destination.seen("/head-fails");
  assert.equal(head.length, 3);
  assert.ok(head.every(arrival => arrival.time <= behind.time));
});

test("the next message waits for the callback of the one before", async () => {
  let called = false;
  const callback = destination.answers("/slow-callback", async () => {
    await sleep(500);
    called = true;
  });
  destination.answers("/after-callback", () => ({ status: called ? 200 : 500 }));
  const queue = client.queue({ queueName: "with-callback" });
  await queue.enqueue({ url: destination.at("/before-callback"), callback });
  await queue.enqueue({ url: destination.at("/after-callback"), retries: 0 });
  await destination.arrival("/after-callback");
  assert.ok(called, "the callback was over before the next message started");
});

test("no more messages are under way than the queue's parallelism", async () => {
  let running = 0, most = 0;
  const url = destination.answers("/at-once", async () => {
    most = Math.max(most, ++running);
    await sleep(30);
    running--;
  });
  const queue = client.queue({ queueName: "wide" });
  await queue.upsert({ parallelism: 3 });
  await Promise.all(Array.from({ length: 24 }, (_, n) => (n % 2 ? queue : other.queue({ queueName: "wide" })).enqueue({ url, body: `${n}` })));
  assert.equal(new Set((await destination.arrivals("/at-once", 24)).map(arrival => arrival.body)).size, 24);
  assert.ok(most <= 3, `${most} at once`);
});

test("mistakes are told", async () => {
  await assert.rejects(client.queue({ queueName: "bad name" }).upsert({}), refusal(400));
  await assert.rejects(client.queue({ queueName: "zero" }).upsert({ parallelism: 0 }), refusal(400));
  await assert.rejects(client.queue({ queueName: "too-wide" }).upsert({ parallelism: 1_000_000_000 }), refusal(412));
  await assert.rejects(client.queue({ queueName: "unknown" }).get(), refusal(404));
});
