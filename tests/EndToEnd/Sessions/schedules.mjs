// Schedules made by the client, beside a Schedule resource; those that fire are made first, for the minute has to turn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { call, client, declare, destination, eventually, other, refusal } from "./harness.mjs";

const never = "0 0 1 1 *";
const aMinute = 75_000;
const every = { cron: "* * * * *" };
const gone = async scheduleId => assert.ok(!(await other.schedules.list()).some(schedule => schedule.scheduleId === scheduleId));

const members = [{ url: destination.at("/member-1") }, { url: destination.at("/member-2") }];
await client.urlGroups.addEndpoints({ name: "fired", endpoints: members });
const fires = await client.schedules.create({ ...every, destination: destination.at("/fires"), body: '{"from":"schedule"}', headers: { "x-scheduled": "1" }, callback: destination.at("/fired-callback") });
const fans = await other.schedules.create({ ...every, destination: "fired", scheduleId: "fans-out" });
const queues = await client.schedules.create({ ...every, destination: destination.at("/fires-queued"), queueName: "scheduled", method: "PUT" });
if (new Date().getSeconds() > 56) await sleep(5_000); // no minute turns before it is paused
const paused = await client.schedules.create({ ...every, destination: destination.at("/paused") });
await other.schedules.pause({ schedule: paused.scheduleId });
declare("Schedule", "declared", { cron: "* * * * *", destination: { url: destination.at("/declared") }, body: "declared" });

test("a schedule is read as it was made", async () => {
  const url = destination.at("/made");
  const { scheduleId } = await client.schedules.create({
    destination: url, cron: never, body: '{"a":1}', headers: { "Content-Type": "application/json", "test-header": "test-value" }, retries: 5, delay: 5,
    timeout: "20s", method: "PUT", callback: destination.at("/cb"), failureCallback: destination.at("/fcb"), label: ["one", "two"], retryDelay: "1000 * (1 + retried)",
    queueName: "schedule-queue", flowControl: { key: "schedule-key", parallelism: 2, rate: 3, period: "1m" },
  });
  assert.match(scheduleId, /^scd_.+/);
  const made = await other.schedules.get(scheduleId);
  assert.deepEqual(made.header, { "Content-Type": ["application/json"], "Test-Header": ["test-value"] });
  const expected = {
    scheduleId, cron: never, destination: url, method: "PUT", body: '{"a":1}', retries: 5, delay: 5, isPaused: false, callback: destination.at("/cb"),
    failureCallback: destination.at("/fcb"), label: "one", retryDelayExpression: "1000 * (1 + retried)", queueName: "schedule-queue",
    flowControlKey: "schedule-key", parallelism: 2, rate: 3, ratePerSecond: 3, period: 60,
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map(field => [field, made[field]])), expected);
  assert.deepEqual(made.labels, ["one", "two"]);
  assert.ok(Number.isInteger(made.createdAt) && Number.isInteger(made.nextScheduleTime));
  const listed = (await other.schedules.list()).find(schedule => schedule.scheduleId === scheduleId);
  assert.deepEqual([listed.cron, listed.header, listed.ratePerSecond], [never, made.header, 3]);
  await client.schedules.delete(scheduleId);
  await gone(scheduleId);
  await assert.rejects(other.schedules.get(scheduleId), refusal(404));
});

test("a schedule with nothing but the least has defaults, and unset fields are absent", async () => {
  const { scheduleId } = await client.schedules.create({ destination: destination.at(), cron: " 0 0 1 1 *  ", flowControl: { key: "k", parallelism: 1 } });
  const made = await other.schedules.get(scheduleId);
  assert.deepEqual([made.cron, made.destination, made.method, made.retries, made.isPaused, made.period], [never, destination.at(), "POST", 3, false, 1]);
  assert.deepEqual(made.header, { "Content-Type": ["application/json"] });
  for (const field of ["body", "bodyBase64", "callback", "delay", "failureCallback", "label", "queueName", "rate", "ratePerSecond", "retryDelayExpression"])
    assert.equal(made[field], undefined, field);
  await other.schedules.delete(scheduleId);
});

test("making one again under its id replaces all of it", async () => {
  const scheduleId = "again-and-again";
  const first = await client.schedules.create({ scheduleId, destination: destination.at("/one"), cron: never, body: "body", delay: "1m" });
  assert.equal(first.scheduleId, scheduleId);
  await other.schedules.create({ scheduleId, destination: destination.at(), cron: "1 1 1 1 *" });
  const made = await client.schedules.get(scheduleId);
  assert.deepEqual([made.cron, made.destination, made.body, made.delay], ["1 1 1 1 *", destination.at(), undefined, undefined]);
  assert.equal((await client.schedules.list()).filter(schedule => schedule.scheduleId === scheduleId).length, 1);
  await client.schedules.delete(scheduleId);
});

