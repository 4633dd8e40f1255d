import type { AnyNode } from 'acorn';

export interface Visited {
  readonly node: AnyNode;
  /** What it lies in, innermost last. */
  readonly ancestors: readonly AnyNode[];
}

/** A node and everything inside it, in source order. */
export function* nodesOf(node: AnyNode, ancestors: readonly AnyNode[] = []): Generator<Visited> {
  yield { node, ancestors };
  const inside = [...ancestors, node];
  for (const part of Object.values(node))
    for (const child of Array.isArray(part) ? part : [part])
      if (typeof child?.type === 'string') yield* nodesOf(child as AnyNode, inside);
}
