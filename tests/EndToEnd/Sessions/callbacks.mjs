// Callbacks and failure callbacks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { client, destination, eventually, fromBase64, other } from "./harness.mjs";

test("a callback tells about the attempt and the message", async () => {
  const url = destination.answers("/told", { status: 201, headers: { "x-answer": "yes" }, body: "the answer" });
  const { messageId } = await client.publishJSON({ url, body: { a: 1 }, headers: { "x-sent": "s" }, callback: destination.at("/callback") });
  const message = await other.messages.get(messageId);
  assert.equal(message.callback, destination.at("/callback"));
  const arrival = await destination.arrival("/callback");
  assert.deepEqual([arrival.method, arrival.headers["content-type"]], ["POST", "application/json"]);
  assert.notEqual(arrival.id, messageId);
  const told = JSON.parse(arrival.body);
  assert.deepEqual([told.status, told.sourceMessageId, told.url, told.method, told.maxRetries], [201, messageId, url, "POST", 3]);
  assert.deepEqual([fromBase64(told.body), fromBase64(told.sourceBody)], ["the answer", '{"a":1}']);
  assert.deepEqual([told.header["X-Answer"], told.sourceHeader["X-Sent"], told.sourceHeader["Content-Type"]], [["yes"], ["s"], ["application/json"]]);
  assert.ok(Number.isInteger(told.createdAt) && Number.isInteger(told.notBefore));
  assert.equal(told.retried ?? 0, 0);
  assert.equal(told.dlqId, undefined);
});

test("a callback follows each attempt; the failure callback comes once and names a dead letter", async () => {
  const url = destination.answers("/fails", { status: 503, body: "not now" });
  const { messageId } = await client.publish({
    url, body: "kept", retries: 2, retryDelay: "100", callback: destination.at("/each"), failureCallback: destination.at("/failed"),
  });
  const told = (await destination.arrivals("/each", 3)).map(arrival => JSON.parse(arrival.body)).sort((one, two) => (one.retried ?? 0) - (two.retried ?? 0));
  assert.deepEqual(told.map(each => [each.status, each.retried ?? 0, each.maxRetries, each.sourceMessageId]), [0, 1, 2].map(retried => [503, retried, 2, messageId]));
  const failed = JSON.parse((await destination.arrival("/failed")).body);
  assert.deepEqual([failed.status, failed.retried, failed.maxRetries, failed.sourceMessageId], [503, 2, 2, messageId]);
  assert.deepEqual([fromBase64(failed.body), fromBase64(failed.sourceBody)], ["not now", "kept"]);
  const { messages } = await other.dlq.listMessages({ dlqIds: failed.dlqId });
  assert.deepEqual(messages.map(message => [message.dlqId, message.messageId, message.failureCallback]), [[failed.dlqId, messageId, destination.at("/failed")]]);
  assert.equal(destination.seen("/failed").length, 1);
});

test("settings of callbacks touch the callback only", async () => {
  const { messageId } = await client.publish({
    url: destination.at("/plain"), retries: 2,
    callback: destination.at("/set"),
    headers: { "Upstash-Callback-Method": "PUT", "Upstash-Callback-Forward-X-Mine": "m", "Upstash-Callback-Retries": "0", "x-message": "1" },
  });
  const arrival = await destination.arrival("/set");
  assert.deepEqual([arrival.method, arrival.headers["x-mine"], arrival.headers["x-message"]], ["PUT", "m", undefined]);
  const called = await other.messages.get(arrival.id);
  assert.deepEqual([called.method, called.maxRetries, called.url], ["PUT", 0, destination.at("/set")]);
  const plain = await destination.arrival("/plain");
  assert.deepEqual([plain.method, plain.headers["x-mine"], plain.headers["x-message"]], ["POST", undefined, "1"]);
  const message = await client.messages.get(messageId);
  assert.deepEqual([message.maxRetries, message.callbackHeader], [2, { "X-Mine": ["m"] }]);
});

test("a callback that fails is a dead letter of its own", async () => {
  const callback = destination.answers("/callback-fails", { status: 500 });
  await client.publish({ url: destination.at("/fine"), callback, headers: { "Upstash-Callback-Retries": "0" } });
  const { id } = await destination.arrival("/callback-fails");
  const letter = await eventually(async () => (await other.dlq.listMessages({ filter: { messageId: id } })).messages[0], "the callback is a dead letter");
  assert.deepEqual([letter.url, letter.responseStatus], [callback, 500]);
});

test("messages of a URL group call back with their group", async () => {
  await client.urlGroups.addEndpoints({ name: "called", endpoints: [{ name: "one", url: destination.at("/member") }] });
  const [{ messageId }] = await other.publish({ urlGroup: "called", callback: destination.at("/group-callback") });
  const told = JSON.parse((await destination.arrival("/group-callback")).body);
  assert.deepEqual([told.sourceMessageId, told.topicName, told.endpointName], [messageId, "called", "one"]);
});
