// Dead letters: listed, deleted, retried; the namespace is this session's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { call, client, destination, eventually, other, refusal } from "./harness.mjs";

const failing = path => destination.answers(path, { status: 404, headers: { "x-answer": "none" }, body: "nothing here" });

/** Publishes what fails at once, and returns the dead letter that it became. */
async function die(path, settings = {}, publish = request => client.publish(request)) {
  const answer = await publish({ url: settings.urlGroup ? undefined : failing(path), retries: 0, body: "kept", ...settings });
  const { messageId } = Array.isArray(answer) ? answer[0] : answer;
  return eventually(async () => (await other.dlq.listMessages({ filter: { messageId } })).messages[0], "it is a dead letter");
}

const all = async () => (await other.dlq.listMessages()).messages;
const clear = async () => {
  for (let cursor, first = true; first || cursor; first = false) ({ cursor } = await client.dlq.delete({ all: true, cursor }));
  assert.deepEqual(await all(), []);
};

test("a dead letter keeps its message and the last answer", async () => {
  const letter = await die("/kept", { headers: { "x-mine": "m" }, label: ["one", "two"], flowControl: { key: "k", parallelism: 2 } });
  assert.deepEqual([letter.url, letter.body, letter.method, letter.maxRetries, letter.label, letter.labels], [destination.at("/kept"), "kept", "POST", 0, "one", ["one", "two"]]);
  assert.deepEqual([letter.responseStatus, letter.responseBody, letter.responseHeader["X-Answer"], letter.header], [404, "nothing here", ["none"], { "X-Mine": ["m"] }]);
  assert.deepEqual([letter.flowControlKey, letter.parallelism, letter.period, letter.rate], ["k", 2, 1, undefined]);
  assert.ok(letter.dlqId && Number.isInteger(letter.createdAt) && Number.isInteger(letter.notBefore));
  const single = await call("GET", ["dlq", letter.dlqId]);
  assert.deepEqual([single.messageId, single.responseStatus, single.dlqId], [letter.messageId, 404, letter.dlqId]);
  await client.dlq.delete(letter.dlqId);
  await assert.rejects(other.dlq.delete(letter.dlqId), refusal(404));
  await assert.rejects(call("GET", ["dlq", letter.dlqId]), refusal(404));
});

test("each filter finds what matches and nothing else", async () => {
  await client.urlGroups.addEndpoints({ name: "dead-group", endpoints: [{ url: failing("/dead-member") }] });
  const letters = {
    plain: await die("/plain", { label: ["red", "blue"] }),
    flow: await die("/flow", { flowControl: { key: "dead-key", parallelism: 1 } }),
    queue: await die("/queue", {}, request => client.queue({ queueName: "dead-queue" }).enqueue(request)),
    group: await die("/dead-member", { urlGroup: "dead-group" }),
  };
  const finds = async (filter, ...names) => {
    const { messages, cursor } = await other.dlq.listMessages({ filter });
    assert.deepEqual([messages.map(message => message.dlqId).sort(), cursor], [names.map(name => letters[name].dlqId).sort(), undefined], JSON.stringify(filter));
  };
  const everything = Object.keys(letters);
  await finds({ messageId: letters.plain.messageId }, "plain");
  await finds({ url: destination.at("/plain") }, "plain");
  await finds({ url: [destination.at("/plain"), destination.at("/flow")] }, "plain", "flow");
  await finds({ label: "blue" }, "plain");
  await finds({ label: ["green", "red"] }, "plain");
  await finds({ flowControlKey: "dead-key" }, "flow");
  await finds({ queueName: "dead-queue" }, "queue");
  await finds({ urlGroup: "dead-group" }, "group");
  await finds({ responseStatus: 404 }, ...everything);
  await finds({ responseStatus: [404, 500] }, ...everything);
  await finds({ fromDate: Date.now() - 60_000, toDate: new Date(Date.now() + 60_000) }, ...everything);
  await finds({ callerIp: "127.0.0.1" }, ...everything);
  await finds({ url: destination.at("/plain"), label: "red", responseStatus: 404 }, "plain");
  for (const filter of [{ responseStatus: 999 }, { scheduleId: "scd_none" }, { label: "none" }, { url: destination.at("/none") }, { toDate: 1 }, { url: destination.at("/flow"), label: "red" }])
    await finds(filter);
  assert.equal((await other.dlq.listMessages({ filter: { urlGroup: "dead-group" } })).messages[0].urlGroup, "dead-group");
  await clear();
});

