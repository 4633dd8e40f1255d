import type { Read } from '../read.ts';
import type { Examination, Moment } from './examination.ts';
import { statFile } from './moment.ts';

/** A process's share of the window. */
export interface Busy {
  readonly pid: number;
  /** The program's name, cut to 15 characters by the kernel. */
  readonly name: string;
  readonly ticks: number;
  /** The CPU that it ran on last. */
  readonly cpu: number;
}

interface Process {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  readonly session: number;
  readonly ticks: number;
  readonly startedAt: number;
  readonly cpu: number;
}

/**
 * Who used the CPUs within the window: `own` are this process, all it started and those of its session that started it
 * (npm, the shell); `others` the rest, the busiest first. Who began and ended within the window is not seen.
 */
export function busyProcesses({ window, pid }: Pick<Examination, 'window' | 'pid'>): { own: Busy[]; others: Busy[] } {
  const before = processesAt(window.before);
  const after = processesAt(window.after);
  const isOwn = ownTree(after, pid);
  const busy = [...after.values()]
    .map((now) => ({ pid: now.pid, name: now.name, cpu: now.cpu, ticks: now.ticks - ticksBefore(before, now) }))
    .filter(({ ticks }) => ticks > 0)
    .sort((a, b) => b.ticks - a.ticks);
  return { own: busy.filter((one) => isOwn(one.pid)), others: busy.filter((one) => !isOwn(one.pid)) };
}

/** A number may have been given to a new process meanwhile. */
function ticksBefore(before: ReadonlyMap<number, Process>, now: Process): number {
  const earlier = before.get(now.pid);
  return earlier?.startedAt === now.startedAt ? earlier.ticks : 0;
}

function ownTree(processes: ReadonlyMap<number, Process>, pid: number): (pid: number) => boolean {
  const ancestors = new Set<number>([pid]);
  const session = processes.get(pid)?.session;
  // Ends at the first process of another session, at the latest with the first process of all: parents are no circle.
  for (let up = processes.get(pid)?.parent; up !== undefined; up = processes.get(up)?.parent) {
    if (processes.get(up)?.session !== session || ancestors.has(up)) break;
    ancestors.add(up);
  }
  const descends = (one: number): boolean => {
    const seen = new Set<number>();
    for (let up: number | undefined = one; up !== undefined && !seen.has(up); up = processes.get(up)?.parent) {
      if (up === pid) return true;
      seen.add(up);
    }
    return false;
  };
  return (one) => ancestors.has(one) || descends(one);
}

function processesAt(moment: Moment): Map<number, Process> {
  const processes = moment.pids.map((pid) => parseStat(moment.read, pid)).filter((one) => one !== undefined);
  return new Map(processes.map((one) => [one.pid, one]));
}

/** Fields are counted after the name, which stands in brackets and may hold spaces and brackets itself. */
function parseStat(read: Read, pid: number): Process | undefined {
  const match = /^\d+ \((.*)\) (\S .*)$/s.exec(read(statFile(pid))?.trim() ?? '');
  if (!match) return undefined;
  const fields = match[2].split(' ');
  // By the numbers of proc_pid_stat(5), where the first of these fields, the state, is 3.
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    name: match[1],
    parent: field(4),
    session: field(6),
    ticks: field(14) + field(15),
    startedAt: field(22),
    cpu: field(39),
  };
}
