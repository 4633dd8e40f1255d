/** What a lab's command line asks for, checked before anything is measured. */
import { join, resolve } from 'node:path';
import { requirePowerOfTwo } from '../arena.ts';
import type { Backend } from '../contract.ts';
import { type Choice, usualPin } from '../lab/plan.ts';
import type { LabSpec } from '../lab/spec.ts';
import { POLICIES } from '../machine/placement.ts';
import { readTopology } from '../machine/topology.ts';
import type { Topology } from '../machine/types.ts';
import { discover, PROJECT, type Registry } from '../registry.ts';
import { type Arguments, type Flags, nameList, numberList, seedOf, wholeNumber } from './arguments.ts';
import { UsageError } from './failure.ts';
import { writableFolder } from './writable-folder.ts';

export const FLAGS = {
  quick: { type: 'boolean', what: 'a look: at most 15 seconds' },
  thorough: { type: 'boolean', what: 'narrow intervals: many minutes' },
  threads: { type: 'string', what: 'total threads, for example 1,2,4 or 1-4' },
  subjects: { type: 'string', what: 'only these, for example spsc-cached,ringbuf-js' },
  backend: { type: 'string', what: 'js, wasm, or js,wasm (default)' },
  budget: { type: 'string', what: 'seconds that the run may take (15 with --quick, else 90)' },
  pin: { type: 'string', what: `${POLICIES.join(', ')}, or CPUs such as 0,1 (default cores)` },
  capacity: { type: 'string', what: 'items that a ring holds: a power of two (default 1024)' },
  seed: { type: 'string', what: 'seed of the order of cells and of the bootstrap' },
  label: { type: 'string', what: 'a name for this machine, kept in the result' },
  out: { type: 'string', what: 'folder for results (default reports/)' },
  also: { type: 'string', what: 'a file or folder with subjects of your own' },
  json: { type: 'boolean', what: 'events as NDJSON on stdout, all else on stderr' },
  open: { type: 'boolean', what: 'open the report when it is written' },
  strict: { type: 'boolean', what: 'exit with 5 when a verdict is inconclusive' },
  help: { type: 'boolean', what: 'this list' },
} as const satisfies Flags;

export interface LabRequest {
  readonly choice: Choice;
  readonly registry: Registry;
  /** Of this machine. */
  readonly topology: Topology;
  readonly seed: number;
  /** Seconds that the run may take; `null`: what its effort may. */
  readonly budgetS: number | null;
  readonly label: string | null;
  /** Folder for this lab's results; it exists and can be written. */
  readonly out: string;
  readonly json: boolean;
  readonly open: boolean;
  readonly strict: boolean;
  /** Reproduces the run. */
  readonly command: string;
}

const BACKENDS: readonly Backend[] = ['js', 'wasm'];

/** @throws UsageError, or an error of the registry, in one sentence. */
export async function readRequest(lab: LabSpec, args: Arguments): Promise<LabRequest> {
  if (args.has('quick') && args.has('thorough'))
    throw new UsageError('Expected one of --quick and --thorough, found both: drop one.');
  const also = args.text('also');
  const registry = await discover(also === undefined ? [] : also.split(','));
  const kinds = new Set(lab.sections.map((section) => section.kind));
  const names = registry.subjects.filter((one) => kinds.has(one.spec.kind)).map((one) => one.spec.name);
  const subjects = args.text('subjects');
  const threads = args.text('threads');
  const budget = args.text('budget');
  const topology = readTopology();
  const request = {
    choice: {
      effort: args.has('quick') ? 'quick' : args.has('thorough') ? 'thorough' : 'default',
      subjects: subjects === undefined ? null : nameList('subjects', subjects, names),
      backends: nameList('backend', args.text('backend') ?? BACKENDS.join(','), BACKENDS) as Backend[],
      threads: threads === undefined ? null : numberList('threads', threads, 1, 1024),
      pin: args.text('pin') ?? usualPin(topology),
      capacitySlots: capacity(args.text('capacity')),
    },
    registry,
    topology,
    seed: seedOf(args),
    budgetS: budget === undefined ? null : wholeNumber('budget', budget, 5, 86_400),
    label: args.text('label') ?? null,
    out: writableFolder(join(resolve(args.text('out') ?? join(PROJECT, 'reports')), lab.name)),
    json: args.has('json'),
    open: args.has('open'),
    strict: args.has('strict'),
  } as const;
  return { ...request, command: commandOf(lab, args, request.seed) };
}

function capacity(text: string | undefined): number {
  const value = text === undefined ? 1024 : wholeNumber('capacity', text, 0, 2 ** 31 - 1);
  try {
    requirePowerOfTwo('--capacity', value, 2, 2 ** 22);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return value;
}

/** The flags as given, but for where the results went, and with the seed. */
function commandOf(lab: LabSpec, args: Arguments, seed: number): string {
  const kept = Object.entries(FLAGS).flatMap(([flag, { type }]) => {
    if (['seed', 'out', 'json', 'open', 'also'].includes(flag)) return [];
    if (type === 'boolean') return args.has(flag) ? [`--${flag}`] : [];
    const text = args.text(flag);
    return text === undefined
      ? []
      : [`--${flag} ${/^[\w,.:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`}`];
  });
  return `npm run lab:${lab.name} -- ${[...kept, `--seed ${seed}`].join(' ')}`;
}
