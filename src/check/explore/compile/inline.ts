/** Calls: the function's body is put where it is called, so that no function is left, and no stack. */
import type { FunctionDeclaration } from 'acorn';
import { signature } from '../../../kernel/dialect/annotation.ts';
import { FAULT } from '../thread-code.ts';
import { NOTHING, newBlock } from './flow.ts';
import { CompileError, type KernelFile } from './library.ts';
import { lowerValue } from './lower-expression.ts';
import { lowerStatement } from './lower-statement.ts';
import { assign, type Bound, type Called, innerScope, jump, type Lowering, originOf, type Scope } from './lowering.ts';
import { assigns, someNode } from './syntax.ts';
import { read, type Tree, type Variable } from './tree.ts';

/** How often a function may be inside itself: levels of a tree. Deeper is a fault, if a thread comes there. */
const MOST_DEEP = 3;

/** Puts a function's body here, and says what it returns. */
export function inline(lowering: Lowering, caller: Scope, { file, node, args, from }: Called): Tree {
  const inside = [...caller.inside, node];
  const scope: Scope = { file, inside, names: new Map(), returns: { to: newBlock(), result: null } };
  if (inside.filter((one) => one === node).length > MOST_DEEP) {
    lowering.at.end = { is: 'fault', fault: FAULT.TOO_DEEP, ...originOf(lowering, scope, node.id) };
    lowering.at = newBlock();
    return NOTHING;
  }
  const { params, hasResult } = signatureOf(file, node);
  for (const [index, { name, isWords }] of params.entries()) {
    const given = args[index];
    if (!given || isWords !== (given.is === 'words'))
      throw new CompileError(`${from} passes ${given ? 'something else' : 'nothing'} for the parameter ${name}.`);
    if (given.is === 'words') scope.names.set(name, given);
    else scope.names.set(name, parameter(lowering, node, name, given.value));
  }
  const last = node.body.body.at(-1);
  if (hasResult && last?.type === 'ReturnStatement' && last.argument && !node.body.body.slice(0, -1).some(hasReturn)) {
    const body = innerScope(scope);
    for (const one of node.body.body.slice(0, -1)) lowerStatement(lowering, body, one);
    return lowerValue(lowering, body, last.argument);
  }
  const result: Variable | null = hasResult ? { name: node.id.name, isFixed: true } : null;
  const { to } = scope.returns;
  lowerStatement(lowering, { ...scope, returns: { to, result } }, node.body);
  jump(lowering, to, to);
  return result ? read(result) : NOTHING;
}

function hasReturn(node: FunctionDeclaration['body']['body'][number]): boolean {
  return someNode(node, (one) => one.type === 'ReturnStatement');
}

/** A parameter that is never assigned to is another name for what was passed: nothing changes that before the function returns. */
function parameter(lowering: Lowering, node: FunctionDeclaration, name: string, value: Tree): Bound {
  const isFixed = !assigns(node.body, name);
  if (isFixed && value.is !== 'operation') return { is: 'value', value, isFixed };
  const variable: Variable = { name, isFixed };
  assign(lowering, variable, value);
  return { is: 'value', value: read(variable), isFixed };
}

/** A function's parameters in order, and whether it returns something. */
export function signatureOf(
  { source }: KernelFile,
  node: FunctionDeclaration,
): { params: readonly { readonly name: string; readonly isWords: boolean }[]; hasResult: boolean } {
  const { params, returns } = signature({ source, errors: [], names: new Map(), acceptedTypes: [] }, node);
  return {
    params: node.params.flatMap((param, index) =>
      param.type === 'Identifier' ? [{ name: param.name, isWords: params[index] === 'words' }] : [],
    ),
    hasResult: returns !== 'void',
  };
}
