/**
 * The `machine` and `environment` parts of a result file. `null` means "could not be read on this system".
 * Loose objects: keys that a newer writer added survive reading and writing.
 */
import { z } from 'zod';

const text = z.string().nullable();
const number = z.number().nullable();
const flag = z.boolean().nullable();

const cpu = z.looseObject({
  vendor: text,
  model: text,
  family: number,
  modelId: number,
  stepping: number,
  microcode: text,
  baseMHz: number,
  maxMHz: number,
  /** What moves between caches at once. Results before it was read lack it. */
  cacheLineBytes: number.optional(),
  /** Kinds of cores on hybrid machines, with their CPU lists. */
  kinds: z.array(z.looseObject({ name: z.string(), cpus: z.string(), maxMHz: number })),
});

/** Where one CPU is: numbers of groups, unique machine-wide; what is absent is not known or no level of its own. */
const cpuPlace = z.looseObject({
  cpu: z.number(),
  core: z.number(),
  smtRank: z.number(),
  cluster: z.number().optional(),
  die: z.number().optional(),
  package: z.number().optional(),
  l2: z.number().optional(),
  l3: z.number().optional(),
  numa: z.number().optional(),
  /** Index into `cpu.kinds`. */
  kind: z.number().optional(),
  allowed: z.boolean(),
  isolated: z.boolean(),
});

const topology = z.looseObject({
  packages: number,
  dies: number,
  /** CPU lists that share a level-3 cache. */
  l3Groups: z.array(z.string()),
  cores: number,
  cpus: z.number(),
  /** Hardware threads per core. */
  smt: number,
  numa: z.array(z.looseObject({ id: z.number(), cpus: z.string(), memMB: number })),
  distances: z.array(z.array(z.number())),
  online: text,
  isolated: text,
  nohzFull: text,
  /** Where the topology was read: `sysfs`, `os.cpus` … */
  source: z.string(),
  /** How far it may be believed: `virtual` means that a hypervisor made it up. */
  trust: z.string(),
  /** Online CPUs, ascending. Results before it was recorded lack it. */
  places: z.array(cpuPlace).optional(),
});

/** What a machine is. It holds no host name, user name, serial number or path. */
export const machine = z.looseObject({
  /** 12 hexadecimal digits, salted: the same machine gives the same id. `null` where it has none. */
  id: text,
  label: text,
  /** The grouping key: machines of equal profile are the same kind of machine. */
  profile: z.string(),
  cpu,
  topology,
  /** `cgroupCpuMax` in CPUs: 1.5 means 150 % of one. */
  allowed: z.looseObject({ cpus: text, mems: text, cgroupCpuMax: number }),
  memory: z.looseObject({ totalMB: number, pageSize: number, thp: text, numaBalancing: number }),
  os: z.looseObject({ platform: z.string(), release: text, distro: text, virt: text, container: text }),
  runtime: z.looseObject({
    node: z.string(),
    v8: z.string(),
    uv: text,
    execArgv: z.array(z.string()),
    flags: z.record(z.string(), z.unknown()),
  }),
  packages: z.record(z.string(), z.string().nullable()),
});

const snapshot = z.looseObject({
  load1: number,
  runnable: number,
  mhz: z.array(z.number()),
  tempC: z.array(z.number()),
  stealPct: number,
});

/** What changes by the minute: taken before and after the run. */
export const environment = z.looseObject({
  governor: text,
  turbo: flag,
  power: text,
  aslr: number,
  before: snapshot,
  after: snapshot,
  timer: z.looseObject({
    source: z.string(),
    resolutionNs: number,
    overheadNs: number,
    crossThreadSkewNs: number,
  }),
  scheduler: z
    .looseObject({ kind: z.string(), jobId: text.optional(), nodeName: text.optional(), partition: text.optional() })
    .nullable(),
});
