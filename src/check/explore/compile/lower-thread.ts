/** A thread's operations, one after another, with every call put where it is made: no function is left, and no stack. */

import type { FunctionDeclaration } from 'acorn';
import { signature } from '../../../kernel/dialect/annotation.ts';
import type { Program } from '../../program.ts';
import type { Placed } from '../thread-code.ts';
import { type Block, NOTHING, newBlock, TOO_DEEP } from './flow.ts';
import type { KernelFile } from './library.ts';
import { CompileError, type Library } from './library.ts';
import { lowerValue } from './lower-expression.ts';
import { lowerStatement } from './lower-statement.ts';
import { assign, type Bound, type Called, innerScope, jump, type Lowering, originOf, type Scope } from './lowering.ts';
import { assigns, someNode } from './syntax.ts';
import { constant, read, type Tree, type Variable } from './tree.ts';

export function lowerThread(
  program: Program,
  thread: number,
  placed: Readonly<Record<string, Placed>>,
  library: Library,
): Block {
  const entry = newBlock();
  const lowering: Lowering = { library, at: entry, call: 0, inline };
  for (const [index, call] of program.threads[thread].entries()) {
    const { driver } = library;
    const from = `${driver.source.path}: thread ${thread}, call ${index}`;
    const node = driver.exported.has(call.name) ? driver.functions.get(call.name) : undefined;
    if (!node) throw new CompileError(`${from}: expected an exported function ${call.name}, found none.`);
    const values = [...call.args];
    const args = parameters(driver, node).map(({ name, isWords }): Bound => {
      if (isWords && name === 'mine') return { is: 'words', memory: { is: 'private' } };
      if (isWords) {
        if (!Object.hasOwn(placed, name))
          throw new CompileError(`${from}: expected a region called ${name}, found ${Object.keys(placed).join(', ')}.`);
        return { is: 'words', memory: { is: 'region', name, placed: placed[name] } };
      }
      const value = values.shift();
      if (value === undefined) throw new CompileError(`${from}: ${call.name} takes more numbers than ${call.args}.`);
      return { is: 'value', value: constant(value | 0), isFixed: true };
    });
    if (values.length > 0) throw new CompileError(`${from}: ${call.name} takes fewer numbers than ${call.args}.`);
    lowering.call = index;
    const outside: Scope = { file: driver, inside: [], names: new Map(), returns: { to: newBlock(), result: null } };
    const value = inline(lowering, outside, { file: driver, node, args, from });
    const to = newBlock();
    lowering.at.end = { is: 'returned', value, call: index, to };
    lowering.at = to;
  }
  return entry;
}

/** How often a function may be inside itself: levels of a tree. Deeper is a fault, if a thread comes there. */
const MOST_DEEP = 3;

/** Puts a function's body here, and says what it returns. */
function inline(lowering: Lowering, caller: Scope, { file, node, args, from }: Called): Tree {
  const inside = [...caller.inside, node];
  const scope: Scope = { file, inside, names: new Map(), returns: { to: newBlock(), result: null } };
  if (inside.filter((one) => one === node).length > MOST_DEEP) {
    lowering.at.end = { is: 'fault', fault: TOO_DEEP, ...originOf(lowering, scope, node.id) };
    lowering.at = newBlock();
    return NOTHING;
  }
  for (const [index, { name, isWords }] of parameters(file, node).entries()) {
    const given = args[index];
    if (!given || isWords !== (given.is === 'words'))
      throw new CompileError(`${from} passes ${given ? 'something else' : 'nothing'} for the parameter ${name}.`);
    if (given.is === 'words') scope.names.set(name, given);
    else scope.names.set(name, parameter(lowering, node, name, given.value));
  }
  const last = node.body.body.at(-1);
  if (last?.type === 'ReturnStatement' && last.argument && !node.body.body.slice(0, -1).some(hasReturn)) {
    const body = innerScope(scope);
    for (const one of node.body.body.slice(0, -1)) lowerStatement(lowering, body, one);
    return lowerValue(lowering, body, last.argument);
  }
  const result: Variable | null = hasReturn(node.body) ? { name: node.id.name, isFixed: true } : null;
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

function parameters({ source }: KernelFile, node: FunctionDeclaration): { name: string; isWords: boolean }[] {
  const { params } = signature({ source, errors: [], names: new Map(), acceptedTypes: [] }, node);
  return node.params.flatMap((param, index) =>
    param.type === 'Identifier' ? [{ name: param.name, isWords: params[index] === 'words' }] : [],
  );
}