test("a schedule is paused and resumed", async () => {
  const { scheduleId: schedule } = await client.schedules.create({ destination: destination.at(), cron: never });
  const isPaused = async () => (await other.schedules.get(schedule)).isPaused;
  await client.schedules.pause({ schedule });
  assert.equal(await isPaused(), true);
  await client.schedules.resume({ schedule });
  assert.equal(await isPaused(), false);
  const post = verb => client.http.request({ method: "POST", path: ["v2", "schedules", schedule, verb], parseResponseAsJson: false });
  await post("pause");
  assert.equal(await isPaused(), true);
  await post("resume");
  assert.equal(await isPaused(), false);
  await client.schedules.delete(schedule);
  await assert.rejects(client.schedules.pause({ schedule }), refusal(404));
});

test("time zones and redaction are kept", async () => {
  const { scheduleId } = await client.schedules.create({
    destination: destination.at(), cron: "CRON_TZ=Europe/Berlin 0 9 * * *", body: "secret", headers: { "x-secret": "s" }, redact: { body: true, header: ["x-secret"] },
  });
  const made = await other.schedules.get(scheduleId);
  assert.equal(made.cron, "CRON_TZ=Europe/Berlin 0 9 * * *");
  assert.match(made.body, /^REDACTED:[0-9a-f]{64}$/);
  assert.match(made.header["X-Secret"][0], /^REDACTED:[0-9a-f]{64}$/);
  await client.schedules.delete(scheduleId);
});

test("mistakes are told", async () => {
  await assert.rejects(client.schedules.create({ destination: destination.at(), cron: "not a cron" }), refusal(400));
  await assert.rejects(client.schedules.create({ destination: destination.at(), cron: never, scheduleId: "bad id" }), refusal(400));
  await assert.rejects(client.schedules.create({ destination: "no-scheme.example/path", cron: never }), refusal(400));
  await assert.rejects(client.schedules.get("scd_nothing"), refusal(404));
});

test("a Schedule is read under its name and changed only where it was declared", async () => {
  const declared = await eventually(() => other.schedules.get("declared"), "the Schedule is read");
  assert.deepEqual([declared.scheduleId, declared.cron, declared.destination, declared.body, declared.isPaused], ["declared", "* * * * *", destination.at("/declared"), "declared", false]);
  assert.ok((await client.schedules.list()).some(schedule => schedule.scheduleId === "declared"));
  const conflict = error => refusal(409, "declared")(error) && /Schedule/.test(error.message) && error.message.includes(process.env.NAMESPACE);
  await assert.rejects(client.schedules.pause({ schedule: "declared" }), conflict);
  await assert.rejects(client.schedules.resume({ schedule: "declared" }), conflict);
  await assert.rejects(client.schedules.delete("declared"), conflict);
  await assert.rejects(client.schedules.create({ scheduleId: "declared", destination: destination.at(), cron: never }), conflict);
});

test("a schedule publishes once a minute, and its messages say whose they are", async () => {
  const arrival = await destination.arrival("/fires", aMinute);
  assert.deepEqual([arrival.body, arrival.method, arrival.headers["x-scheduled"], arrival.headers["content-type"]], ['{"from":"schedule"}', "POST", "1", "application/json"]);
  assert.equal(arrival.headers["upstash-schedule-id"], fires.scheduleId);
  assert.equal((await other.messages.get(arrival.id)).scheduleId, fires.scheduleId);
  assert.equal(JSON.parse((await destination.arrival("/fired-callback")).body).scheduleId, fires.scheduleId);
  const made = await eventually(async () => {
    const read = await client.schedules.get(fires.scheduleId);
    return read.lastScheduleStates?.[arrival.id] === "SUCCESS" && read;
  }, "the schedule tells how its last message ended");
  assert.ok(made.nextScheduleTime > made.lastScheduleTime);
});

test("a schedule for a URL group publishes to each of its endpoints", async () => {
  for (const path of ["/member-1", "/member-2"]) {
    const { headers } = await destination.arrival(path, aMinute);
    assert.deepEqual([headers["upstash-schedule-id"], headers["upstash-topic-name"]], [fans.scheduleId, "fired"]);
  }
});

test("a schedule with a queue publishes into it", async () => {
  const arrival = await destination.arrival("/fires-queued", aMinute);
  const message = await client.messages.get(arrival.id);
  assert.deepEqual([arrival.method, message.queueName, message.scheduleId], ["PUT", "scheduled", queues.scheduleId]);
});

test("a Schedule fires beside them, and a paused one does not", async () => {
  const arrival = await destination.arrival("/declared", aMinute);
  assert.deepEqual([arrival.body, arrival.headers["upstash-schedule-id"]], ["declared", "declared"]);
  assert.deepEqual(destination.seen("/paused"), []);
});

test("a deleted schedule is gone", async () => {
  for (const { scheduleId } of [fires, fans, queues, paused]) {
    await client.schedules.delete(scheduleId);
    await gone(scheduleId);
  }
});
