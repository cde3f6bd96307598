// One session of the official SDK against a gateway: publish, batch, read, cancel, dead letters, and deliveries verified by its Receiver.
import { createServer } from "node:http";
import { once } from "node:events";
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { Client, Receiver } = createRequire(process.env.SDK_FOLDER + "/")("@upstash/qstash");
const receiver = new Receiver({
  currentSigningKey: process.env.QSTASH_CURRENT_SIGNING_KEY,
  nextSigningKey: process.env.QSTASH_NEXT_SIGNING_KEY,
});
const arrivals = [];
let arrived = () => {};
const server = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  const url = base + (request.url === "/" ? "" : request.url); // signed as published: without a path, when it was published without
  const verified = await receiver.verify({ signature: request.headers["upstash-signature"], body, url }).catch(error => error.message);
  response.statusCode = request.url.startsWith("/fail") ? 500 : 200;
  response.end("answer");
  arrivals.push({ url: request.url, body, verified, headers: request.headers });
  arrived();
}).listen(0, "127.0.0.1");
await once(server, "listening");
const base = `http://127.0.0.1:${server.address().port}`;
const waitFor = async predicate => {
  for (let found; ;) {
    if ((found = arrivals.find(predicate))) return found;
    await new Promise(resolve => (arrived = resolve));
  }
};
const client = new Client({ baseUrl: process.env.QSTASH_URL + "/", token: process.env.QSTASH_TOKEN, enableTelemetry: true });

const published = await client.publishJSON({ url: `${base}/json?x=1`, body: { order: 42 }, headers: { "my-header": "v" }, retries: 2, timeout: 20, label: "sdk" });
assert.match(published.messageId, /^msg_/);
const first = await waitFor(arrival => arrival.url === "/json?x=1");
assert.deepEqual([first.verified, first.body, first.headers["my-header"], first.headers["content-type"]], [true, '{"order":42}', "v", "application/json"]);
assert.equal(first.headers["upstash-message-id"], published.messageId);
const message = await client.messages.get(published.messageId);
assert.deepEqual([message.body, message.maxRetries, message.label], ['{"order":42}', 2, "sdk"]);

await client.publish({ url: base, body: "" });
assert.equal((await waitFor(arrival => arrival.url === "/")).verified, true);

const twice = [1, 2].map(() => client.publish({ url: `${base}/once`, deduplicationId: "once" }));
const [one, two] = await Promise.all(twice);
assert.equal(one.messageId, two.messageId);

const batch = await client.batchJSON([{ url: `${base}/b1`, body: { n: 1 } }, { url: `${base}/b2`, body: { n: 2 }, delay: 1 }]);
assert.equal(batch.length, 2);
assert.equal((await waitFor(arrival => arrival.url === "/b2")).headers["upstash-message-id"], batch[1].messageId);

const group = await client.publishJSON({ urlGroup: "sdk-topic", body: { all: true } });
assert.equal(Array.isArray(group) && group.length, 2);

await client.urlGroups.addEndpoints({ name: "sdk-group", endpoints: [{ url: `${base}/g1` }, { name: "two", url: `${base}/g2` }] });
assert.deepEqual((await client.urlGroups.get("sdk-group")).endpoints, [{ url: `${base}/g1` }, { name: "two", url: `${base}/g2` }]);
assert.ok((await client.urlGroups.list()).some(listed => listed.name === "sdk-group" && listed.createdAt > 0 && listed.updatedAt > 0));
const grouped = await client.publishJSON({ urlGroup: "sdk-group", body: {} });
assert.deepEqual(grouped.map(item => item.url), [`${base}/g1`, `${base}/g2`]);
assert.equal((await waitFor(arrival => arrival.url === "/g2")).headers["upstash-topic-name"], "sdk-group");
await client.urlGroups.removeEndpoints({ name: "sdk-group", endpoints: [{ name: "two" }] });
assert.deepEqual((await client.urlGroups.get("sdk-group")).endpoints, [{ url: `${base}/g1` }]);
await client.urlGroups.delete("sdk-group");
await assert.rejects(client.urlGroups.get("sdk-group"));
await client.urlGroups.delete("sdk-group");

const later = await client.publish({ url: `${base}/never`, notBefore: Math.floor(Date.now() / 1000) + 3600 });
await client.messages.cancel(later.messageId);
await assert.rejects(client.messages.get(later.messageId));

