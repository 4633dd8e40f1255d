import { loadWarning, stealWarning } from '../warnings.ts';
import { percent, sumOf, TICKS_PER_SECOND, timeInWindow, timeSinceStart } from './cpu-time.ts';
import { allowedCpus, onlineCpus } from './examination.ts';
import { type Check, findings } from './finding.ts';
import { type Busy, busyProcesses } from './processes.ts';

/** Others who use more of one CPU than this are seen in results; an idle desktop stays below. */
const BUSY_PCT = 10;
const NOTABLE_PCT = 3;

/** What no visible process accounts for is known roughly only: counters are read one after the other. */
const UNSEEN_PCT = 20;

/** Names that are printed. */
const MOST_NAMES = 3;

/** Who else uses the CPUs now. */
export const otherPrograms: Check = (seen) => {
  const make = findings('noise/programs', 'other programs');
  const times = timeInWindow(seen);
  if (times.size === 0 || seen.window.after.pids.length === 0) return make.hidden(seen);
  const ofOneCpu = (ticks: number) => Math.round((100 * ticks) / (seen.window.seconds * TICKS_PER_SECOND));
  const ticksOf = (processes: readonly Busy[]) => processes.reduce((sum, one) => sum + one.ticks, 0);
  const { own, others } = busyProcesses(seen);
  const allowed = new Set(allowedCpus(seen));
  const here = others.filter(({ cpu }) => allowed.has(cpu));
  const total = ofOneCpu(ticksOf(others));
  const unseen = ofOneCpu(sumOf(times, onlineCpus(seen)).busy - ticksOf(own) - ticksOf(others));

  const names = others.slice(0, MOST_NAMES).map((one) => `${one.name} (pid ${one.pid}) ${ofOneCpu(one.ticks)} %`);
  const evidence = [
    { source: '/proc/*/stat', value: names.join(', ') || 'no other process was busy' },
    { source: '/proc/stat', value: `${Math.max(0, unseen)} % of a CPU by no process that is seen` },
  ];
  if (ofOneCpu(ticksOf(here)) >= BUSY_PCT)
    return make.disturbs(`Other programs use ${total} % of a CPU now. Stop them, or wait.`, evidence);
  if (unseen >= UNSEEN_PCT)
    return make.disturbs(
      `${unseen} % of a CPU goes to work that is not seen from here: short-lived programs, or those of other containers.`,
      evidence,
    );
  if (total >= BUSY_PCT) return make.note('Other programs work on CPUs that are not used here.', evidence);
  if (total >= NOTABLE_PCT) return make.note(`Other programs use a little: ${total} % of a CPU.`, evidence);
  return make.fine('No other program is busy.', evidence);
};

/** The load average looks back a minute; a lab run that starts now warns of it. */
export const load: Check = (seen) => {
  const make = findings('noise/load', 'load');
  const match = /^(\d+\.\d+) \S+ \S+ (\d+)\//.exec(seen.window.before.read('/proc/loadavg') ?? '');
  if (!match) return make.hidden(seen);
  const [load1, runnable] = [Number(match[1]), Number(match[2])];
  const evidence = [{ source: '/proc/loadavg', value: `${load1}, ${runnable} runnable` }];
  if (loadWarning(load1, runnable) === null) return make.fine(`The load is ${load1}.`, evidence);
  return make.note(
    `The load of the last minute is ${load1}: a lab that starts now says so in its result. Wait a minute once other programs have stopped.`,
    evidence,
  );
};

/** What the hypervisor takes. An idle CPU loses nothing, so a quiet second proves little: since the start is told too. */
export const steal: Check = (seen) => {
  const make = findings('noise/steal', 'stolen time');
  const allowed = allowedCpus(seen);
  const now = sumOf(timeInWindow(seen), allowed);
  if (now.total === 0) return make.hidden(seen);
  const ever = sumOf(timeSinceStart(seen.window.after.read), allowed);
  const nowPct = percent(now.steal, now.total);
  const everPct = percent(ever.steal, ever.busy + ever.steal);
  const evidence = [
    { source: '/proc/stat', value: `steal ${nowPct} % now; ${everPct} % of the time wanted since the start` },
  ];
  const warning = stealWarning(nowPct);
  if (warning) return make.disturbs(`${warning.message} ${warning.cure}`, evidence);
  if (stealWarning(everPct))
    return make.note(
      `The hypervisor gave ${everPct} % of the CPU time that was wanted here since the start to others, but little in this second.`,
      evidence,
    );
  return make.fine('The hypervisor takes no CPU time away.', evidence);
};
