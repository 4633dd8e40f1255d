import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { liveRead } from '../read.ts';
import { measureTimer } from '../timer.ts';
import { readTopology } from '../topology.ts';
import { readHypervisor } from '../virtual.ts';
import { allowedCpus, type Examination, onlineCpus } from './examination.ts';
import { takeMoment } from './moment.ts';

/** Long enough for a program at a tenth of a CPU to collect ten ticks. */
const WINDOW_MS = 1_000;

/** CPUs on which pinning is tried. */
const MOST_PINS = 4;

/** Looks at this machine for about a second. Nothing is changed; one thread of this process is pinned, then ends. */
export async function lookAtMachine(pinnedNode: string | null): Promise<Examination> {
  const topology = readTopology();
  const cpus = onlineCpus({ topology });
  const pins = await tryPinning(allowedCpus({ topology }).slice(0, MOST_PINS));
  const timer = measureTimer();
  const before = takeMoment(liveRead, cpus, livePids);
  const startNs = process.hrtime.bigint();
  await sleep(WINDOW_MS);
  const seconds = Number(process.hrtime.bigint() - startNs) / 1e9;
  const after = takeMoment(liveRead, cpus, livePids);
  return {
    platform: process.platform,
    read: liveRead,
    topology,
    hypervisor: readHypervisor(liveRead),
    window: { seconds, before, after },
    pid: process.pid,
    pins,
    timer,
    node: { running: process.versions.node, pinned: pinnedNode },
    env: process.env,
  };
}

/** In a thread of its own: the main thread keeps its mask, and so do threads that it creates later. */
function tryPinning(cpus: readonly number[]): Promise<Examination['pins']> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./pin-worker.ts', import.meta.url), { workerData: cpus });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function livePids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
