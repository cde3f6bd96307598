// A BullMQ worker, 128 jobs at once, that posts each job's body to its URL over kept connections.
import { Worker } from 'bullmq';
import { Pool } from 'undici';
import { connection, queueName } from './plan.mjs';

const concurrency = 128;
const pools = new Map();

async function post({ data }) {
  const { origin, pathname } = new URL(data.url);
  if (!pools.has(origin)) pools.set(origin, new Pool(origin, { connections: concurrency }));
  const headers = { 'content-type': 'text/plain' };
  if (data.due) headers['x-due-ms'] = String(data.due);
  const response = await pools.get(origin).request({ path: pathname, method: 'POST', headers, body: data.body });
  await response.body.dump();
  if (response.statusCode >= 300) throw new Error(`answered ${response.statusCode}`);
}

const worker = new Worker(queueName, post, { connection, concurrency });
worker.on('error', (error) => console.error(error.message));
await worker.waitUntilReady();
console.log('ready');
process.stdin.on('end', () => process.exit(0)).resume();