test("pages follow each other, and letters are read by their ids", async () => {
  const letters = [await die("/page-1"), await die("/page-2"), await die("/page-3")];
  const first = await client.dlq.listMessages({ count: 2 });
  assert.deepEqual([first.messages.length, typeof first.cursor], [2, "string"]);
  const second = await other.dlq.listMessages({ count: 2, cursor: first.cursor });
  assert.deepEqual([second.messages.length, second.cursor], [1, undefined]);
  assert.equal(new Set([...first.messages, ...second.messages].map(message => message.dlqId)).size, 3);
  const some = await other.dlq.listMessages({ dlqIds: [letters[0].dlqId, letters[2].dlqId] });
  assert.deepEqual(some.messages.map(message => message.dlqId).sort(), [letters[0].dlqId, letters[2].dlqId].sort());
  await clear();
});

test("many are deleted by ids, by filter, or all", async () => {
  const letters = await Promise.all(Array.from({ length: 6 }, (_, n) => die(`/delete-${n}`, { label: n < 4 ? "some" : "rest" })));
  const ids = letters.map(letter => letter.dlqId);
  assert.deepEqual(await client.dlq.delete(ids.slice(0, 1)), { deleted: 1 });
  assert.deepEqual(await client.dlq.deleteMany({ dlqIds: ids.slice(0, 2) }), { deleted: 1 });
  assert.deepEqual(await call("DELETE", ["dlq"], undefined, { dlqIds: [ids[2]] }), { deleted: 1 });
  assert.deepEqual(await other.dlq.delete({ filter: { label: "some" } }), { deleted: 1 });
  assert.deepEqual(await other.dlq.delete({ filter: { label: "some" } }), { deleted: 0 });
  const one = await client.dlq.delete({ all: true, count: 1 });
  assert.deepEqual([one.deleted, typeof one.cursor], [1, "string"]);
  assert.deepEqual(await client.dlq.delete({ all: true, count: 1, cursor: one.cursor }), { deleted: 1 });
  assert.deepEqual(await all(), []);
});

test("an unknown filter deletes nothing", async () => {
  await die("/typo");
  await assert.rejects(call("DELETE", ["dlq"], { labeel: "typo" }), refusal(400, "labeel"));
  await assert.rejects(client.dlq.delete({ filter: { host: "localhost" } }), refusal(400, "host"));
  assert.equal((await all()).length, 1);
  await clear();
});

test("a retried one is a new message, with the settings that were given", async () => {
  const letter = await die("/again", { headers: { "x-mine": "m" }, label: "again" });
  destination.answers("/again", { status: 200 });
  const { responses } = await other.dlq.retry(letter.dlqId);
  assert.equal(responses.length, 1);
  assert.notEqual(responses[0].messageId, letter.messageId);
  const [, arrival] = await destination.arrivals("/again", 2);
  assert.deepEqual([arrival.id, arrival.body, arrival.headers["x-mine"]], [responses[0].messageId, "kept", "m"]);
  assert.equal((await client.messages.get(arrival.id)).label, "again");
  assert.deepEqual(await all(), []);

  const second = await die("/single");
  const { messageId } = await client.http.request({ method: "POST", path: ["v2", "dlq", "retry", second.dlqId], headers: { "Upstash-Retries": "0", "Upstash-Delay": "1h" } });
  const message = await other.messages.get(messageId);
  assert.deepEqual([message.maxRetries, message.notBefore - message.createdAt], [0, 3_600_000]);
  await client.messages.cancel(messageId);
});

test("many are retried by ids, by filter, or all; their old ids may be deleted again", async () => {
  const letters = await Promise.all(Array.from({ length: 5 }, (_, n) => die(`/retry-${n}`, { label: n < 2 ? "some" : "rest" })));
  letters.forEach((_, n) => destination.answers(`/retry-${n}`, { status: 200 }));
  const ids = letters.map(letter => letter.dlqId);
  assert.equal((await client.dlq.retry({ filter: { label: "some" }, count: 1 })).responses.length, 1);
  assert.equal((await client.dlq.retry({ filter: { label: "some" } })).responses.length, 1);
  assert.equal((await other.dlq.retry(ids.slice(2, 4))).responses.length, 2);
  const rest = await other.dlq.retry({ all: true });
  assert.deepEqual([rest.responses.length, rest.cursor], [1, undefined]);
  for (const n of letters.keys()) await destination.arrivals(`/retry-${n}`, 2);
  assert.deepEqual(await all(), []);
  assert.deepEqual(await client.dlq.delete({ dlqIds: ids }), { deleted: 0 });
  assert.deepEqual((await client.dlq.retry({ all: true })).responses, []);
});

test("an answer that says it is pointless ends the message at once", async () => {
  const url = destination.answers("/pointless", { status: 489, headers: { "Upstash-NonRetryable-Error": "true" } });
  const { messageId } = await client.publish({ url, retries: 3, retryDelay: "10" });
  const letter = await eventually(async () => (await other.dlq.listMessages({ filter: { messageId } })).messages[0], "it is a dead letter");
  assert.equal(letter.responseStatus, 489);
  assert.equal(destination.seen("/pointless").length, 1);
});
