import { nearestName } from './nearest-name.ts';
import { formatList, parseList } from './parse-list.ts';
import { SourceRefused } from './source-refused.ts';

/** Levels of a synthetic machine, and the other names that hwloc has for them. */
const NAMES = {
  node: 'node',
  numa: 'node',
  numanode: 'node',
  package: 'package',
  pack: 'package',
  socket: 'package',
  die: 'die',
  l3: 'l3',
  l3cache: 'l3',
  l2: 'l2',
  l2cache: 'l2',
  core: 'core',
  pu: 'pu',
} as const;
type Level = (typeof NAMES)[keyof typeof NAMES];

const EXAMPLE = "'node:2 package:1 l3:2 core:4 pu:2'";

/** What a unit of a level never holds. A die may hold L3 caches or an L3 cache dies; a node may be inside either, or outside. */
const NEVER_WITHIN: Readonly<Partial<Record<Level, readonly Level[]>>> = {
  die: ['package'],
  l3: ['package'],
  l2: ['node', 'package', 'die', 'l3'],
  core: ['node', 'package', 'die', 'l3', 'l2'],
};

/** As many CPUs as Linux can have. */
const MOST_CPUS = 8_192;

/** What a synthetic machine has besides its levels. CPU sets are lists (`0-3,5`) of the kernel's numbers. */
export interface SyntheticExtras {
  /**
   * `siblings-last` (default): the first threads of all cores, then the second ones, as most machines do.
   * `siblings-adjacent`: CPUs 0 and 1 share a core. An array: the number of each CPU, from the first core's threads on.
   */
  readonly numbering?: 'siblings-last' | 'siblings-adjacent' | readonly number[];
  readonly offline?: string;
  readonly allowed?: string;
  readonly isolated?: string;
  readonly nohzFull?: string;
  readonly hypervisor?: boolean;
  /** Intel's kinds of cores. */
  readonly kinds?: { readonly P: string; readonly E: string };
  /** CPU time that the control group may use, in CPUs. */
  readonly quota?: number;
  /** A line for each node; default 10 within a node and 20 between nodes. */
  readonly distances?: readonly (readonly number[])[];
  /** CPUs in the kernel's masks; a wider mask has leading groups of zeros. */
  readonly maskBits?: number;
}

interface Counted {
  readonly level: Level;
  /** Units of this level in the whole machine. */
  readonly units: number;
}

/**
 * The pseudo-files of an invented machine, for the same parser as a real one's.
 *
 * @param spec hwloc's notation, `node:2 package:1 l3:2 core:4 pu:2`: levels from the outside in, each with its count in one
 * unit of the level before: package, die, l3, l2, core, pu (a hardware thread), where die and l3 may change places and
 * node stands anywhere before l2. Attributes in parentheses are refused. `pu` may be left out; a machine without `node`
 * is one node; any other level that is left out is not told.
 * @throws SourceRefused for a spec that describes no machine.
 */
export function syntheticFiles(spec: string, extras: SyntheticExtras = {}): Record<string, string> {
  const levels = readSpec(spec);
  const cpuCount = levels.at(-1)!.units;
  const unitsOf = (level: Level) => levels.find((one) => one.level === level)?.units;
  const numbers = numberCpus(extras.numbering ?? 'siblings-last', cpuCount, unitsOf('core') ?? cpuCount);
  const present = [...numbers].sort((a, b) => a - b);
  const offline = new Set(parseList(extras.offline ?? ''));
  const online = present.filter((cpu) => !offline.has(cpu));
  const maskBits = extras.maskBits ?? present.at(-1)! + 1;

  /** The CPUs of each unit of a level, offline ones left out as the kernel does. */
  const members = (units: number): number[][] => {
    const size = cpuCount / units;
    return Array.from({ length: units }, (_, unit) =>
      numbers.slice(unit * size, (unit + 1) * size).filter((cpu) => !offline.has(cpu)),
    );
  };
  const files: Record<string, string> = {
    [`${CPUS}/online`]: `${formatList(online)}\n`,
    [`${CPUS}/present`]: `${formatList(present)}\n`,
    [`${CPUS}/isolated`]: `${extras.isolated ?? ''}\n`,
    [`${CPUS}/nohz_full`]: `${extras.nohzFull ?? '(null)'}\n`,
    '/proc/self/status': `Name:\tnode\nCpus_allowed_list:\t${extras.allowed ?? formatList(present)}\nMems_allowed_list:\t0-1023\n`,
    '/proc/cpuinfo': `processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu sse2${extras.hypervisor ? ' hypervisor' : ''} avx\n`,
  };
  const addSets = (level: Level, add: (folder: string, mask: string) => void) => {
    for (const cpus of members(unitsOf(level) ?? 0)) {
      const mask = `${formatMask(cpus, maskBits)}\n`;
      for (const cpu of cpus) add(`${CPUS}/cpu${cpu}`, mask);
    }
  };
  for (const level of ['core', 'die', 'package'] as const) {
    addSets(level, (folder, mask) => {
      files[`${folder}/topology/${level}_cpus`] = mask;
    });
  }
  for (const [level, size] of [
    ['l2', '1024K'],
    ['l3', '32768K'],
  ] as const) {
    addSets(level, (folder, mask) => {
      const cache = `${folder}/cache/index${level[1]}`;
      files[`${cache}/level`] = `${level[1]}\n`;
      files[`${cache}/type`] = 'Unified\n';
      files[`${cache}/size`] = `${size}\n`;
      files[`${cache}/shared_cpu_map`] = mask;
    });
  }
  // A machine has at least one node.
  const nodes = members(unitsOf('node') ?? 1);
  files[`${NODES}/online`] = `${formatList(nodes.keys())}\n`;
  for (const [node, cpus] of nodes.entries()) {
    const distances = extras.distances?.[node] ?? nodes.map((_, other) => (other === node ? 10 : 20));
    files[`${NODES}/node${node}/cpumap`] = `${formatMask(cpus, maskBits)}\n`;
    files[`${NODES}/node${node}/meminfo`] = `Node ${node} MemTotal:       1048576 kB\n`;
    files[`${NODES}/node${node}/distance`] = `${distances.join(' ')}\n`;
  }
  if (extras.kinds) {
    files['/sys/devices/cpu_core/cpus'] = `${extras.kinds.P}\n`;
    files['/sys/devices/cpu_atom/cpus'] = `${extras.kinds.E}\n`;
  }
  if (extras.quota !== undefined) {
    files['/proc/mounts'] = 'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n';
    files['/proc/self/cgroup'] = '0::/\n';
    files['/sys/fs/cgroup/cpu.max'] = `${Math.round(extras.quota * 100_000)} 100000\n`;
  }
  return files;
}

