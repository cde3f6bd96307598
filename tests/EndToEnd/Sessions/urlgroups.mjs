// URL groups made by the client, beside a Topic resource.
import assert from "node:assert/strict";
import { test } from "node:test";
import { client, declare, destination, eventually, other, refusal } from "./harness.mjs";

const named = { name: "first", url: destination.at("/first") };
const plain = { url: destination.at("/plain") };

test("adding endpoints makes the group, and they are read as they were added", async () => {
  await client.urlGroups.addEndpoints({ name: "group", endpoints: [named, plain] });
  const group = await other.urlGroups.get("group");
  assert.equal(group.name, "group");
  assert.deepEqual(group.endpoints, [named, plain]);
  assert.ok(Number.isInteger(group.createdAt) && Number.isInteger(group.updatedAt));
  await client.urlGroups.addEndpoints({ name: "group", endpoints: [plain] });
  assert.deepEqual((await other.topics.get("group")).endpoints, [named, plain]);
  assert.deepEqual((await other.urlGroups.list()).find(each => each.name === "group").endpoints, [named, plain]);
});

test("a publish to the group is a message for each endpoint", async () => {
  const answers = await other.publishJSON({ urlGroup: "group", body: { event: 1 }, headers: { "x-event": "1" } });
  assert.deepEqual(answers.map(answer => answer.url), [named.url, plain.url]);
  for (const [index, path] of ["/first", "/plain"].entries()) {
    const arrival = await destination.arrival(path);
    assert.deepEqual([arrival.id, arrival.body, arrival.headers["upstash-topic-name"], arrival.headers["x-event"]], [answers[index].messageId, '{"event":1}', "group", "1"]);
  }
  const message = await client.messages.get(answers[0].messageId);
  assert.deepEqual([message.urlGroup, message.topicName, message.endpointName, message.url], ["group", "group", "first", named.url]);
  const second = await client.messages.get(answers[1].messageId);
  assert.deepEqual([second.urlGroup, second.endpointName], ["group", undefined]);
});

test("the old name of the setting works, and enqueueing to a group too", async () => {
  const answers = await client.publish({ topic: "group" });
  assert.equal(answers.length, 2);
  const queued = await client.queue({ queueName: "group-queue" }).enqueueJSON({ urlGroup: "group", body: {} });
  assert.deepEqual(queued.map(answer => answer.url), [named.url, plain.url]);
  assert.equal((await client.messages.get(queued[0].messageId)).queueName, "group-queue");
  await destination.arrivals("/first", 3);
  await destination.arrivals("/plain", 3);
});

test("endpoints are removed by name or URL, the last one with its group", async () => {
  await other.urlGroups.removeEndpoints({ name: "group", endpoints: [{ name: "first" }] });
  assert.deepEqual((await client.urlGroups.get("group")).endpoints, [plain]);
  await client.urlGroups.addEndpoints({ name: "group", endpoints: [named] });
  await client.urlGroups.removeEndpoints({ name: "group", endpoints: [{ url: plain.url }] });
  assert.deepEqual((await other.urlGroups.get("group")).endpoints, [named]);
  await client.urlGroups.removeEndpoints({ name: "group", endpoints: [{ url: named.url }] });
  await assert.rejects(other.urlGroups.get("group"), refusal(404));
  assert.ok(!(await other.urlGroups.list()).some(group => group.name === "group"));
});

test("deleting is the same for what does not exist", async () => {
  await client.urlGroups.addEndpoints({ name: "short-lived", endpoints: [plain] });
  await other.urlGroups.delete("short-lived");
  await other.urlGroups.delete("short-lived");
  await client.urlGroups.delete("never-existed");
  await assert.rejects(client.urlGroups.get("short-lived"), refusal(404));
  await assert.rejects(client.publish({ urlGroup: "short-lived" }), refusal(404));
});

test("mistakes are told", async () => {
  await assert.rejects(client.urlGroups.addEndpoints({ name: "bad", endpoints: [{ url: "no-scheme.example" }] }), refusal(400));
  await assert.rejects(client.urlGroups.addEndpoints({ name: "bad name", endpoints: [plain] }), refusal(400));
  assert.ok(!(await client.urlGroups.list()).some(group => group.name === "bad"));
});

test("a Topic is a group that is read and published to, and changed only where it was declared", async () => {
  declare("Endpoint", "app", { url: destination.at("/app") });
  declare("Topic", "declared", { subscribers: [{ name: "by-url", url: destination.at("/by-url") }, { name: "by-ref", endpointRef: { name: "app" } }] });
  const group = await eventually(async () => (await client.urlGroups.list()).find(each => each.name === "declared"), "the Topic is listed");
  assert.deepEqual(group.endpoints.map(endpoint => endpoint.name).sort(), ["by-ref", "by-url"]);
  assert.ok(group.endpoints.every(endpoint => endpoint.url));
  const answers = await eventually(() => other.publishJSON({ urlGroup: "declared", body: { to: "all" } }).then(all => all.length === 2 && all), "it is published to");
  assert.equal((await destination.arrival("/by-url")).headers["upstash-topic-name"], "declared");
  assert.ok(answers.some(answer => destination.seen("/app").some(arrival => arrival.id === answer.messageId)) || (await destination.arrival("/app")));

  const conflict = error => refusal(409, "declared")(error) && /Topic/.test(error.message) && error.message.includes(process.env.NAMESPACE);
  await assert.rejects(client.urlGroups.addEndpoints({ name: "declared", endpoints: [plain] }), conflict);
  await assert.rejects(client.urlGroups.removeEndpoints({ name: "declared", endpoints: [{ name: "by-url" }] }), conflict);
  await assert.rejects(client.urlGroups.delete("declared"), conflict);
  assert.equal((await client.urlGroups.get("declared")).endpoints.length, 2);
});
