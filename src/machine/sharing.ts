import { orDoubt } from './doubts.ts';
import { nameCpus } from './name-cpus.ts';
import { formatList, parseList, parseMask } from './parse-list.ts';
import type { Read } from './read.ts';
import type { CpuKind } from './types.ts';

/** Levels of sharing, in the order in which they are believed when two of them contradict each other. */
const LEVELS = ['core', 'package', 'l3', 'l2', 'die', 'cluster'] as const;
type Level = (typeof LEVELS)[number];

/** For each level the group of each CPU. A CPU that is absent from a map has no known group at that level. */
export type Sharing = Readonly<Record<Level, Map<number, number>>>;

/** New names first, the names of old kernels second. */
const FILES = {
  core: ['core_cpus', 'thread_siblings'],
  package: ['package_cpus', 'core_siblings'],
  die: ['die_cpus'],
  cluster: ['cluster_cpus'],
} as const;

/**
 * Who shares a core, a cluster, a die, a package, an L2 and an L3, from the sets in sysfs (`topology/` and `cache/`).
 * Sets are believed, ids are not: ids repeat across packages or are -1. AMD family 15h modules therefore count as one
 * core with two threads, as the kernel's sibling sets say. Every set is intersected with `online` first.
 * Contradictions (sets that overlap without nesting) are appended to `conflicts`: the later one is dropped. A CPU without
 * a set of its own belongs where others count it in.
 * @param kinds a kind of cores may have no L2 or L3 at all: that is no doubt.
 */
export function readSharing(
  read: Read,
  online: readonly number[],
  kinds: readonly CpuKind[],
  doubts: string[],
  conflicts: string[],
): Sharing {
  const onlineSet = new Set(online);
  // Sharers have the same text: on large machines most texts have been parsed before.
  const masks = new Map<string, number[] | undefined>();
  const lists = new Map<string, number[] | undefined>();
  const readSet = (path: string, cpu: number): number[] | undefined => {
    const mask = read(path);
    const text = mask ?? read(path.endsWith('_map') ? path.replace(/_map$/, '_list') : `${path}_list`);
    if (text === undefined) return undefined;
    const [parsed, parse] = mask === undefined ? [lists, parseList] : [masks, parseMask];
    if (!parsed.has(text)) {
      const cpus = orDoubt(() => parse(text), `CPUs that share with CPU ${cpu}`, doubts);
      parsed.set(
        text,
        cpus?.filter((one) => onlineSet.has(one)),
      );
    }
    return parsed.get(text);
  };
  const topologySet = (level: keyof typeof FILES, cpu: number): number[] | undefined => {
    for (const name of FILES[level]) {
      const set = readSet(`/sys/devices/system/cpu/cpu${cpu}/topology/${name}`, cpu);
      if (set !== undefined && set.length > 0) return set;
    }
    return undefined;
  };
  const sets: Record<Level, Map<number, number[]>> = {
    core: new Map(),
    package: new Map(),
    l3: new Map(),
    l2: new Map(),
    die: new Map(),
    cluster: new Map(),
  };
  const readCaches = cacheReader(read, readSet);
  for (const cpu of online) {
    const core = topologySet('core', cpu);
    const pack = topologySet('package', cpu);
    const die = topologySet('die', cpu);
    const cluster = topologySet('cluster', cpu);
    if (core) sets.core.set(cpu, core);
    if (pack) sets.package.set(cpu, pack);
    // A die or a cluster of one CPU, or one equal to the level above, is no level of its own.
    if (die && die.length > 1 && !sameSet(die, pack)) sets.die.set(cpu, die);
    if (cluster && cluster.length > 1 && !sameSet(cluster, pack) && !sameSet(cluster, die))
      sets.cluster.set(cpu, cluster);
    for (const [level, set] of readCaches(cpu)) {
      // Old ia64 kernels leave the set empty: the cache then belongs to this core only.
      sets[level].set(cpu, set.length > 0 ? set : (core ?? [cpu]));
    }
  }
  const groups = {} as Record<Level, Map<number, number>>;
  for (const level of LEVELS) groups[level] = numberGroups(sets[level], level, conflicts);
  dropCrossings(groups, conflicts);
  for (const level of ['core', 'package', 'l2', 'l3'] as const) {
    const silent = online.filter((cpu) => !sets[level].has(cpu) && !groups[level].has(cpu));
    if (silent.length === 0 || silent.length === online.length) continue;
    if (level === 'core' || level === 'package')
      doubts.push(`It is not known who shares a ${level} with ${nameCpus(silent)}.`);
    else if (!areWholeKinds(silent, kinds))
      doubts.push(`The machine names no ${level.toUpperCase()} cache of ${nameCpus(silent)}, but those of other CPUs.`);
  }
  return groups;
}