const CPUS = '/sys/devices/system/cpu';
const NODES = '/sys/devices/system/node';

/** The levels from the outside in, ending in `pu`. */
function readSpec(spec: string): Counted[] {
  const levels: Counted[] = [];
  let units = 1;
  for (const piece of spec.trim().split(/\s+/)) {
    const [, name = '', count = ''] = /^([^:]*):(.*)$/.exec(piece) ?? [];
    const level = levelNamed(name, piece);
    if (/^\d+[,;]/.test(count))
      throw new SourceRefused(
        `Expected spaces between levels, found '${piece}': write '${spec.trim().replaceAll(/[,;]\s*/g, ' ')}'.`,
      );
    if (!/^[1-9]\d{0,4}$/.test(count))
      throw new SourceRefused(
        `Expected a count from 1 up after '${name}:', found '${count}' in '${piece}': write ${name}:2, for example.`,
      );
    if (levels.some((one) => one.level === level))
      throw new SourceRefused(`Expected each level once, found ${level} twice in '${spec}': drop one.`);
    if (levels.at(-1)?.level === 'pu')
      throw new SourceRefused(`Expected pu as the last level, found '${piece}' after it: move pu to the end.`);
    const inner = levels.find((one) => NEVER_WITHIN[one.level]?.includes(level))?.level;
    if (inner)
      throw new SourceRefused(
        `Expected levels from the outside in, found ${level} inside ${inner} in '${spec.trim()}': write ${level} before ${inner}.`,
      );
    units *= Number(count);
    if (units > MOST_CPUS)
      throw new SourceRefused(`Expected at most ${MOST_CPUS} CPUs, found ${units} in '${spec}': take smaller counts.`);
    levels.push({ level, units });
  }
  return levels.at(-1)!.level === 'pu' ? levels : [...levels, { level: 'pu', units }];
}

function levelNamed(name: string, piece: string): Level {
  const typed = name.toLowerCase();
  if (Object.hasOwn(NAMES, typed)) return NAMES[typed as keyof typeof NAMES];
  if (name === '')
    throw new SourceRefused(`Expected levels of a synthetic machine such as ${EXAMPLE}, found '${piece}': correct it.`);
  const near = nearestName(typed, Object.keys(NAMES));
  const hint = near ? `did you mean ${near}?` : `use ${[...new Set(Object.values(NAMES))].join(', ')}.`;
  throw new SourceRefused(`Expected a known level of a synthetic machine, found '${name}': ${hint}`);
}

/** The kernel's number of each CPU, in the order of the tree. */
function numberCpus(
  numbering: NonNullable<SyntheticExtras['numbering']>,
  cpuCount: number,
  coreCount: number,
): readonly number[] {
  if (Array.isArray(numbering)) {
    if (numbering.length === cpuCount && new Set(numbering).size === cpuCount) return numbering;
    throw new SourceRefused(`Expected ${cpuCount} different CPU numbers, found ${numbering}: give one for each CPU.`);
  }
  const threads = Math.max(1, cpuCount / coreCount);
  return Array.from({ length: cpuCount }, (_, at) =>
    numbering === 'siblings-adjacent' ? at : (at % threads) * coreCount + Math.floor(at / threads),
  );
}

/** The kernel's notation: groups of 8 hex digits, the first one as wide as the rest of the bits needs. */
function formatMask(set: readonly number[], bits: number): string {
  const digits = new Uint8Array(Math.ceil(bits / 4));
  for (const cpu of set) digits[digits.length - 1 - (cpu >> 2)] |= 1 << (cpu & 3);
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 8)
    groups.unshift(Array.from(digits.slice(Math.max(0, end - 8), end), (digit) => digit.toString(16)).join(''));
  return groups.join(',');
}
