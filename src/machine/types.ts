/**
 * What is known about a machine: its topology (who shares what), its identity in a result file, and the conditions
 * that change by the minute. Types only, so that a report can be rendered from any machine's file.
 */

/**
 * How far a topology may be believed.
 * `bare`: no hypervisor, consistent, all sources present. `virtual`: as the hypervisor presents it.
 * `partial`: some source is absent, so that level is unknown, not 1. `contradictory`: sets overlap without nesting;
 * of two sets of one level the later one is not used, of two levels that cross the less believed one, and a CPU in two
 * nodes that cross is taken as the smaller one's. `unknown`: not Linux, CPU numbers only.
 */
export type Trust = 'bare' | 'virtual' | 'partial' | 'contradictory' | 'unknown';

/** `sysfs`: this machine. `case`: a recorded machine. `synthetic`: an invented one. `os`: `os.cpus()` alone. */
export type TopologySource = 'sysfs' | 'case' | 'synthetic' | 'os';

/** One logical CPU. Group numbers (`core` … `l3`) are logical: by first appearance among online CPUs, unique machine-wide. */
export interface Cpu {
  /** The kernel's number, as used for pinning. */
  readonly id: number;
  readonly online: boolean;
  /** This process may run on it (affinity mask, cpuset). Never true for an offline CPU. */
  readonly allowed: boolean;
  /** Kept free of ordinary tasks by the kernel (`isolcpus`). */
  readonly isolated: boolean;
  /** -1 while offline: an offline CPU has no place in the tree. */
  readonly core: number;
  readonly cluster?: number;
  /** Absent where a die is one CPU or the whole package. */
  readonly die?: number;
  readonly package?: number;
  readonly l2?: number;
  readonly l3?: number;
  /** The kernel's number of the smallest NUMA node that holds this CPU. */
  readonly numa?: number;
  /** Index into `Topology.kinds`; absent where all cores are of one kind, or nothing is known about kinds. */
  readonly kind?: number;
  /** 0: first online thread of its core, 1: second … */
  readonly smtRank: number;
}

/** Where one online CPU is, as a result file keeps it: the report orders and draws CPUs by it. */
export type CpuPlace = Omit<Cpu, 'id' | 'online'> & { readonly cpu: number };

/** A NUMA node. Nodes without CPUs (GPU, CXL, HBM) and nodes without memory exist. */
export interface NumaNode {
  /** The kernel's number; numbers may have holes. */
  readonly id: number;
  /** Online CPUs, ascending. */
  readonly cpus: readonly number[];
  readonly memMB: number | null;
  /** May this process allocate here? */
  readonly memAllowed: boolean;
  /** Relative distances to the nodes of `Topology.numa`, in that order; 10 means local. Empty where unknown. */
  readonly distances: readonly number[];
}

/** A kind of core. `Topology.kinds` is ordered by performance, the weakest first. */
export interface CpuKind {
  /** `P`, `E` and `LP` where the machine has two kinds or names them; else `kind 0`, `kind 1` … */
  readonly name: string;
  readonly cpus: readonly number[];
  readonly maxMHz: number | null;
}

export interface Topology {
  /** All CPUs that are present, ascending by number. */
  readonly cpus: readonly Cpu[];
  readonly numa: readonly NumaNode[];
  /** Empty where all cores are of one kind, or nothing is known about kinds. */
  readonly kinds: readonly CpuKind[];
  /** CPUs without the scheduler's tick (`nohz_full`). */
  readonly nohzFull: readonly number[];
  readonly source: TopologySource;
  readonly trust: Trust;
  /** What was missing or did not fit, a sentence each. */
  readonly doubts: readonly string[];
}

