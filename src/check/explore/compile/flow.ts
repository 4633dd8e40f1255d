/** A thread's code as a graph: blocks of pure work, each of which ends in a jump, a step on shared memory, or the end. */
import type { Placed, Site } from '../thread-code.ts';
import { constant, type Tree, type Variable } from './tree.ts';

/** Where an instruction or a step comes from: the index of the operation, and the place in the source. */
export interface Origin {
  readonly site: Site;
  readonly call: number;
}

/**
 * What happens inside a block: nobody else can see it. `load` and `store` access the thread's private words; `turn` counts the turns
 * of a loop that may go on for ever.
 */
export type Instruction =
  | { readonly does: 'assign'; readonly to: Variable; readonly value: Tree }
  | ({ readonly does: 'load'; readonly to: Variable; readonly index: Tree } & Origin)
  | ({ readonly does: 'store'; readonly value: Tree; readonly index: Tree } & Origin)
  | ({ readonly does: 'turn' } & Origin);

/** One step: what the machine does between two runs of `advance`. */
export interface Step extends Origin {
  readonly is: 'step';
  /** One of OP. */
  readonly op: number;
  /** Null: the step has no address. */
  readonly region: Placed | null;
  readonly index: Tree;
  readonly a: Tree;
  readonly b: Tree;
  /** Where its result goes when the thread goes on at `to`, which nothing else leads to. */
  readonly result: Variable | null;
  readonly to: Block;
}

export type End =
  | Step
  | { readonly is: 'jump'; readonly to: Block }
  | { readonly is: 'branch'; readonly test: Tree; readonly yes: Block; readonly no: Block }
  | { readonly is: 'returned'; readonly value: Tree; readonly call: number; readonly to: Block }
  | ({ readonly is: 'fault'; readonly fault: number } & Origin)
  | { readonly is: 'done' };

export interface Block {
  instructions: Instruction[];
  end: End;
}

export function newBlock(): Block {
  return { instructions: [], end: { is: 'done' } };
}

/** Blocks that may come next. */
export function successors({ end }: Block): readonly Block[] {
  if (end.is === 'done' || end.is === 'fault') return [];
  return end.is === 'branch' ? [end.yes, end.no] : [end.to];
}

/** Does the thread stop at this block's end, until somebody calls `advance` again? */
export function stops({ end }: Block): boolean {
  return end.is !== 'jump' && end.is !== 'branch';
}

/** All blocks that can be reached, `entry` first. */
export function reachable(entry: Block): Block[] {
  const found = new Set<Block>([entry]);
  for (const block of found) for (const next of successors(block)) found.add(next);
  return [...found];
}

/** Trees that a block's end evaluates. */
export function treesOfEnd(end: End): readonly Tree[] {
  if (end.is === 'step') return [end.index, end.a, end.b];
  if (end.is === 'branch') return [end.test];
  return end.is === 'returned' ? [end.value] : [];
}

/** Where a jump to `block` really goes: blocks without work are passed through. */
export function destination(block: Block): Block {
  const passed = new Set<Block>();
  let at = block;
  while (at.instructions.length === 0 && at.end.is === 'jump' && !passed.has(at)) {
    passed.add(at);
    at = at.end.to;
  }
  return at;
}

/** Takes out jumps to jumps, and branches that lead to one place or whose test is known. */
export function simplify(entry: Block): void {
  for (const block of reachable(entry)) {
    const { end } = block;
    if (end.is === 'jump') block.end = { is: 'jump', to: destination(end.to) };
    else if (end.is === 'branch') {
      const yes = destination(end.yes);
      const no = destination(end.no);
      if (end.test.is === 'constant') block.end = { is: 'jump', to: end.test.value ? yes : no };
      else block.end = yes === no ? { is: 'jump', to: yes } : { ...end, yes, no };
    } else if (end.is === 'returned') block.end = { ...end, to: destination(end.to) };
    else if (end.is === 'step' && end.result === null) block.end = { ...end, to: destination(end.to) };
  }
}

/** Turns are counted only where the thread can come back without a step: other loops show the explorer each turn. */
export function dropNeedlessTurns(entry: Block): void {
  for (const block of reachable(entry))
    if (!comesBackWithoutStep(block)) block.instructions = block.instructions.filter(({ does }) => does !== 'turn');
}

function comesBackWithoutStep(block: Block): boolean {
  const met = new Set<Block>();
  const waiting = [block];
  for (let at = waiting.pop(); at; at = waiting.pop())
    for (const next of stops(at) ? [] : successors(at)) {
      if (next === block) return true;
      if (!met.has(next)) waiting.push(next);
      met.add(next);
    }
  return false;
}

export const NOTHING: Tree = constant(0);
