/** What a file's names stand for, by how its functions use them. */
import type { AnyNode, FunctionDeclaration } from 'acorn';
import { atomicCall, isWord } from './accesses.ts';
import { nodesOf } from './nodes.ts';

export interface Uses {
  /** Constants that name a word which the descriptor declares as a tunable, and locals that hold such a word. */
  readonly tunables: ReadonlySet<string>;
  /** Constants that name a word which nothing but `init` writes. */
  readonly fixedWords: ReadonlySet<string>;
  /** Constants that are written into words or expected there, and are no part of an index: states. */
  readonly states: ReadonlyMap<string, number>;
}

/** @param tunedWords - constants that the descriptor names as tunables' words. */
export function usesOf(
  functions: readonly FunctionDeclaration[],
  constants: ReadonlyMap<string, number>,
  tunedWords: ReadonlySet<string>,
): Uses {
  const tunables = new Set(tunedWords);
  const changed = new Set<string>();
  const indexes = new Set<string>();
  const values = new Set<string>();
  for (const one of functions) {
    for (const { node } of nodesOf(one)) {
      const { index, written } = accessOf(node);
      for (const value of written) if (value.type === 'Identifier') values.add(value.name);
      if (index) for (const { node: part } of nodesOf(index)) if (part.type === 'Identifier') indexes.add(part.name);
      if (index?.type === 'Identifier' && written.length > 0 && one.id?.name !== 'init') changed.add(index.name);
      if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init && isWord(node.init))
        if (node.init.property.type === 'Identifier' && tunedWords.has(node.init.property.name))
          tunables.add(node.id.name);
    }
  }
  return {
    tunables,
    fixedWords: new Set([...constants.keys()].filter((name) => !changed.has(name))),
    states: new Map([...constants].filter(([name]) => values.has(name) && !indexes.has(name))),
  };
}

/** The word that `node` accesses, and what it writes there or expects. */
function accessOf(node: AnyNode): { index: AnyNode | null; written: readonly AnyNode[] } {
  const call = atomicCall(node);
  if (call) return { index: call.index, written: call.values };
  if (node.type === 'AssignmentExpression' && isWord(node.left))
    return { index: node.left.property, written: [node.right] };
  return { index: isWord(node) ? node.property : null, written: [] };
}