/** The `machine` object of a result file. It never holds a host name, a user name or a path. */
export interface MachineInfo {
  /** 12 hex digits of a salted hash of the machine's id; `null` where the machine has none. */
  readonly id: string | null;
  /** As given by the user. */
  readonly label: string | null;
  /** Machines with equal profiles may be grouped: architecture, vendor, model, cores, L3, nodes, hypervisor. */
  readonly profile: string;
  readonly cpu: {
    readonly vendor: string | null;
    readonly model: string | null;
    readonly family: number | null;
    readonly modelId: number | null;
    readonly stepping: number | null;
    readonly microcode: string | null;
    readonly baseMHz: number | null;
    readonly maxMHz: number | null;
    readonly cacheLineBytes: number | null;
    /** CPU lists as text, `0-3,5`; so too below. */
    readonly kinds: readonly { readonly name: string; readonly cpus: string; readonly maxMHz: number | null }[];
  };
  /** Counts are over online CPUs; `null`: the machine does not say. */
  readonly topology: {
    readonly packages: number | null;
    readonly dies: number | null;
    readonly l3Groups: readonly string[];
    readonly cores: number | null;
    readonly cpus: number;
    /** Most threads that share a core. */
    readonly smt: number | null;
    readonly numa: readonly { readonly id: number; readonly cpus: string; readonly memMB: number | null }[];
    readonly distances: readonly (readonly number[])[];
    readonly online: string;
    readonly isolated: string;
    readonly nohzFull: string;
    readonly source: TopologySource;
    readonly trust: Trust;
    /** Where each online CPU is, ascending. */
    readonly places: readonly CpuPlace[];
  };
  readonly allowed: {
    readonly cpus: string;
    readonly mems: string;
    /** CPU time this process may use, in CPUs: 1.5 is 150 ms in every 100 ms. `null`: no quota. */
    readonly cgroupCpuMax: number | null;
  };
  readonly memory: {
    readonly totalMB: number;
    readonly pageSize: number | null;
    /** Transparent huge pages: `always`, `madvise` or `never`. */
    readonly thp: string | null;
    readonly numaBalancing: number | null;
  };
  readonly os: {
    readonly platform: string;
    readonly release: string;
    readonly distro: string | null;
    /** Name of the hypervisor, `unknown` for one that gives no name; `null`: none was seen. */
    readonly virt: string | null;
    readonly container: string | null;
  };
  readonly runtime: {
    readonly node: string;
    readonly v8: string;
    readonly uv: string;
    /** Options on Node's command line; values that look like paths are left out. */
    readonly execArgv: readonly string[];
    /** Options from NODE_OPTIONS, likewise. */
    readonly flags: Readonly<Record<string, string | true>>;
  };
  /** Versions of the libraries that take part in measuring; one that is not installed is absent. */
  readonly packages: Readonly<Record<string, string>>;
}

/** The machine's condition at one moment. */
export interface Snapshot {
  /** Load average over one minute; `null` off Linux. */
  readonly load1: number | null;
  /** Tasks that are running or ready, this one included; `null` off Linux. */
  readonly runnable: number | null;
  /** Current clock of each CPU in MHz, in the order of /proc/cpuinfo; empty where not told. */
  readonly mhz: readonly number[];
  /** Temperatures in °C, one for each thermal zone; empty where not told. */
  readonly tempC: readonly number[];
  /** CPU time the hypervisor gave to others, in percent, since the previous snapshot or (the first) since boot. */
  readonly stealPct: number | null;
}

/** The `environment` object of a result file: what changes by the minute. `null`: not told by this machine. */
export interface Environment {
  /** One governor, or several joined by `+`. */
  readonly governor: string | null;
  readonly turbo: boolean | null;
  readonly power: 'ac' | 'battery' | null;
  /** Address space randomisation: 0 off, 1 partial, 2 full. */
  readonly aslr: number | null;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly timer: {
    readonly source: 'hrtime';
    /** Smallest step between two different readings. */
    readonly resolutionNs: number;
    /** Median cost of one reading. */
    readonly overheadNs: number;
    /** Largest disagreement between two threads' clocks; `null`: not measured. */
    readonly crossThreadSkewNs: number | null;
  };
  readonly scheduler: {
    readonly kind: 'slurm';
    readonly jobId: string;
    /** Always `null` unless asked for: a node's name is a host name. `--label` puts it into the file. */
    readonly nodeName: string | null;
    readonly partition: string | null;
  } | null;
}

/** What a thread has used so far. `null`: this system does not tell. */
export interface ThreadEvidence {
  /** Time on a CPU, in nanoseconds. */
  readonly cpuNs: number | null;
  /** Time spent ready but waiting for a CPU, in nanoseconds. */
  readonly runDelayNs: number | null;
  /** Times the kernel took the CPU away. */
  readonly involuntarySwitches: number | null;
  /** Times the thread gave the CPU up (blocked). */
  readonly voluntarySwitches: number | null;
  readonly migrations: number | null;
  /** The CPU it runs on now. */
  readonly cpu: number | null;
}

/** Something about the machine that puts a measurement in doubt. */
export interface MachineWarning {
  readonly code: string;
  readonly severity: 'info' | 'warn';
  readonly message: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** A command or an act that removes the cause; `null`: there is none. */
  readonly cure: string | null;
}
