/**
 * The `cells` of a result file: one cell is one subject × scenario × back end × threads × placement × parameters,
 * with its raw trials in measured order.
 */
import { z } from 'zod';

const number = z.number().nullable();

const threadEvidence = z.looseObject({
  /** The CPU the thread ran on; `null` when it was not pinned. */
  cpu: number,
  /** Kind of core on hybrid machines. */
  kind: z.string().nullable(),
  role: z.string(),
  /** `false`: the thread only serves one whose waiting is studied; its CPU time is no price of waiting. */
  studied: z.boolean().optional(),
  ops: z.number(),
  failedTries: number,
  cpuNs: number,
  voluntarySwitches: number,
  involuntarySwitches: number,
  runDelayNs: number,
  migrations: number,
});

/** One trial. `startNs` is a decimal string because hrtime stamps outgrow the integers that JSON numbers hold. */
export const trial = z.looseObject({
  i: z.number().int().nonnegative(),
  /** Which round of the shuffled order the trial belongs to; every block visits every cell once. */
  block: z.number().int().nonnegative(),
  /** Position of the cell's visit within its block. */
  pos: z.number().int().nonnegative(),
  startNs: z.string().regex(/^\d+$/, 'expected a decimal number of nanoseconds'),
  durationNs: z.number().positive(),
  ops: z.number().nonnegative(),
  /** The trial's value in the metric's unit, where it is not operations over duration (the median of a latency). */
  value: z.number().optional(),
  /** Further figures of the trial by name with unit: `lost`, `changedHands`. */
  figures: z.record(z.string(), z.number()).optional(),
  /** Part of the trial during which all threads ran together, 0 to 1; `null` when it was not measured. */
  overlap: z.number().min(0).max(1).nullable(),
  perThread: z.array(threadEvidence),
  /** Warning codes. */
  warnings: z.array(z.string()),
});

export const cell = z.looseObject({
  id: z.string().min(1),
  kind: z.string(),
  scenario: z.string(),
  subject: z.string(),
  subjectHash: z.string(),
  backend: z.enum(['js', 'wasm']),
  /** What readers call the cell where subject, back end and swept parameter do not say it: `spin then park`. */
  label: z.string().optional(),
  baseline: z.boolean(),
  params: z.record(z.string(), z.number()),
  threads: z.number().int().positive(),
  placement: z.looseObject({
    policy: z.string(),
    cpus: z.array(number),
    pinned: z.boolean(),
    verified: z.boolean(),
    memNode: number,
    memVerified: z.boolean(),
    reason: z.string().nullable(),
  }),
  metric: z.looseObject({
    name: z.string(),
    unit: z.enum(['ops/s', 'ns']),
    better: z.enum(['higher', 'lower']),
    /** What an operation is, in the plural: `items`, `round trips`. Without it: `ops`. */
    ops: z.string().optional(),
  }),
  warmup: z.looseObject({ trials: z.number().int().nonnegative(), steady: z.boolean() }),
  trials: z.array(trial),
  /** A cell that tours pairs of CPUs: for each pair the nanoseconds of one operation, one figure a pass, in measured order. */
  pairs: z.array(z.looseObject({ cpus: z.tuple([z.number(), z.number()]), ns: z.array(z.number()) })).optional(),
  /** Latency histogram: HdrHistogram V2, compressed, base64. */
  latency: z.looseObject({ unit: z.literal('ns'), hdr: z.string(), correctedForOmission: z.boolean() }).optional(),
  extra: z.record(z.string(), z.unknown()).optional(),
  checks: z.looseObject({ invariantsHeld: z.boolean(), details: z.array(z.string()) }),
  /** One sentence: why the cell has no result. Present when it crashed, hung or was refused. */
  error: z.string().optional(),
});
