/**
 * Where variables live. One that matters across a stop has a slot of the state; variables that never matter at the same time share one.
 * All others are locals of `advance`.
 *
 * At each stop the slots that do not matter behind it are made 0, where they may be something else.
 */
import { SLOT } from '../thread-code.ts';
import { type Block, reachable, stops, successors } from './flow.ts';
import { type LiveAtStart, liveAfterStop, OWN_WORDS, walkBack } from './liveness.ts';
import type { Variable } from './tree.ts';

export interface Layout {
  /** Slots from the thread's base, header included. */
  readonly slots: number;
  /** From the thread's base; absent: a local of `advance`. OWN_WORDS: the first of them. */
  readonly slotOf: ReadonlyMap<Variable, number>;
  /** Slots to make 0 at each block that stops. */
  readonly cleared: ReadonlyMap<Block, readonly number[]>;
}

/** @param ownWords - words of the thread that are no variables. */
export function layOut(entry: Block, live: LiveAtStart, ownWords: number): Layout {
  const blocks = reachable(entry);
  const lasting = new Set(blocks.flatMap((block) => [...liveAfterStop(block, live)]));
  lasting.delete(OWN_WORDS);
  const slotOf = new Map<Variable, number>();
  let slots: number = SLOT.FIRST;
  if (ownWords > 0) {
    slotOf.set(OWN_WORDS, slots);
    slots += ownWords;
  }
  const firstShared = slots;
  const conflicts = conflictsAmong(lasting, blocks, live);
  for (const variable of lasting) {
    const taken = new Set([...(conflicts.get(variable) ?? [])].map((other) => slotOf.get(other)));
    let slot = firstShared;
    while (taken.has(slot)) slot++;
    slotOf.set(variable, slot);
    slots = Math.max(slots, slot + 1);
  }
  return { slots, slotOf, cleared: clearedSlots(entry, live, slotOf, ownWords) };
}

/** Pairs of which one is assigned to while the other matters. */
function conflictsAmong(
  lasting: ReadonlySet<Variable>,
  blocks: readonly Block[],
  live: LiveAtStart,
): Map<Variable, Set<Variable>> {
  const conflicts = new Map([...lasting].map((one) => [one, new Set<Variable>()]));
  const assigned = (to: Variable, after: ReadonlySet<Variable>) => {
    if (!lasting.has(to)) return;
    for (const other of after) {
      if (other === to || !lasting.has(other)) continue;
      conflicts.get(to)?.add(other);
      conflicts.get(other)?.add(to);
    }
  };
  for (const block of blocks) {
    walkBack(block, live, () => {}, assigned);
    if (block.end.is === 'step' && block.end.result) assigned(block.end.result, live.get(block.end.to) ?? new Set());
  }
  return conflicts;
}

/** Follows which slots may hold something, from the beginning on. */
function clearedSlots(
  entry: Block,
  live: LiveAtStart,
  slotOf: ReadonlyMap<Variable, number>,
  ownWords: number,
): Map<Block, number[]> {
  const slotsOf = (variable: Variable): number[] => {
    const first = slotOf.get(variable);
    if (first === undefined) return [];
    return variable === OWN_WORDS ? Array.from({ length: ownWords }, (_, word) => first + word) : [first];
  };
  const filledAtStart = new Map<Block, Set<number>>([[entry, new Set()]]);
  const cleared = new Map<Block, number[]>();
  const waiting = [entry];
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    const filled = new Set(filledAtStart.get(block));
    for (const one of block.instructions) {
      if (one.does === 'turn') continue;
      const to = one.does === 'store' ? OWN_WORDS : one.to;
      for (const slot of slotsOf(to)) filled.add(slot);
    }
    if (stops(block)) {
      const kept = new Set([...liveAfterStop(block, live)].flatMap(slotsOf));
      cleared.set(
        block,
        [...filled].filter((slot) => !kept.has(slot)).sort((a, b) => a - b),
      );
      for (const slot of filled) if (!kept.has(slot)) filled.delete(slot);
      if (block.end.is === 'step' && block.end.result) for (const slot of slotsOf(block.end.result)) filled.add(slot);
    }
    for (const next of successors(block)) {
      const known = filledAtStart.get(next);
      const before = known?.size ?? -1;
      const joined = known ?? new Set();
      for (const slot of filled) joined.add(slot);
      filledAtStart.set(next, joined);
      if (joined.size !== before) waiting.push(next);
    }
  }
  return cleared;
}
