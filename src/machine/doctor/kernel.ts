import { formatList } from '../parse-list.ts';
import { readCount } from '../read.ts';
import { allowedCpus } from './examination.ts';
import { type Check, findings } from './finding.ts';

const CPUS = '/sys/devices/system/cpu';

/** Waking from a sleep of this kind takes longer than a message between two cores. */
const DEEP_US = 10;

/** More kinds of sleep than any machine has. */
const MOST_STATES = 16;

/** The scheduler looks in many times a second, unless it was told at start-up to leave a CPU alone. */
export const tick: Check = (seen) => {
  const make = findings('machine/tick', 'scheduler tick');
  if (seen.platform !== 'linux') return make.hidden(seen);
  const { nohzFull } = seen.topology;
  const evidence = [{ source: `${CPUS}/nohz_full`, value: formatList(nohzFull) || 'none' }];
  const ticking = allowedCpus(seen).filter((cpu) => !nohzFull.includes(cpu));
  if (ticking.length === 0) return make.fine('The CPUs run without the scheduler tick.', evidence);
  return make.note(
    `The scheduler's tick interrupts every CPU that works 100 to 1000 times a second; only nohz_full= at start-up prevents it.`,
    evidence,
  );
};

/** How deep idle CPUs sleep: who waits by sleeping pays for the way back. */
export const idleStates: Check = (seen) => {
  const make = findings('machine/idle', 'idle states');
  let deepest = { us: -1, name: '' };
  for (const cpu of allowedCpus(seen)) {
    for (let state = 0; state < MOST_STATES; state++) {
      const folder = `${CPUS}/cpu${cpu}/cpuidle/state${state}`;
      const us = readCount(seen.read, `${folder}/latency`);
      if (us === undefined) break;
      if (us > deepest.us && seen.read(`${folder}/disable`)?.trim() !== '1')
        deepest = { us, name: seen.read(`${folder}/name`)?.trim() ?? `state${state}` };
    }
  }
  if (deepest.us < 0) return make.hidden(seen);
  const driver = seen.read(`${CPUS}/cpuidle/current_driver`)?.trim() ?? 'unknown';
  const value = `${deepest.name}, ${deepest.us} µs (driver ${driver})`;
  const evidence = [{ source: `${CPUS}/cpu*/cpuidle/state*/latency`, value }];
  if (deepest.us < DEEP_US) return make.fine(`Idle CPUs wake up within ${deepest.us} µs.`, evidence);
  return make.note(
    `An idle CPU takes up to ${deepest.us} µs to wake up (${deepest.name}): labs whose threads sleep show it. A program that holds /dev/cpu_dma_latency open at 0 prevents it too.`,
    evidence,
    `sudo cpupower idle-set -D ${DEEP_US}`,
  );
};

/** Addresses that differ from run to run. */
export const aslr: Check = (seen) => {
  const make = findings('machine/aslr', 'address randomisation');
  const source = '/proc/sys/kernel/randomize_va_space';
  const level = readCount(seen.read, source);
  if (level === undefined) return make.hidden(seen);
  const evidence = [{ source, value: String(level) }];
  if (level === 0) return make.fine('Addresses are the same in every run.', evidence);
  return make.note(
    'Addresses differ from run to run, and cache conflicts with them: one run is one sample.',
    evidence,
    'setarch --addr-no-randomize npm run lab:<name>',
  );
};