/**
 * Reads a CPU's unified caches of levels 2 and 3. Folder numbers may have holes. Asking for a file that is absent costs
 * more than reading one, so later CPUs are asked for one folder more than has been seen, not for all eight.
 */
function cacheReader(
  read: Read,
  readSet: (path: string, cpu: number) => number[] | undefined,
): (cpu: number) => ['l2' | 'l3', number[]][] {
  let most = 0;
  return (cpu) => {
    const caches: ['l2' | 'l3', number[]][] = [];
    const tries = most === 0 ? 8 : most + 1;
    for (let index = 0; index < tries; index++) {
      const folder = `/sys/devices/system/cpu/cpu${cpu}/cache/index${index}`;
      const depth = read(`${folder}/level`)?.trim();
      if (depth !== undefined) most = Math.max(most, index + 1);
      if (depth !== '2' && depth !== '3') continue;
      if ((read(`${folder}/type`)?.trim() ?? 'Unified') !== 'Unified') continue;
      const set = readSet(`${folder}/shared_cpu_map`, cpu);
      if (set !== undefined) caches.push([depth === '2' ? 'l2' : 'l3', set]);
    }
    most = Math.max(most, 4);
    return caches;
  };
}

/** Do the CPUs make up kinds of cores? */
function areWholeKinds(cpus: readonly number[], kinds: readonly CpuKind[]): boolean {
  const whole = kinds.filter((kind) => kind.cpus.every((cpu) => cpus.includes(cpu)));
  return cpus.every((cpu) => whole.some((kind) => kind.cpus.includes(cpu)));
}

function sameSet(a: readonly number[], b: readonly number[] | undefined): boolean {
  return a === b || (a.length === b?.length && a.every((cpu, i) => cpu === b[i]));
}

/** Numbers equal sets by first appearance. A set that overlaps an earlier, different one is dropped. */
function numberGroups(sets: ReadonlyMap<number, number[]>, level: Level, conflicts: string[]): Map<number, number> {
  const groupOf = new Map<number, number>();
  const numbers = new Map<string, number>();
  const refused = new Set<string>();
  // Sharers mostly have the same array: then nothing is compared number by number.
  const numberOf = new Map<readonly number[], number>();
  for (const [cpu, set] of sets) {
    if (groupOf.has(cpu) && groupOf.get(cpu) === numberOf.get(set)) continue;
    const key = set.join();
    if (groupOf.has(cpu) && groupOf.get(cpu) === numbers.get(key)) continue;
    if (!set.includes(cpu) || set.some((one) => groupOf.has(one))) {
      if (!refused.has(key))
        conflicts.push(
          `The ${level} set of CPU ${cpu} (${formatList(set)}) contradicts an earlier one; it is not used.`,
        );
      refused.add(key);
      continue;
    }
    const number = numbers.size;
    for (const one of set) groupOf.set(one, number);
    numbers.set(key, number);
    numberOf.set(set, number);
  }
  return groupOf;
}

/** Two levels may nest either way round, but a group must not cross another's border. The less believed level goes. */
function dropCrossings(groups: Record<Level, Map<number, number>>, conflicts: string[]): void {
  for (const [i, inner] of LEVELS.entries()) {
    for (const outer of LEVELS.slice(0, i)) {
      if (!crosses(groups[inner], groups[outer])) continue;
      conflicts.push(`The ${inner} sets cross the borders of the ${outer} sets; the ${inner} level is not used.`);
      groups[inner].clear();
    }
  }
}

function crosses(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  if (a.size === 0 || b.size === 0) return false;
  const span = (from: ReadonlyMap<number, number>, to: ReadonlyMap<number, number>) => {
    const spans = new Map<number, Set<number>>();
    for (const [cpu, group] of from) {
      const other = to.get(cpu);
      if (other !== undefined) spans.set(group, (spans.get(group) ?? new Set()).add(other));
    }
    return spans;
  };
  const ofA = span(a, b);
  const ofB = span(b, a);
  return [...ofA.values()].some((met) => met.size > 1 && [...met].some((group) => ofB.get(group)!.size > 1));
}
