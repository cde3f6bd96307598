// Cancelling many messages at once; the namespace is this session's own, so `all` is all of these.
import assert from "node:assert/strict";
import { test } from "node:test";
import { call, client, destination, eventually, other, refusal } from "./harness.mjs";

const later = (path, settings = {}) => client.publish({ url: destination.at(path), delay: "1h", ...settings });
const isGone = ({ messageId }) => assert.rejects(other.messages.get(messageId), refusal(404));
const remains = async ({ messageId }) => assert.equal((await other.messages.get(messageId)).messageId, messageId);

test("by ids, in the query or in a body; unknown ones are not counted", async () => {
  const messages = await Promise.all([later("/ids"), later("/ids"), later("/ids"), later("/ids")]);
  const ids = messages.map(message => message.messageId);
  assert.deepEqual(await client.messages.cancel(ids.slice(0, 2)), { cancelled: 2 });
  assert.deepEqual(await other.messages.cancel({ messageIds: [ids[0], "msg_unknown"] }), { cancelled: 0 });
  assert.deepEqual(await call("DELETE", ["messages"], undefined, { messageIds: ids.slice(2) }), { cancelled: 2 });
  await Promise.all(messages.map(isGone));
  assert.equal(await client.messages.deleteMany([(await later("/ids")).messageId]), 1);
  assert.deepEqual(await client.messages.cancel([]), { cancelled: 0 });
});

test("by one filter, and only what matches", async () => {
  const host = new URL(destination.at("/x")).host;
  await client.urlGroups.addEndpoints({ name: "cancelled-group", endpoints: [{ url: destination.at("/in-group") }] });
  const cases = [
    [{ label: "l1" }, () => later("/f", { label: ["l1", "l2"] })],
    [{ label: ["l3", "l4"] }, () => later("/f", { label: "l4" })],
    [{ url: destination.at("/by-url") }, () => later("/by-url")],
    [{ path: "/by-path" }, () => later("/by-path")],
    [{ flowControlKey: "by-key" }, () => later("/f", { flowControl: { key: "by-key", parallelism: 1 } })],
    [{ queueName: "by-queue" }, () => client.queue({ queueName: "by-queue" }).enqueue({ url: destination.at("/f"), delay: "1h" })],
    [{ urlGroup: "cancelled-group" }, async () => (await client.publish({ urlGroup: "cancelled-group", delay: "1h" }))[0]],
    [{ fromDate: new Date(), toDate: Date.now() + 60_000 }, () => later("/f"), 2], // also the one that stays otherwise
    [{ host }, () => later("/f"), 2],
  ];
  for (const [filter, publish, expected = 1] of cases) {
    const stays = await later("/stays");
    const matches = await publish();
    if (filter.fromDate) filter.fromDate = new Date((await client.messages.get(stays.messageId)).createdAt);
    assert.deepEqual(await other.messages.cancel({ filter }), { cancelled: expected }, JSON.stringify(filter));
    await isGone(matches);
    if (expected === 1) {
      await remains(stays);
      assert.deepEqual(await client.messages.cancel(stays.messageId), { cancelled: 1 });
    }
  }
});

test("by two filters, both of which must match", async () => {
  const both = await later("/both", { label: "both" });
  const one = await later("/one", { label: "both" });
  assert.deepEqual(await client.messages.cancel({ filter: { label: "both", url: destination.at("/both") } }), { cancelled: 1 });
  await isGone(both);
  await remains(one);
  assert.deepEqual(await client.messages.cancel({ filter: { label: "both" }, count: 10 }), { cancelled: 1 });
});

test("where nothing matches, nothing is cancelled", async () => {
  assert.deepEqual(await client.messages.cancel({ filter: { label: "no-such-label" } }), { cancelled: 0 });
  assert.deepEqual(await client.messages.cancel({ all: true }), { cancelled: 0 });
});

test("a count bounds them", async () => {
  await Promise.all([later("/counted"), later("/counted"), later("/counted")]);
  assert.deepEqual(await client.messages.cancel({ all: true, count: 1 }), { cancelled: 1 });
  assert.deepEqual(await other.messages.cancel({ filter: { path: "/counted" }, count: 100 }), { cancelled: 2 });
});

test("all are those that wait, those in queues and those being retried", async () => {
  const failing = destination.answers("/fails", { status: 404 });
  const messages = await Promise.all([later("/all"), client.publish({ url: failing, retryDelay: "60000" }), client.publish({ url: failing, retryDelay: "60000" })]);
  await destination.arrivals("/fails", 2);
  assert.deepEqual(await other.messages.cancel({ all: true }), { cancelled: 3 });
  await Promise.all(messages.map(message => eventually(() => isGone(message).then(() => true), "the message is gone")));
  assert.equal(await client.messages.deleteAll(), 0);
  assert.deepEqual((await client.dlq.listMessages()).messages, []);
});

test("an empty JSON body is no filter", async () => {
  await later("/empty-body");
  assert.deepEqual(await call("DELETE", ["messages"]), { cancelled: 1 });
});

test("an unknown filter cancels nothing", async () => {
  const message = await later("/typo");
  await assert.rejects(call("DELETE", ["messages"], { labeel: "typo" }), refusal(400, "labeel"));
  await remains(message);
  assert.deepEqual(await client.messages.cancel(message.messageId), { cancelled: 1 });
});

test("nothing that was cancelled was delivered", async () => {
  await client.publish({ url: destination.at("/last") });
  await destination.arrival("/last");
  for (const path of ["/ids", "/f", "/stays", "/all", "/counted"]) assert.deepEqual(destination.seen(path), []);
});
