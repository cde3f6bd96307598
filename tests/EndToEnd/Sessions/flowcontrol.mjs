// Flow-control keys: their limits, and steering them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { client, destination, eventually, other, refusal } from "./harness.mjs";

const publish = (key, limits, settings = {}) => client.publish({ url: destination.at(`/${key}`), flowControl: { key, ...limits }, ...settings });
const read = key => other.flowControl.get(key);

test("a key is read right after the first publish with it, with all its fields", async () => {
  await publish("fresh", { parallelism: 5, rate: 10, period: "1m" });
  const info = await read("fresh");
  assert.deepEqual(
    [info.flowControlKey, info.parallelismMax, info.rateMax, info.ratePeriod, info.isPaused, info.isPinnedParallelism, info.isPinnedRate],
    ["fresh", 5, 10, 60, false, false, false]);
  for (const field of ["waitListSize", "parallelismCount", "rateCount", "ratePeriodStart"]) assert.ok(Number.isInteger(info[field]), field);
  await destination.arrival("/fresh");
  await eventually(async () => (await read("fresh")).rateCount === 1, "its start is counted");
});

test("an unknown key is not found", () => assert.rejects(client.flowControl.get("unknown"), refusal(404)));

test("a paused key gathers messages; resumed, it delivers them", async () => {
  await client.flowControl.pause("paused");
  assert.equal((await read("paused")).isPaused, true);
  for (let n = 0; n < 3; n++) await publish("paused", { parallelism: 1 });
  await eventually(async () => (await read("paused")).waitListSize === 3, "three messages wait");
  assert.deepEqual(destination.seen("/paused"), []);
  await other.flowControl.resume("paused");
  assert.equal((await read("paused")).isPaused, false);
  await destination.arrivals("/paused", 3);
  await eventually(async () => (await read("paused")).waitListSize === 0, "none waits");
});

test("pinned limits win over those of messages until they are unpinned", async () => {
  await publish("pinned", { parallelism: 1, rate: 1 }, { delay: "1h" });
  await client.flowControl.pin("pinned", { parallelism: 3, rate: 7, period: 60 });
  const pinned = await read("pinned");
  assert.deepEqual([pinned.isPinnedParallelism, pinned.isPinnedRate, pinned.parallelismMax, pinned.rateMax, pinned.ratePeriod], [true, true, 3, 7, 60]);
  await publish("pinned", { parallelism: 9, rate: 9 }, { delay: "1h" });
  const still = await read("pinned");
  assert.deepEqual([still.parallelismMax, still.rateMax], [3, 7]);

  await other.flowControl.unpin("pinned", { parallelism: true });
  const half = await read("pinned");
  assert.deepEqual([half.isPinnedParallelism, half.isPinnedRate], [false, true]);
  await other.flowControl.unpin("pinned", { rate: true });
  assert.equal((await read("pinned")).isPinnedRate, false);
  await publish("pinned", { parallelism: 4, rate: 5 }, { delay: "1h" });
  const after = await read("pinned");
  assert.deepEqual([after.parallelismMax, after.rateMax], [4, 5]);
});

test("the count of a rate is reset, and messages that waited for it start", async () => {
  for (let n = 0; n < 2; n++) await publish("reset", { rate: 1, period: "1h" });
  await destination.arrival("/reset");
  assert.equal((await read("reset")).rateCount, 1);
  assert.equal(destination.seen("/reset").length, 1);
  await client.flowControl.pause("reset");
  await client.flowControl.resetRate("reset");
  assert.equal((await read("reset")).rateCount, 0);
  await client.flowControl.resume("reset");
  await destination.arrivals("/reset", 2);
});

test("no more are under way than the parallelism, over both gateways and workers", async () => {
  let running = 0, most = 0;
  destination.answers("/at-once", async () => {
    most = Math.max(most, ++running);
    await sleep(20);
    running--;
  });
  const flowControl = { key: "at-once", parallelism: 3 };
  await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 ? client : other).publish({ url: destination.at("/at-once"), flowControl, body: `${n}` })));
  assert.equal(new Set((await destination.arrivals("/at-once", 60)).map(arrival => arrival.body)).size, 60);
  assert.ok(most <= 3, `${most} at once`);
});

test("no more start in a period than the rate", async () => {
  const flowControl = { key: "rated", rate: 5, period: "2s" };
  await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? client : other).publish({ url: destination.at("/rated"), flowControl, body: `${n}` })));
  const times = (await destination.arrivals("/rated", 12)).map(arrival => arrival.time).sort((one, two) => one - two);
  assert.ok(times[11] - times[0] >= 2_500, "two periods had to end"); // arrivals, not starts: some tolerance
});

test("the parallelism of all is read", async () => {
  const { parallelismMax, parallelismCount } = await client.flowControl.getGlobalParallelism();
  assert.ok(Number.isInteger(parallelismMax) && Number.isInteger(parallelismCount));
});
