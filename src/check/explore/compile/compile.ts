/**
 * From the kernel dialect to a thread of the explorer: all calls are put where they are made, each access to shared words becomes a
 * step between two of which the thread can be left and taken up again, and what it must remember lies in its slots.
 *
 * The stages: library.ts reads and checks the files, lower-thread.ts makes blocks of functions, liveness.ts finds out what matters,
 * slots.ts says where it is kept, emit.ts writes JavaScript.
 */
import type { Program, Sources } from '../../program.ts';
import type { Placed, ThreadCode } from '../thread-code.ts';
import { emit } from './emit.ts';
import { dropNeedlessTurns, simplify } from './flow.ts';
import { Library } from './library.ts';
import { dropDead } from './liveness.ts';
import { lowerThread } from './lower-thread.ts';
import { nameWords } from './private-words.ts';
import { layOut } from './slots.ts';

export { CompileError } from './library.ts';

export interface CompiledProgram {
  readonly threads: readonly ThreadCode[];
  /** Changes when any text that the program is made of does. For replay strings. */
  readonly sourceHash: string;
}

/**
 * @param placed - where each region of the program lies in the state.
 * @param sources - texts that are read instead of files.
 * @throws CompileError where a file leaves the dialect, or the explorer cannot run it; the message says where.
 */
export function compileProgram(
  program: Program,
  placed: Readonly<Record<string, Placed>>,
  sources?: Sources,
): CompiledProgram {
  const library = new Library(program, sources);
  const threads = program.threads.map((_, thread) => compileThread(program, thread, placed, library));
  return { threads, sourceHash: library.hash() };
}

/** One thread of a program. @throws CompileError likewise. */
export function compileThread(
  program: Program,
  thread: number,
  placed: Readonly<Record<string, Placed>>,
  library: Library = new Library(program),
): ThreadCode {
  const { slots, sites, body } = threadText(program, thread, placed, library);
  return { slots, sites, advance: new Function('S', 'b', body) as ThreadCode['advance'] };
}

/** What `compileThread` makes a function of: for looking at. */
export function threadText(
  program: Program,
  thread: number,
  placed: Readonly<Record<string, Placed>>,
  library: Library = new Library(program),
): Pick<ThreadCode, 'slots' | 'sites'> & { readonly body: string } {
  const entry = lowerThread(program, thread, placed, library);
  simplify(entry);
  dropNeedlessTurns(entry);
  const ownWords = nameWords(entry, program.privateWords) ? 0 : program.privateWords;
  const live = dropDead(entry);
  const layout = layOut(entry, live, ownWords);
  return { slots: layout.slots, ...emit(entry, layout, ownWords) };
}
