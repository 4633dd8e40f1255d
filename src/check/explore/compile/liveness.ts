/**
 * Which variables matter where: those whose value may still reach a step, a test or a result. In the strong sense (Giegerich, Möncke &
 * Wilhelm 1981): a variable that only serves to work out itself, like a counter that nobody reads, matters nowhere.
 */
import { type Block, reachable, simplify, successors, treesOfEnd } from './flow.ts';
import { collectVariables, type Variable } from './tree.ts';

/** The thread's own words as a whole, where they are no variables: they matter as long as any of them may be read. */
export const OWN_WORDS: Variable = { name: 'mine', isFixed: false };

export type LiveAtStart = ReadonlyMap<Block, ReadonlySet<Variable>>;

/** Takes out all assignments that do not matter, and what becomes needless by that. */
export function dropDead(entry: Block): LiveAtStart {
  for (;;) {
    simplify(entry);
    const live = liveAtStart(entry);
    let changed = false;
    for (const block of reachable(entry)) {
      const before = block.instructions.length;
      walkBack(block, live, (index) => block.instructions.splice(index, 1));
      const { end } = block;
      if (end.is === 'step' && end.result && !live.get(end.to)?.has(end.result)) block.end = { ...end, result: null };
      changed ||= block.instructions.length !== before || block.end !== end;
    }
    if (!changed) return live;
  }
}

/** Variables that matter when the thread goes on after this block's stop, its step's result aside. */
export function liveAfterStop({ end }: Block, live: LiveAtStart): ReadonlySet<Variable> {
  if (end.is !== 'step' && end.is !== 'returned') return new Set();
  const after = new Set(live.get(end.to));
  if (end.is === 'step' && end.result) after.delete(end.result);
  return after;
}

function liveAtStart(entry: Block): LiveAtStart {
  const blocks = reachable(entry).reverse();
  const live = new Map<Block, ReadonlySet<Variable>>(blocks.map((block) => [block, new Set()]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of blocks) {
      const now = walkBack(block, live, () => {});
      changed ||= now.size !== live.get(block)?.size; // sets only grow
      live.set(block, now);
    }
  }
  return live;
}

/**
 * What is live at a block's start, from what is at its successors'.
 *
 * @param onDead - hears the indexes of instructions that do not matter, from the last to the first.
 */
export function walkBack(
  block: Block,
  live: LiveAtStart,
  onDead: (index: number) => void,
  onAssigned: (to: Variable, after: ReadonlySet<Variable>) => void = () => {},
): Set<Variable> {
  const now = new Set<Variable>();
  for (const next of successors(block)) for (const variable of live.get(next) ?? []) now.add(variable);
  if (block.end.is === 'step' && block.end.result) now.delete(block.end.result);
  for (const tree of treesOfEnd(block.end)) collectVariables(tree, now);
  for (let index = block.instructions.length - 1; index >= 0; index--) {
    const one = block.instructions[index];
    if (one.does === 'assign') {
      if (now.has(one.to)) {
        onAssigned(one.to, now);
        now.delete(one.to);
        collectVariables(one.value, now);
      } else onDead(index);
    } else if (one.does === 'load') {
      // Its index matters even where its value does not: it may be out of range.
      onAssigned(one.to, now);
      now.delete(one.to);
      now.add(OWN_WORDS);
      collectVariables(one.index, now);
    } else if (one.does === 'store') {
      collectVariables(one.index, now);
      collectVariables(one.value, now);
    }
  }
  return now;
}
