/**
 * A thread's own words become variables where every access names its word by a constant: then each is forgotten as soon as nobody
 * reads it again, and states that differ only there are one. Otherwise they stay words.
 */
import { type Block, type Instruction, reachable } from './flow.ts';
import { read, type Tree, type Variable } from './tree.ts';

/** @returns true: they are variables now. */
export function nameWords(entry: Block, privateWords: number): boolean {
  const blocks = reachable(entry);
  const indexes = blocks.flatMap(({ instructions }) =>
    instructions.flatMap((one) => (one.does === 'load' || one.does === 'store' ? [one.index] : [])),
  );
  if (!indexes.every((index) => index.is === 'constant' && index.value >= 0 && index.value < privateWords))
    return false;
  const words = new Map<number, Variable>();
  for (const block of blocks) block.instructions = block.instructions.map((one) => named(one, words));
  return true;
}

function named(one: Instruction, words: Map<number, Variable>): Instruction {
  if (one.does === 'assign' || one.does === 'turn') return one;
  const word = wordAt(one.index, words);
  if (one.does === 'load') return { does: 'assign', to: one.to, value: read(word) };
  return { does: 'assign', to: word, value: one.value };
}

function wordAt(index: Tree, words: Map<number, Variable>): Variable {
  const at = index.is === 'constant' ? index.value : Number.NaN;
  const known = words.get(at);
  if (known) return known;
  const variable: Variable = { name: `mine${at}`, isFixed: false };
  words.set(at, variable);
  return variable;
}