await client.publish({ url: `${base}/flow`, flowControl: { key: "k", parallelism: 2, rate: 5, period: "1m" } });
assert.equal((await waitFor(arrival => arrival.url === "/flow")).headers["upstash-flow-control-key"], "k");
const flow = await client.flowControl.get("k");
assert.deepEqual([flow.flowControlKey, flow.parallelismMax, flow.rateMax, flow.ratePeriod, flow.isPaused, flow.isPinnedRate], ["k", 2, 5, 60, false, false]);
await client.flowControl.pin("k", { parallelism: 3, rate: 7, period: 30 });
await client.flowControl.pause("k");
await client.publish({ url: `${base}/paused`, flowControl: { key: "k", parallelism: 2 } });
const paused = await client.flowControl.get("k");
assert.deepEqual([paused.waitListSize, paused.parallelismMax, paused.rateMax, paused.isPaused, paused.isPinnedParallelism], [1, 3, 7, true, true]);
await client.flowControl.unpin("k", { parallelism: true });
await client.flowControl.resetRate("k");
await client.flowControl.resume("k");
await waitFor(arrival => arrival.url === "/paused");
assert.equal(typeof (await client.flowControl.getGlobalParallelism()).parallelismCount, "number");

const scheduled = await client.schedules.create({
  destination: "https://example.com", cron: " 0 0 1 1 * ", scheduleId: "sdk-schedule", body: '{"a":1}', headers: { "test-header": "test-value" },
  retries: 5, delay: 10, queueName: "sdk-scheduled", label: "yearly", flowControl: { key: "sdk-flow", rate: 5, parallelism: 3, period: "1m" },
});
assert.deepEqual(scheduled, { scheduleId: "sdk-schedule" });
let schedule = await client.schedules.get("sdk-schedule");
assert.deepEqual(schedule.header, { "Content-Type": ["application/json"], "Test-Header": ["test-value"] });
assert.deepEqual(
  [schedule.cron, schedule.destination, schedule.method, schedule.retries, schedule.delay, schedule.isPaused, schedule.queueName, schedule.body],
  ["0 0 1 1 *", "https://example.com", "POST", 5, 10, false, "sdk-scheduled", '{"a":1}']);
assert.deepEqual([schedule.flowControlKey, schedule.parallelism, schedule.rate, schedule.period], ["sdk-flow", 3, 5, 60]);
await client.schedules.pause({ schedule: "sdk-schedule" });
assert.equal((await client.schedules.get("sdk-schedule")).isPaused, true);
await client.schedules.resume({ schedule: "sdk-schedule" });
await client.schedules.create({ destination: "https://example.com", cron: "* * 1 1 *", scheduleId: "sdk-schedule" });
schedule = (await client.schedules.list()).filter(listed => listed.scheduleId === "sdk-schedule");
assert.equal(schedule.length, 1);
assert.deepEqual([schedule[0].cron, schedule[0].isPaused, schedule[0].body], ["* * 1 1 *", false, undefined]);
await client.schedules.delete("sdk-schedule");
await assert.rejects(client.schedules.get("sdk-schedule"));

const failing = await client.publish({ url: `${base}/fail`, body: "kept", retries: 0 });
let letter;
while (!letter) letter = (await client.dlq.listMessages()).messages.find(each => each.messageId === failing.messageId);
assert.deepEqual([letter.responseStatus, letter.responseBody, letter.body], [500, "answer", "kept"]);
assert.deepEqual((await client.dlq.listMessages({ filter: { responseStatus: 999 } })).messages, []);
assert.equal((await client.dlq.listMessages({ filter: { messageId: failing.messageId, responseStatus: 500 } })).messages[0].dlqId, letter.dlqId);

const again = (await client.dlq.retry(letter.dlqId)).responses[0];
letter = undefined;
while (!letter) letter = (await client.dlq.listMessages({ filter: { messageId: again.messageId } })).messages[0];
assert.deepEqual([letter.body, letter.maxRetries], ["kept", 0]);
await client.dlq.delete(letter.dlqId);
await assert.rejects(client.dlq.delete(letter.dlqId));

await assert.rejects(client.publish({ url: "no-scheme.example/path", body: "" }), /invalid scheme/);
assert.ok(!arrivals.some(arrival => arrival.url === "/never"));
assert.ok(arrivals.every(arrival => arrival.verified === true), JSON.stringify(arrivals.filter(arrival => arrival.verified !== true)));
console.log("session complete");
process.exit(0);
