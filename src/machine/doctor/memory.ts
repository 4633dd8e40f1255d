import { fieldOf, type Read, readCount } from '../read.ts';
import { type Check, findings } from './finding.ts';

/** What the labs take, with the runtime of each of their threads; and a long run of the numa lab. */
const NEEDED_MB = 700;
const NEEDED_AT_MOST_MB = 1_500;

/** The kernel moves pages to the node that uses them, and stops threads to find out who does. */
export const numaBalancing: Check = (seen) => {
  const make = findings('machine/numa-balancing', 'NUMA balancing');
  if (seen.platform !== 'linux') return make.hidden(seen);
  const source = '/proc/sys/kernel/numa_balancing';
  const value = readCount(seen.read, source);
  const evidence = [{ source, value: value === undefined ? 'absent' : String(value) }];
  if (!value) return make.fine('The kernel does not move memory between nodes.', evidence);
  if (seen.topology.numa.length < 2) return make.fine('There is one memory node.', evidence);
  return make.disturbs(
    'The kernel moves memory between nodes while it is used: what was placed does not stay.',
    evidence,
    `echo 0 | sudo tee ${source}`,
  );
};

/** Pages of 2 MB come where the kernel has them free. */
export const hugePages: Check = (seen) => {
  const make = findings('machine/thp', 'huge pages');
  const source = '/sys/kernel/mm/transparent_hugepage/enabled';
  const text = seen.read(source)?.trim();
  const mode = /\[(\w+)\]/.exec(text ?? '')?.[1];
  if (mode === undefined) return make.hidden(seen);
  const evidence = [{ source, value: text ?? '' }];
  if (mode !== 'always') return make.fine(`Transparent huge pages: ${mode}.`, evidence);
  return make.note(
    'Transparent huge pages are always on: memory is placed in pieces of 2 MB where some are free, and runs differ by it.',
    evidence,
    `echo madvise | sudo tee ${source}`,
  );
};

/** Room for the labs. */
export const freeMemory: Check = (seen) => {
  const make = findings('machine/memory', 'free memory');
  const freeMB = megabytes(seen.read, 'MemAvailable');
  if (freeMB === undefined) return make.hidden(seen);
  const evidence = [{ source: '/proc/meminfo: MemAvailable', value: `${freeMB} MB` }];
  if (freeMB >= NEEDED_AT_MOST_MB) return make.fine(`${freeMB} MB of memory are available.`, evidence);
  if (freeMB >= NEEDED_MB)
    return make.note(`${freeMB} MB of memory are available; a thorough lab:numa needs ${NEEDED_AT_MOST_MB}.`, evidence);
  return make.disturbs(`Only ${freeMB} MB of memory are available; the labs need ${NEEDED_MB}.`, evidence);
};

/** Memory on a disk. */
export const swap: Check = (seen) => {
  const make = findings('noise/swap', 'swap');
  const [totalMB, freeMB] = [megabytes(seen.read, 'SwapTotal'), megabytes(seen.read, 'SwapFree')];
  if (totalMB === undefined || freeMB === undefined) return make.hidden(seen);
  const pages = pagesSwapped(seen.window.after.read) - pagesSwapped(seen.window.before.read);
  const evidence = [
    { source: '/proc/meminfo: SwapTotal, SwapFree', value: `${totalMB - freeMB} of ${totalMB} MB used` },
    { source: '/proc/vmstat: pswpin, pswpout', value: `${pages} pages now` },
  ];
  if (pages > 0) return make.disturbs('The machine swaps now: memory is short. Stop what takes most of it.', evidence);
  if (totalMB > freeMB)
    return make.note(
      `${totalMB - freeMB} MB are swapped out: memory was short, and reading it back takes time.`,
      evidence,
    );
  return make.fine('Nothing is swapped out.', evidence);
};

function megabytes(read: Read, name: string): number | undefined {
  const kB = /^(\d+) kB$/.exec(fieldOf(read('/proc/meminfo'), name) ?? '')?.[1];
  return kB === undefined ? undefined : Math.round(Number(kB) / 1024);
}

function pagesSwapped(read: Read): number {
  const counts = [...(read('/proc/vmstat') ?? '').matchAll(/^pswp(?:in|out) (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
