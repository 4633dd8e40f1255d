/** A thread that pins itself to one CPU after the other and tells what became of it. */
import { parentPort, workerData } from 'node:worker_threads';
import { pinThisThread } from '../affinity.ts';

parentPort?.postMessage((workerData as readonly number[]).map((cpu) => ({ cpu, ...pinThisThread(cpu) })));
