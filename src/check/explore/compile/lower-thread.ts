/** A thread's operations, one after another. */
import type { Program } from '../../program.ts';
import type { Placed } from '../thread-code.ts';
import { type Block, newBlock } from './flow.ts';
import { inline, signatureOf } from './inline.ts';
import { CompileError, type Library } from './library.ts';
import type { Bound, Lowering, Scope } from './lowering.ts';
import { constant } from './tree.ts';

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
    const { params } = signatureOf(driver, node);
    const numbers = params.filter(({ isWords }) => !isWords).length;
    if (numbers !== call.args.length)
      throw new CompileError(`${from}: expected ${numbers} numbers for ${call.name}, found ${call.args.length}.`);
    const values = [...call.args];
    const args = params.map(({ name, isWords }): Bound => {
      if (isWords && name === 'mine') return { is: 'words', memory: { is: 'private' } };
      if (isWords) {
        if (!Object.hasOwn(placed, name))
          throw new CompileError(`${from}: expected a region called ${name}, found ${Object.keys(placed).join(', ')}.`);
        return { is: 'words', memory: { is: 'region', name, placed: placed[name] } };
      }
      return { is: 'value', value: constant(Number(values.shift()) | 0), isFixed: true };
    });
    lowering.call = index;
    const outside: Scope = { file: driver, inside: [], names: new Map(), returns: { to: newBlock(), result: null } };
    const value = inline(lowering, outside, { file: driver, node, args, from });
    const to = newBlock();
    lowering.at.end = { is: 'returned', value, call: index, to };
    lowering.at = to;
  }
  return entry;
}
