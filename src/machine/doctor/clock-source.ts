import { type Check, findings } from './finding.ts';

const FOLDER = '/sys/devices/system/clocksource/clocksource0';

/** Sources that are read without a system call, on the machines that have them. */
const FAST = [
  'tsc',
  'kvm-clock',
  'hyperv_clocksource_tsc_page',
  'arch_sys_counter',
  'timebase',
  'tod',
  'riscv_clocksource',
];

/** A reading that costs this much is a system call, or worse: it drowns short sections. */
const SLOW_NS = 500;
const COARSE_NS = 1_000;

/** What time is read from, how fine it is and what a reading costs. */
export const timer: Check = (seen) => {
  const make = findings('machine/timer', 'timer');
  const { resolutionNs, overheadNs } = seen.timer;
  const source = seen.read(`${FOLDER}/current_clocksource`)?.trim();
  const available = seen.read(`${FOLDER}/available_clocksource`)?.trim().split(/\s+/) ?? [];
  const evidence = [
    ...(source === undefined ? [] : [{ source: `${FOLDER}/current_clocksource`, value: source }]),
    { source: 'process.hrtime.bigint()', value: `resolution ${resolutionNs} ns, a reading ${overheadNs} ns` },
  ];
  const fix =
    source !== undefined && source !== 'tsc' && available.includes('tsc')
      ? `echo tsc | sudo tee ${FOLDER}/current_clocksource`
      : null;
  const name = source === undefined ? 'The timer' : `The timer (${source})`;
  if (overheadNs > SLOW_NS)
    return make.disturbs(`${name} takes ${overheadNs} ns to read: short sections measure it instead.`, evidence, fix);
  if (resolutionNs > COARSE_NS)
    return make.disturbs(`${name} advances in steps of ${resolutionNs} ns: short sections read as 0.`, evidence, fix);
  if (source !== undefined && !FAST.includes(source))
    return make.note(`${name} is usually slow to read: a faster source is better where there is one.`, evidence, fix);
  return make.fine(`${name} takes ${overheadNs} ns to read.`, evidence);
};
