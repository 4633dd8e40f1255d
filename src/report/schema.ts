/**
 * The result file `lab-result` 1.0: one file per run. This definition gives the types, the validation and the JSON Schema.
 *
 * Within 1.x keys are only added, and unknown keys survive. Every number in a report is computed from the raw trials here.
 */
import { z } from 'zod';
import { cell, type trial } from './cell-schema.ts';
import { environment, machine } from './machine-schema.ts';

export const SCHEMA_NAME = 'lab-result';
export const SCHEMA_VERSION = '1.0';

/** A plot with its question: the cells it compares and the views that show them. */
const section = z.looseObject({
  id: z.string().min(1),
  title: z.string(),
  question: z.string(),
  /** The law behind the section: `cost per item = a + b/k`. */
  law: z.string().nullable(),
  scenario: z.string(),
  /** Names of files in `views/`. */
  views: z.array(z.string()),
  /** Cell ids. */
  cells: z.array(z.string()),
  /** The cell that every ratio of the section refers to. */
  baseline: z.string().nullable(),
  /** The swept parameter, or `threads`. */
  x: z.string().nullable(),
});

/** What a reader needs to know of a subject. */
const subject = z.looseObject({
  name: z.string(),
  title: z.string(),
  family: z.string(),
  kind: z.string(),
  progress: z.string(),
  restrictions: z.array(z.string()),
  sources: z.array(z.looseObject({ who: z.string(), year: z.number(), what: z.string(), url: z.string().optional() })),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});

const claim = z.looseObject({
  id: z.string(),
  title: z.string(),
  law: z.string().nullable(),
  verdict: z.enum(['held', 'did not hold', 'undecided']),
  sentence: z.string(),
  evidence: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** A doubt about the numbers, with what was seen and, where possible, the command that cures it. */
const warning = z.looseObject({
  code: z.string(),
  severity: z.enum(['info', 'warn']),
  message: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  cure: z.string().nullable(),
});

const config = z.looseObject({
  seed: z.number().int().nonnegative(),
  /** Trials per cell. */
  trials: z.number().int().nonnegative(),
  trialMs: z.number(),
  warmupMs: z.number(),
  order: z.string(),
  effort: z.string(),
  params: z.record(z.string(), z.unknown()),
});

const shape = z.looseObject({
  schema: z.literal(SCHEMA_NAME),
  schemaVersion: z.string().regex(/^1\.\d+$/),
  runId: z.string().min(1),
  /** Several fresh processes of the same configuration share it. */
  seriesId: z.string(),
  startedAt: z.string(),
  durationMs: z.number().nonnegative(),
  /** `false`: interrupted; finished cells were kept. */
  complete: z.boolean(),
  lab: z.looseObject({
    name: z.string(),
    version: z.string(),
    commit: z.string().nullable(),
    dirty: z.boolean().nullable(),
    configHash: z.string(),
  }),
  /** Reproduces the run. */
  command: z.string(),
  config,
  machine,
  environment,
  /** What identical code differed by on this machine; 0.03 is 3 %. `null`: never calibrated. */
  noiseFloor: z.looseObject({ ratio: z.number().positive(), from: z.string(), at: z.string() }).nullable(),
  controls: z.array(z.looseObject({ name: z.string(), value: z.number(), unit: z.string() })),
  /** One sentence: what to use here, and why. */
  headline: z.string(),
  answers: z.array(z.looseObject({ question: z.string(), answer: z.string() })),
  sections: z.array(section),
  subjects: z.array(subject),
  cells: z.array(cell),
  claims: z.array(claim),
  notMeasured: z.array(z.looseObject({ what: z.string(), reason: z.string() })),
  warnings: z.array(warning),
});

/** What no single key can show: ids are unique, sections name cells that exist and share a metric. */
function* inconsistencies({
  cells,
  sections,
}: z.infer<typeof shape>): Generator<[path: (string | number)[], message: string]> {
  const metrics = new Map<string, string>();
  for (const [at, { id, metric }] of cells.entries()) {
    if (metrics.has(id)) yield [['cells', at, 'id'], `id ${id} occurs twice`];
    metrics.set(id, `${metric.unit}, ${metric.better} is better`);
  }
  const seen = new Set<string>();
  for (const [at, { id, cells, baseline }] of sections.entries()) {
    if (seen.has(id)) yield [['sections', at, 'id'], `id ${id} occurs twice`];
    seen.add(id);
    const named = baseline === null ? cells : [...cells, baseline];
    const missing = named.find((cell) => !metrics.has(cell));
    if (missing !== undefined) yield [['sections', at], `there is no cell ${missing}`];
    const [metric, other] = new Set(named.map((cell) => metrics.get(cell)));
    if (missing === undefined && other !== undefined)
      yield [['sections', at], `cells mix metrics (${metric}; ${other})`];
  }
}

export const labResult = shape.superRefine((record, context) => {
  for (const [path, message] of inconsistencies(record)) context.addIssue({ code: 'custom', path, message });
});

/**
 * The inferred type without the index signatures that loose objects bring, and read-only: so that other modules'
 * interfaces may be assigned to it. Records proper (no named key) keep their signature.
 */
type NamedKeys<T> = keyof { [K in keyof T as string extends K ? never : number extends K ? never : K]: 0 };
type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? [NamedKeys<T>] extends [never]
      ? Readonly<T>
      : { readonly [K in keyof T as string extends K ? never : K]: Plain<T[K]> }
    : T;

export type LabResult = Plain<z.infer<typeof labResult>>;
export type Cell = Plain<z.infer<typeof cell>>;
export type Trial = Plain<z.infer<typeof trial>>;
export type Section = Plain<z.infer<typeof section>>;
export type Subject = Plain<z.infer<typeof subject>>;
export type Claim = Plain<z.infer<typeof claim>>;
export type Warning = Plain<z.infer<typeof warning>>;

/** The JSON Schema (draft 2020-12) of a result file, for readers in other languages. */
export function resultJsonSchema(): Record<string, unknown> {
  return { title: `${SCHEMA_NAME} ${SCHEMA_VERSION}`, ...z.toJSONSchema(labResult) };
}
