import { type Check, findings } from './finding.ts';

/** Does a thread that is pinned run where it was told to? Some sandboxes accept the request without effect. */
export const pinning: Check = (seen) => {
  const make = findings('machine/affinity', 'pinning');
  if (seen.pins.length === 0) return make.hidden(seen);
  const evidence = seen.pins.map(({ cpu, pinned, verified }) => ({
    source: `sched_setaffinity to CPU ${cpu}, sched_getcpu`,
    value: verified ? `runs on CPU ${cpu}` : pinned ? 'accepted without effect' : 'refused',
  }));
  const failed = seen.pins.find(({ verified }) => !verified);
  if (!failed) return make.fine('Pinned threads run where they were put.', evidence);
  return make.disturbs(`Threads cannot be pinned, so the system moves them. ${failed.reason ?? ''}`.trim(), evidence);
};
