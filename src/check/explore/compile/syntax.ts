/** Questions about a function's syntax that decide how it is lowered. */
import type { AnyNode } from 'acorn';

/** Does the node itself, or any node inside it, answer yes? */
export function someNode(node: AnyNode, asks: (node: AnyNode) => boolean): boolean {
  return (
    asks(node) ||
    Object.values(node).some((part) =>
      (Array.isArray(part) ? part : [part]).some((one) => typeof one?.type === 'string' && someNode(one, asks)),
    )
  );
}

/** Is `name` assigned to inside? By name alone: a shadowing local counts too, which costs a copy at most. */
export function assigns(node: AnyNode, name: string): boolean {
  return someNode(node, (one) => {
    const target =
      one.type === 'AssignmentExpression' ? one.left : one.type === 'UpdateExpression' ? one.argument : null;
    return target?.type === 'Identifier' && target.name === name;
  });
}

/** Can it be evaluated at any time? Not where it accesses words or calls a function, Math.imul aside. */
export function isPure(node: AnyNode): boolean {
  return !someNode(
    node,
    (one) =>
      (one.type === 'CallExpression' && !isImul(one)) ||
      (one.type === 'MemberExpression' && one.object.type === 'Identifier' && one.object.name !== 'Math'),
  );
}

export function isImul(node: AnyNode): boolean {
  return node.type === 'CallExpression' && memberCalled(node, 'Math') === 'imul';
}

/** The name behind the dot in `object.name(…)`; null: another kind of call. */
export function memberCalled(node: AnyNode, object: string): string | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return null;
  const { object: owner, property } = node.callee;
  const isOwner = owner.type === 'Identifier' && owner.name === object;
  return isOwner && property.type === 'Identifier' ? property.name : null;
}
