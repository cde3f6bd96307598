// Logs of what happened to messages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { call, client, destination, eventually, fromBase64, other } from "./harness.mjs";

const soon = 5_000; // what the client's own tests wait

/** The entries of one message, once one of them is in this state. */
const logsOf = ({ messageId }, state) => eventually(async () => {
  const { logs } = await other.logs({ messageIds: [messageId] });
  return logs.some(log => log.state === state) && logs;
}, `${state} of ${messageId}`, soon);

test("a delivered message is told once as such, with its labels on every entry", async () => {
  const published = await client.publishJSON({ url: destination.at("/delivered"), body: { a: 1 }, label: ["one", "two"], headers: { "x-mine": "m" } });
  const logs = await logsOf(published, "DELIVERED");
  assert.equal(logs.filter(log => log.state === "DELIVERED").length, 1);
  assert.ok(logs.some(log => log.state === "CREATED") && logs.some(log => log.state === "ACTIVE"));
  for (const log of logs) {
    assert.ok(Number.isInteger(log.time) && log.messageId === published.messageId && log.url === destination.at("/delivered"), JSON.stringify(log));
    assert.deepEqual([log.label, log.labels], ["one", ["one", "two"]]);
  }
  assert.deepEqual(logs.map(log => log.time), logs.map(log => log.time).sort((one, two) => two - one));
  const delivered = await client.logs({ filter: { messageId: published.messageId, state: "DELIVERED" } });
  assert.equal(delivered.logs.length, 1);
  const created = logs.find(log => log.state === "CREATED");
  assert.equal(fromBase64(created.body), '{"a":1}');
  assert.deepEqual(created.header["X-Mine"], ["m"]);
});

test("a failed attempt tells the answer, a retry its time, the end that it failed", async () => {
  const url = destination.answers("/fails", { status: 500, headers: { "x-answer": "a" }, body: "broken" });
  const published = await client.publish({ url, retries: 1, retryDelay: "200" });
  const logs = await logsOf(published, "FAILED");
  const error = logs.find(log => log.state === "ERROR");
  assert.deepEqual([error.responseStatus, fromBase64(error.responseBody), error.responseHeaders["X-Answer"], error.responseHeader["X-Answer"]], [500, "broken", ["a"], ["a"]]);
  assert.equal(logs.filter(log => log.state === "ERROR").length, 2);
  const retry = logs.find(log => log.state === "RETRY");
  assert.ok(retry.nextDeliveryTime >= retry.time);
  for (const log of logs) assert.deepEqual([log.retryDelayExpression, log.retryDelayExpr], ["200", "200"], log.state);
  const progress = await client.logs({ filter: { messageId: published.messageId, state: "IN_PROGRESS" } });
  assert.deepEqual([...new Set(progress.logs.map(log => log.state))].sort(), ["ACTIVE", "ERROR", "RETRY"]);
});

test("a cancelled message is told as such", async () => {
  const published = await client.publish({ url: destination.at("/never"), delay: "1h" });
  await client.messages.cancel(published.messageId);
  const logs = await logsOf(published, "CANCELED");
  assert.ok(logs.some(log => log.state === "CANCEL_REQUESTED"));
});

test("labels are alternatives and other filters narrow", async () => {
  const [red, green, blue] = await Promise.all(["red", "green", "blue"].map(label => client.publish({ url: destination.at(`/label-${label}`), label })));
  await Promise.all([red, green, blue].map(published => logsOf(published, "DELIVERED")));
  const ids = async filter => [...new Set((await other.logs({ filter })).logs.map(log => log.messageId))].sort();
  assert.deepEqual(await ids({ label: ["red", "green"] }), [red.messageId, green.messageId].sort());
  assert.deepEqual(await ids({ label: ["red", "green"], url: destination.at("/label-red") }), [red.messageId]);
  assert.deepEqual(await ids({ label: "red", url: destination.at("/label-blue") }), []);
  assert.deepEqual(await ids({ path: ["/label-red", "/label-blue"] }), [red.messageId, blue.messageId].sort());
  assert.ok((await ids({ host: new URL(destination.at("/")).host })).includes(red.messageId));
});

test("each filter is served", async () => {
  await client.urlGroups.addEndpoints({ name: "logged", endpoints: [{ name: "one", url: destination.at("/logged") }] });
  const [inGroup] = await client.publish({ urlGroup: "logged" });
  const queued = await client.queue({ queueName: "logged-queue" }).enqueue({ url: destination.at("/logged-queue") });
  const flowing = await client.publish({ url: destination.at("/logged-flow"), flowControl: { key: "logged-key", rate: 100 } });
  await Promise.all([inGroup, queued, flowing].map(published => logsOf(published, "DELIVERED")));
  const only = async (filter, { messageId }) => {
    const { logs } = await other.logs({ filter });
    assert.deepEqual([...new Set(logs.map(log => log.messageId))], [messageId], JSON.stringify(filter));
    return logs;
  };
  for (const log of await only({ urlGroup: "logged" }, inGroup)) assert.deepEqual([log.urlGroup, log.topicName, log.endpointName], ["logged", "logged", "one"]);
  for (const log of await only({ queueName: "logged-queue" }, queued)) assert.equal(log.queueName, "logged-queue");
  for (const log of await only({ flowControlKey: "logged-key" }, flowing)) assert.deepEqual([log.flowControlKey, log.rate, log.period], ["logged-key", 100, 1]);
  const time = (await only({ queueName: "logged-queue", state: "DELIVERED" }, queued))[0].time;
  assert.equal((await other.logs({ filter: { queueName: "logged-queue", state: "DELIVERED", fromDate: time, toDate: new Date(time) } })).logs.length, 1);
  assert.ok((await other.logs({ filter: { callerIp: "127.0.0.1" } })).logs.length > 0);
});

test("pages follow each other without overlap, and an empty one has no cursor", async () => {
  const published = await client.publish({ url: destination.at("/paged"), label: "paged" });
  const all = await logsOf(published, "DELIVERED");
  const paged = [];
  for (let cursor, first = true; first || cursor; first = false) {
    const page = await other.logs({ filter: { label: "paged" }, count: 1, cursor });
    assert.ok(page.logs.length <= 1);
    paged.push(...page.logs);
    cursor = page.cursor;
  }
  assert.deepEqual(paged.map(log => log.state), all.map(log => log.state));
  const none = await client.logs({ filter: { label: "no-such-label" } });
  assert.deepEqual([none.logs, none.cursor], [[], undefined]);
});

test("both paths and the old name tell the same", async () => {
  const published = await client.publish({ url: destination.at("/same") });
  await logsOf(published, "DELIVERED");
  const query = { messageId: published.messageId };
  const { events } = await call("GET", ["events"], query);
  const { logs } = await call("GET", ["logs"], query);
  assert.deepEqual(logs, events);
  assert.equal((await client.events({ messageIds: [published.messageId] })).events.length, events.length);
});
