// Signing keys: deliveries of every kind are verified by a receiver that was configured before a rotation, and by one configured after it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { call, client, destination, eventually, other, readKeys, receiverOfNow } from "./harness.mjs";

const rotate = (...path) => call("POST", path.length ? path : ["keys", "rotate"]);
const before = await readKeys();
const oldReceiver = destination.receiver;
const accepts = (receiver, arrival) => receiver
  .verify({ signature: arrival.headers["upstash-signature"], body: arrival.body, url: destination.at(arrival.path) }).then(() => true, () => false);

/** Has something of every kind delivered under a name; the destination's receiver verifies each. */
async function deliverEveryKind(name) {
  const at = kind => destination.at(`/${name}-${kind}`);
  destination.answers(`/${name}-fails`, { status: 500 });
  await client.urlGroups.addEndpoints({ name: `signed-${name}`, endpoints: [{ url: at("group-1") }, { url: at("group-2") }] });
  await client.publishJSON({ url: at("message"), body: { text: "Grüße" }, callback: at("callback") });
  await other.publish({ url: at("fails"), retries: 1, retryDelay: "50", callback: at("each"), failureCallback: at("failure") });
  await other.publish({ urlGroup: `signed-${name}`, body: "to all" });
  await client.queue({ queueName: "signed" }).enqueue({ url: at("queued") });
  const kinds = ["message", "callback", "failure", "group-1", "group-2", "queued"];
  const arrivals = await Promise.all(kinds.map(kind => destination.arrival(`/${name}-${kind}`)));
  assert.ok(arrivals.every(arrival => arrival.verified === true), JSON.stringify(arrivals.map(arrival => arrival.verified)));
  assert.equal((await destination.arrivals(`/${name}-each`, 2)).length, 2);
  return arrivals;
}

const schedule = await client.schedules.create({ destination: destination.at("/scheduled"), cron: "* * * * *", body: "on time" });

test("both keys can be read at every gateway", async () => {
  for (const key of [before.current, before.next]) assert.match(key, /^sig_.+/);
  const { current, next } = await other.http.request({ method: "GET", path: ["v2", "keys"] });
  assert.deepEqual([current, next], [before.current, before.next]);
});

test("a receiver verifies every kind of delivery", () => deliverEveryKind("before"));

test("a rotation makes the next key current, and the receiver goes on verifying", async () => {
  const waiting = await client.publish({ url: destination.at("/over-the-rotation"), delay: "2s", body: "waits" });
  const after = await rotate();
  assert.equal(after.current, before.next);
  assert.match(after.next, /^sig_.+/);
  assert.ok(![before.current, before.next].includes(after.next));
  assert.deepEqual(await other.http.request({ method: "GET", path: ["v2", "keys"] }).then(({ current, next }) => [current, next]), [after.current, after.next]);
  await deliverEveryKind("during");
  await sleep(2000); // after which every worker signs with the new key
  await deliverEveryKind("after");
  const arrival = await destination.arrival("/over-the-rotation");
  assert.deepEqual([arrival.id, arrival.verified], [waiting.messageId, true]);
});

test("a receiver that is configured now verifies too, and after one more rotation the old one does not", async () => {
  destination.receiver = await receiverOfNow();
  await deliverEveryKind("reconfigured");
  const { current } = await rotate("rotate"); // the other spelling of the path
  await eventually(async () => {
    const path = `/probe-${Math.random()}`;
    await client.publish({ url: destination.at(path), body: "probe" });
    return !(await accepts(oldReceiver, await destination.arrival(path)));
  }, "deliveries are signed with a key that the old receiver never knew", 10_000);
  assert.equal((await readKeys()).current, current);
  await deliverEveryKind("twice-rotated");
});

test("a schedule that was made before the rotations is signed with the key of its time", async () => {
  const arrival = await destination.arrival("/scheduled", 75_000);
  assert.deepEqual([arrival.verified, arrival.body, arrival.headers["upstash-schedule-id"]], [true, "on time", schedule.scheduleId]);
  await client.schedules.delete(schedule.scheduleId);
});

test("each attempt is signed anew, for a short time, over its URL and body", async () => {
  const claims = destination.seen("/after-fails").map(arrival => JSON.parse(Buffer.from(arrival.headers["upstash-signature"].split(".")[1], "base64url")));
  assert.equal(claims.length, 2);
  assert.notEqual(claims[0].jti, claims[1].jti);
  for (const claim of claims) {
    assert.deepEqual([claim.iss, claim.sub, claim.exp - claim.iat], ["Upstash", destination.at("/after-fails"), 300]);
    assert.ok(Number.isInteger(claim.nbf));
  }
});
