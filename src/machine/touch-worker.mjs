/** A short-lived thread that goes to a CPU and touches memory there; it posts what pinning came to. */
import { parentPort, workerData } from 'node:worker_threads';
import { pinThisThread } from './affinity.ts';
import { touch } from './pages.ts';

const { buffer, cpu, mustBeThere } = workerData;
const pinning = cpu === null ? null : pinThisThread(cpu);
if (!mustBeThere || pinning?.pinned) touch(new Uint8Array(buffer));
parentPort.postMessage(pinning);
