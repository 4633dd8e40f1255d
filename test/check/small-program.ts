/** A program whose driver is a text in the test. */
import { join } from 'node:path';
import type { Program, Sources } from '../../src/check/program.ts';
import { PROJECT } from '../../src/registry.ts';

const PATH = join(PROJECT, 'src/check/small-program.ts'); // need not exist: the text stands in its place

const HEAD = `
import { pause } from '../atomics/pause.ts';
import { park, parkFor, wake } from '../atomics/wait.ts';
import type { i32, Words } from '../contract.ts';
`;

/**
 * One region, `words`, zeroed, and a thread for each list of calls.
 *
 * @param functions in the kernel dialect; pause, park, parkFor and wake are imported.
 * @param threads names of functions without arguments but the words.
 */
export function smallProgram(
  functions: string,
  threads: readonly (readonly string[])[],
  rest: Partial<Program> = {},
): { readonly program: Program; readonly sources: Sources } {
  return {
    program: {
      name: 'small',
      driver: PATH,
      regions: { words: { initial: new Int32Array(8), names: { FLAG: 0, DATA: 1, COUNT: 2 } } },
      privateWords: 0,
      threads: threads.map((calls) => calls.map((name) => ({ name, args: [] }))),
      ...rest,
    },
    sources: new Map([[PATH, HEAD + functions]]),
  };
}
