/** The direction of imports: labs → bench → crew → registry → subjects → atomics; the command line on top, contract.ts below all. */
import { expect, test } from 'vitest';
import { type Import, importsOf, type SourceFile, sourceFiles } from './source-files.ts';

/** What a layer may import from the project besides itself and contract.ts; `type` before it: types only. */
interface Layer {
  readonly imports: readonly string[];
  /** May it import Node's modules and packages? */
  readonly outside: boolean;
}

/** By the longest prefix of a file's path. */
const LAYERS: Readonly<Record<string, Layer>> = {
  'src/contract.ts': { imports: ['type src/contracts/'], outside: false },
  'src/contracts/': { imports: [], outside: false },
  'src/kinds.ts': { imports: [], outside: false },
  'src/arena.ts': { imports: [], outside: false },
  'src/atomics/': { imports: [], outside: false },
  'src/atomics/counters/': { imports: ['src/atomics/', 'src/locks/'], outside: false },
  'src/locks/': { imports: ['src/atomics/'], outside: false },
  'src/ringbuf/': { imports: ['src/atomics/', 'src/locks/'], outside: false },
  'src/atomics/synchronizers/': { imports: ['src/atomics/'], outside: false },
  'src/registers/': { imports: ['src/atomics/', 'src/locks/'], outside: false },
  'src/structures/': { imports: ['src/atomics/', 'src/locks/'], outside: false },
  'src/delegation/': { imports: ['src/atomics/', 'src/locks/'], outside: false },
  'src/set-up.ts': { imports: ['src/kinds.ts'], outside: false },
  'src/registry.ts': { imports: ['src/kinds.ts'], outside: true },
  'src/kernel/': { imports: ['src/atomics/', 'src/kinds.ts', 'src/registry.ts'], outside: true },
  'src/machine/': { imports: [], outside: true },
  'src/stats/': { imports: [], outside: false },
  // distance.ts is a question to a machine's description, not to this machine.
  'src/report/': { imports: ['src/stats/', 'src/machine/distance.ts', 'type src/machine/types.ts'], outside: true },
  'src/crew/': {
    imports: ['src/arena.ts', 'src/atomics/', 'src/kernel/', 'src/machine/', 'type src/registry.ts'],
    outside: true,
  },
  'src/lab/': {
    imports: ['src/crew/', 'src/kinds.ts', 'src/machine/', 'src/registry.ts', 'src/report/', 'src/stats/'],
    outside: true,
  },
  'src/check/': {
    imports: [
      'src/delegation/_object.ts',
      'src/kernel/',
      'src/kinds.ts',
      'src/registry.ts',
      'src/report/',
      'src/set-up.ts',
      'src/stats/',
      'type src/contract.ts',
    ],
    outside: true,
  },
  'src/check/programs/': {
    imports: [
      'src/atomics/layout.ts',
      'src/check/',
      'src/delegation/_object.ts',
      'src/set-up.ts',
      'src/structures/_mix.ts',
    ],
    outside: true,
  },
  'src/check/stress/': {
    imports: [
      'src/arena.ts',
      'src/atomics/',
      'src/check/',
      'src/delegation/_object.ts',
      'src/kernel/',
      'src/machine/',
      'src/registry.ts',
      'src/set-up.ts',
      'src/stats/',
    ],
    outside: true,
  },
  'src/check/stress/drivers/': {
    imports: ['src/atomics/', 'src/check/stress/', 'src/delegation/_object.ts', '#subject'],
    outside: false,
  },
  'src/check/programs/drivers/': {
    imports: ['src/atomics/', 'src/delegation/_object.ts', '#subject'],
    outside: false,
  },
  'src/cli/': { imports: ['src/'], outside: true },
  'bench/probes/': { imports: ['src/atomics/'], outside: false },
  'bench/signal/': { imports: ['src/atomics/', 'src/crew/protocol.ts', '#subject'], outside: false },
  'bench/operation/': { imports: ['src/atomics/', 'src/crew/protocol.ts', '#subject'], outside: false },
  'bench/walk/': {
    imports: ['src/atomics/', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/peers/': { imports: ['src/atomics/'], outside: true },
  'bench/ring/': { imports: ['src/atomics/', 'src/crew/protocol.ts', '#subject'], outside: false },
  'bench/record-ring/': { imports: ['src/atomics/', 'src/crew/protocol.ts', '#subject'], outside: false },
  'bench/lock/': {
    imports: ['src/atomics/', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/counter/': {
    imports: ['src/atomics/', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/barrier/': {
    imports: ['src/atomics/', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/eventcount/': {
    imports: ['src/atomics/', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/rwlock/': {
    imports: ['src/atomics/', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/register/': {
    imports: ['src/atomics/', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/stack/': {
    imports: ['src/atomics/', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/deque/': {
    imports: ['src/atomics/', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/map/': {
    imports: ['src/atomics/', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/delegation/': {
    imports: ['src/atomics/', 'src/delegation/_object.ts', 'src/crew/gather.ts', 'src/crew/protocol.ts', '#subject'],
    outside: false,
  },
  'bench/micro': { imports: ['src/', '#subject'], outside: true },
  'labs/': { imports: ['src/lab/', 'src/report/', 'src/stats/', 'type src/machine/types.ts'], outside: false },
};

const SUBJECTS = [
  'src/ringbuf/',
  'src/locks/',
  'src/atomics/counters/',
  'src/atomics/barriers/',
  'src/atomics/eventcounts/',
  'src/atomics/synchronizers/',
  'src/registers/',
  'src/structures/',
  'src/delegation/',
  'bench/peers/',
  'bench/probes/',
];
const files = sourceFiles('src', 'bench', 'labs');

test('every file belongs to a layer', () => {
  expect(files.filter(({ path }) => !layerOf(path)).map(({ path }) => path)).toEqual([]);
});

test('imports go down: each layer imports only what stands below it', () => {
  expect(files.flatMap(forbidden)).toEqual([]);
});

test('contract.ts imports the specs of the kinds only', () => {
  const contract = files.filter(({ path }) => path === 'src/contract.ts');
  const targets = contract.flatMap(importsOf);
  expect(targets.length).toBeGreaterThan(5);
  expect(targets.filter(({ target, typeOnly }) => !(typeOnly && target.startsWith('src/contracts/')))).toEqual([]);
});

test('nobody names a subject: only subjects that are made of others import them', () => {
  const named = files
    .filter(({ path }) => !SUBJECTS.some((folder) => path.startsWith(folder)))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => isSubject(target))
        .map(({ target }) => `${file.path} → ${target}`),
    );
  expect(named).toEqual([]);
});

test('an import against the direction would be found', () => {
  const file = (path: string, text: string) => forbidden({ path, text });
  expect(file('src/locks/x.ts', "import { readFile } from 'node:fs';")).toEqual(['src/locks/x.ts → node:fs']);
  expect(file('src/stats/x.ts', "import {\n  median,\n} from '../lab/run.ts';")).toEqual([
    'src/stats/x.ts → src/lab/run.ts',
  ]);
  expect(file('src/report/x.ts', "import { a } from '../machine/types.ts';")).toHaveLength(1);
  expect(file('src/report/x.ts', "import type { A } from '../machine/types.ts';")).toEqual([]);
  expect(file('bench/ring/x.ts', "export * from '../../src/crew/cell.ts';")).toHaveLength(1);
  expect(file('src/atomics/x.ts', "const zod = await import('zod');")).toEqual(['src/atomics/x.ts → zod']);
});

function layerOf(path: string): [prefix: string, Layer] | undefined {
  return Object.entries(LAYERS)
    .filter(([prefix]) => path.startsWith(prefix))
    .sort(([a], [b]) => b.length - a.length)[0];
}

function forbidden(file: SourceFile): string[] {
  const layer = layerOf(file.path);
  if (!layer) return [];
  return importsOf(file)
    .filter((one) => !isAllowed(layer, one))
    .map(({ target }) => `${file.path} → ${target}`);
}

function isAllowed([prefix, layer]: [string, Layer], { target, typeOnly }: Import): boolean {
  if (target === 'src/contract.ts') return typeOnly;
  const isInside = /^(?:src|bench|labs)\/|^#/.test(target);
  if (!isInside) return layer.outside || typeOnly;
  return [prefix, ...layer.imports].some((allowed) =>
    allowed.startsWith('type ') ? typeOnly && target.startsWith(allowed.slice(5)) : target.startsWith(allowed),
  );
}

/** A file of a subject's folder that is not a shared piece. */
function isSubject(path: string): boolean {
  return SUBJECTS.some((folder) => path.startsWith(folder)) && !/\/_[^/]*$/.test(path);
}
