/** Programs whose verdict is known: broken ones that must be found, with corrected twins that must come out clean. */
import { fileURLToPath } from 'node:url';
import type { FailureKind } from '../../src/check/explore/exploration.ts';
import type { BrokenRuntime } from '../../src/check/explore/machine.ts';
import type { Call, Program } from '../../src/check/program.ts';

export interface Fixture {
  /** What is explored and what is known of it. Unique. */
  readonly name: string;
  readonly program: Program;
  /** One of these must be found. Empty: nothing may be. */
  readonly expects: readonly FailureKind[];
  /** The strategy that is enough to find it; for a clean program, the one under which it is known to be clean. */
  readonly finder: 'exhaustive' | { readonly bound: number } | { readonly pct: number; readonly executions: number };
  /** Absent: races are looked for. */
  readonly races?: false;
  readonly spurious?: true;
  readonly crashes?: 1;
  /** An engine that gets waiting wrong. */
  readonly runtime?: BrokenRuntime;
  /** All ways in which the program can end, and no others: results of the operations, thread by thread, joined with commas. */
  readonly outcomes?: readonly string[];
}

/** What a fixture may say besides what is found and how. */
export type Circumstances = Pick<Fixture, 'races' | 'spurious' | 'crashes' | 'runtime'>;

export function broken(
  name: string,
  program: Program,
  expects: readonly [FailureKind, ...FailureKind[]],
  finder: Fixture['finder'],
  circumstances: Circumstances = {},
): Fixture {
  return { name, program, expects, finder, ...circumstances };
}

export function clean(
  name: string,
  program: Program,
  finder: Fixture['finder'] = 'exhaustive',
  circumstances: Circumstances = {},
): Fixture {
  return { name, program, expects: [], finder, ...circumstances };
}

export function call(name: string, ...args: readonly number[]): Call {
  return { name, args };
}

/**
 * A program of test/check/fixtures with one region, `words`.
 *
 * @param words - names and start values of the words, in order; several values: as many words under one name.
 */
export function programOf(
  kernel: string,
  words: Readonly<Record<string, number | readonly number[]>>,
  threads: readonly (readonly Call[])[],
  rest: Partial<Program> = {},
): Program {
  const names: Record<string, number> = {};
  const values: number[] = [];
  for (const [name, value] of Object.entries(words)) {
    names[name] = values.length;
    values.push(...(typeof value === 'number' ? [value] : value));
  }
  return {
    name: threads.map((calls) => calls.map((one) => one.name).join(', ')).join(' | '),
    driver: fileURLToPath(new URL(`./fixtures/${kernel}.ts`, import.meta.url)),
    regions: { words: { initial: Int32Array.from(values), names } },
    privateWords: 0,
    threads,
    ...rest,
  };
}
