// Publishes through BullMQ's own library: addBulk for batches, add for single messages; paced if there is a rate.
import { Queue } from 'bullmq';
import { connection, plan, queueName } from './plan.mjs';

const queue = new Queue(queueName, { connection, defaultJobOptions: { removeOnComplete: true } });
await queue.waitUntilReady();

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const body = Array.from({ length: plan.body }, (_, i) => letters[(i * 7919 + ((i * i) >> 3)) % 36]).join('');
const total = plan.warm + plan.count;
const start = Date.now();
let next = 0, done = 0, doneWhenWarm = -1, warmAt, endAt;

function job(index) {
  const data = { url: plan.destination, body };
  if (plan.rate === 0) return { name: 'post', data, opts: plan.delay > 0 ? { delay: plan.delay } : {} };
  data.due = Math.round(start + plan.delay + (index * 1000) / plan.rate);
  return { name: 'post', data, opts: { delay: Math.max(0, data.due - Date.now()) } };
}

async function pace(index) {
  const wait = plan.rate === 0 ? 0 : start + (index * 1000) / plan.rate - Date.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}

async function send(first, size) {
  if (plan.batch > 1) return queue.addBulk(Array.from({ length: size }, (_, i) => job(first + i)));
  const { name, data, opts } = job(first);
  return queue.add(name, data, opts);
}

async function work() {
  while (next < total) {
    const first = next, size = Math.min(plan.batch, total - first);
    next += size;
    await pace(first);
    await send(first, size);
    done += size;
    endAt = performance.now();
    if (doneWhenWarm < 0 && done >= plan.warm) {
      doneWhenWarm = done;
      warmAt = endAt;
      console.log('warm');
    }
  }
}

await Promise.all(Array.from({ length: plan.connections }, work));
console.log(`${done - doneWhenWarm} ${((endAt - warmAt) / 1000).toFixed(6)}`);
// Stays until the other side has read this process's CPU time.
process.stdin.on('end', () => process.exit(0)).resume();
