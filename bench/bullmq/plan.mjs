// The arguments both scripts are started with: pairs of --name value.
import { parseArgs } from 'node:util';

const names = ['target', 'destination', 'count', 'warm', 'batch', 'connections', 'body', 'rate', 'delay'];
const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });

export const queueName = 'bench';
export const plan = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value]));

const [host, port] = plan.target.split(':');
export const connection = { host, port: Number(port), maxRetriesPerRequest: null };
