import { orDoubt } from '../doubts.ts';
import { nameCpus } from '../name-cpus.ts';
import { formatList, parseList } from '../parse-list.ts';
import { percent, sumOf, timeInWindow } from './cpu-time.ts';
import { allowedCpus, type Examination, onlineCpus } from './examination.ts';
import { type Check, findings } from './finding.ts';

const CPUS = '/sys/devices/system/cpu';

/** The other thread of a core takes what it uses from this one. */
const BUSY_PCT = 10;

/** Cores that are printed. */
const MOST_CORES = 4;

/** Enough CPUs for two threads? */
export const allowed: Check = (seen) => {
  const make = findings('machine/allowed', 'allowed CPUs');
  if (seen.topology.trust === 'unknown') return make.hidden(seen);
  const [mine, online] = [allowedCpus(seen), onlineCpus(seen)];
  const source = '/proc/self/status: Cpus_allowed_list';
  const evidence = [{ source, value: `${formatList(mine)} of ${formatList(online)}` }];
  if (mine.length < 2) {
    const wider = reachable(seen);
    const command = wider.length > mine.length ? `taskset -c ${formatList(wider)} npm run lab:<name>` : null;
    return make.disturbs(
      `Only CPU ${formatList(mine)} may be used: threads that should run at the same time take turns.`,
      evidence,
      command,
    );
  }
  if (mine.length < online.length)
    return make.note(
      `${mine.length} of ${online.length} CPUs may be used; whoever has the others shares caches, memory and clocks.`,
      evidence,
    );
  return make.fine(`All ${online.length} CPUs may be used.`, evidence);
};

/** Two threads of one core share its units: results of neighbours depend on each other. */
export const sharedCores: Check = (seen) => {
  const make = findings('machine/smt', 'shared cores (SMT)');
  if (seen.topology.trust === 'unknown') return make.hidden(seen);
  const online = seen.topology.cpus.filter((cpu) => cpu.online);
  const cores = [...Map.groupBy(online, (cpu) => cpu.core).values()].filter(
    (core) => core.length > 1 && core.some((cpu) => cpu.allowed),
  );
  // A hypervisor that announces no sharing has said nothing about the cores below.
  if (cores.length === 0 && seen.hypervisor !== null) return make.hidden(seen);
  const groups = cores.slice(0, MOST_CORES).map((core) => core.map((cpu) => cpu.id).join('+'));
  const more = cores.length > MOST_CORES ? ` and ${cores.length - MOST_CORES} more` : '';
  const value = cores.length === 0 ? 'no two share a core' : `${groups.join(' ')}${more}`;
  const evidence = [{ source: `${CPUS}/cpu*/topology/core_cpus`, value }];
  if (cores.length === 0) return make.fine('No two CPUs share a core.', evidence);
  const off = seen.read(`${CPUS}/smt/control`)?.trim() === 'on' ? `echo off | sudo tee ${CPUS}/smt/control` : null;
  const foreign = cores.flatMap((core) => core.filter((cpu) => !cpu.allowed).map((cpu) => cpu.id));
  if (foreign.length > 0) {
    const time = sumOf(timeInWindow(seen), foreign);
    const busyPct = percent(time.busy, time.total);
    evidence.push({ source: '/proc/stat', value: `${nameCpus(foreign)} ${busyPct} % busy` });
    const share = `${named(foreign)} on the core of a CPU that may be used here, and others may run there`;
    return busyPct >= BUSY_PCT
      ? make.disturbs(`${share}: ${busyPct} % of the time is used.`, evidence, off)
      : make.note(`${share}: ${busyPct} % of the time is used now.`, evidence, off);
  }
  return make.note(
    'Two CPUs of a core share its units: --pin cores gives each thread a core while there are enough.',
    evidence,
    off,
  );
};

/** CPUs that the kernel keeps free of ordinary tasks serve best, but they have to be asked for. */
export const isolated: Check = (seen) => {
  const make = findings('machine/isolated', 'isolated CPUs');
  if (seen.topology.trust === 'unknown') return make.hidden(seen);
  const all = seen.topology.cpus.filter((cpu) => cpu.isolated);
  const unused = all.filter((cpu) => !cpu.allowed).map((cpu) => cpu.id);
  const value = formatList(all.map((cpu) => cpu.id)) || 'none';
  const evidence = [{ source: `${CPUS}/isolated`, value }];
  if (unused.length === 0)
    return make.fine(value === 'none' ? 'No CPU is isolated.' : 'Isolated CPUs are used.', evidence);
  return make.note(
    `${named(unused)} kept free of ordinary tasks, but this process may not run there.`,
    evidence,
    unused.every((cpu) => reachable(seen).includes(cpu)) ? `taskset -c ${formatList(unused)} npm run lab:<name>` : null,
  );
};

/** In a job of a batch system the CPUs are a share of a machine that others use as well. */
export const batch: Check = (seen) => {
  const make = findings('machine/batch', 'batch system');
  const { SLURM_JOB_ID, SLURM_CPUS_ON_NODE } = seen.env;
  if (!SLURM_JOB_ID) return make.fine('The process runs under no batch system.', []);
  const [mine, online] = [allowedCpus(seen).length, onlineCpus(seen).length];
  const granted = Number(SLURM_CPUS_ON_NODE ?? mine);
  const evidence = [
    { source: 'SLURM_JOB_ID', value: SLURM_JOB_ID },
    { source: 'SLURM_CPUS_ON_NODE', value: SLURM_CPUS_ON_NODE ?? 'not set' },
  ];
  const whole = 'sbatch --exclusive --wrap "npm run lab:<name>"';
  // Slurm may count cores: 4 granted are then 8 CPUs.
  if (granted < Math.min(mine, coresOf(seen)))
    return make.disturbs(
      `Slurm gave the job ${granted} CPUs, but it may run on ${mine}: other jobs have the rest.`,
      evidence,
      whole,
    );
  if (mine < online)
    return make.note(
      `Slurm gave the job ${mine} of ${online} CPUs: jobs on the others share caches, memory and clocks.`,
      evidence,
      whole,
    );
  return make.fine('The Slurm job has the whole machine.', evidence);
};

/** CPUs that `taskset` can give: a control group's set cannot be widened from inside. */
function reachable(seen: Examination): number[] {
  const group = seen.read('/proc/self/cpuset')?.trim() ?? '';
  const folder = group === '/' ? '' : group;
  const text =
    seen.read(`/sys/fs/cgroup${folder}/cpuset.cpus.effective`) ??
    seen.read(`/sys/fs/cgroup/cpuset${folder}/cpuset.effective_cpus`);
  const inGroup = text === undefined ? undefined : orDoubt(() => parseList(text), 'CPUs of the control group', []);
  return onlineCpus(seen).filter((cpu) => inGroup?.includes(cpu) ?? true);
}

/** Subject and verb: `CPU 2 is`, `CPUs 2-3 are`. */
function named(cpus: readonly number[]): string {
  return `${nameCpus(cpus)} ${cpus.length === 1 ? 'is' : 'are'}`;
}

function coresOf({ topology }: Examination): number {
  return new Set(topology.cpus.filter((cpu) => cpu.allowed).map((cpu) => cpu.core)).size;
}
