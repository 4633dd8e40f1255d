import { readAllowed } from './allowed.ts';
import { orDoubt } from './doubts.ts';
import { formatList, parseList } from './parse-list.ts';
import type { Read } from './read.ts';

/** Which CPUs there are, before anything is said about who shares what. All ascending. */
export interface CpuSets {
  readonly present: number[];
  readonly online: number[];
  readonly allowed: number[];
  readonly isolated: number[];
  readonly nohzFull: number[];
  /** Memory nodes that may be used; `undefined`: all. */
  readonly mems: number[] | undefined;
}

const CPUS = '/sys/devices/system/cpu';

/** Where no file lists the CPUs, their folders are probed; numbers may have holes of up to this many. */
const PROBE_HOLE = 1_024;

/**
 * The sets of CPUs, each intersected with online, `allowed` and `isolated` too.
 * `offline` is never read: POWER7 lists CPUs there that do not exist. Files that cannot be parsed become doubts.
 */
export function readCpuSets(read: Read, doubts: string[]): CpuSets {
  const list = (name: string): number[] | undefined => {
    const text = read(`${CPUS}/${name}`);
    return text === undefined ? undefined : orDoubt(() => parseList(text), `${name} CPUs`, doubts);
  };
  const isOff = (cpu: number) => read(`${CPUS}/cpu${cpu}/online`)?.trim() === '0';
  const told = list('online');
  if (told?.length === 0) doubts.push('The list of online CPUs is empty; their folders are believed instead.');
  const listed = told?.length === 0 ? undefined : told;
  const known = listed ?? probe(read);
  const online = listed ?? known.filter((cpu) => !isOff(cpu));
  const onlineSet = new Set(online);
  const present = [...new Set([...(list('present') ?? known), ...online])].sort((a, b) => a - b);
  const permitted = orDoubt(() => readAllowed(read), 'allowed CPUs', doubts);
  const within = (cpus: number[] | undefined, otherwise: number[]) =>
    cpus?.filter((cpu) => onlineSet.has(cpu)) ?? otherwise;
  const allowed = within(permitted?.cpus, online);
  if (allowed.length === 0 && online.length > 0)
    doubts.push(`None of the allowed CPUs (${formatList(permitted?.cpus ?? [])}) is online.`);
  return {
    present,
    online,
    allowed,
    isolated: within(list('isolated'), []),
    nohzFull: within(list('nohz_full'), []),
    mems: permitted?.mems,
  };
}

function probe(read: Read): number[] {
  const found: number[] = [];
  for (let cpu = 0; cpu <= (found.at(-1) ?? 0) + PROBE_HOLE; cpu++) {
    const names = ['online', 'topology/core_id', 'topology/thread_siblings', 'topology/core_cpus'];
    if (names.some((name) => read(`${CPUS}/cpu${cpu}/${name}`) !== undefined)) found.push(cpu);
  }
  return found;
}
