import { type Expression, parseExpressionAt } from 'acorn';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDialect } from '../../src/kernel/dialect.ts';

/** What a machine with 32-bit registers makes of an expression over `a` and `b`: every step wraps. */
function onMachine(node: Expression, a: number, b: number): bigint {
  const wrap = (value: bigint) => BigInt.asIntN(32, value);
  const value = (one: unknown) => onMachine(one as Expression, a, b);
  if (node.type === 'Literal') return wrap(BigInt(node.value as number));
  if (node.type === 'Identifier') return BigInt(node.name === 'a' ? a : b);
  if (node.type === 'UnaryExpression')
    return wrap(node.operator === '-' ? -value(node.argument) : ~value(node.argument));
  if (node.type === 'ConditionalExpression')
    return value(node.test) !== 0n ? value(node.consequent) : value(node.alternate);
  if (node.type === 'CallExpression') return wrap(value(node.arguments[0]) * value(node.arguments[1]));
  if (node.type !== 'BinaryExpression') throw new Error(`no rule for ${node.type}`);
  const [left, right] = [value(node.left), value(node.right)];
  switch (node.operator) {
    case '+':
      return wrap(left + right);
    case '-':
      return wrap(left - right);
    case '*':
      return wrap(left * right);
    case '/':
      return wrap(left / right);
    case '|':
      return left | right;
    case '&':
      return left & right;
    case '<<':
      return wrap(left << (right & 31n));
    case '>>':
      return left >> (right & 31n);
    case '<':
      return left < right ? 1n : 0n;
    default:
      throw new Error(`no rule for ${node.operator}`);
  }
}

const INTERESTING = [0, 1, 2, 3, 31, 65536, 2147483646, 2147483647];
const literal = fc.oneof(fc.constantFrom(...INTERESTING), fc.nat(2147483647)).map(String);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom('a', 'b'),
    literal,
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `(${x} + ${y})`),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `(${x} - ${y})`),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `((${x} + ${y}) | 0)`),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `((${x} - ${y}) & ${y})`),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `(${x} << ${y})`),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `(${x} >> ${y})`),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `(${x} < ${y} ? ${x} : ${y})`),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `Math.imul(${x}, ${y})`),
    fc.tuple(literal, literal).map(([x, y]) => `(${x} * ${y})`),
    fc.tuple(tie('expression'), fc.constantFrom('0', '1', '7', 'b')).map(([x, y]) => `((${x} / ${y}) | 0)`),
    tie('expression').map((x) => `((-${x}) | 0)`),
    tie('expression').map((x) => `(~${x})`),
  ),
}));
const i32 = fc.oneof(fc.constantFrom(...INTERESTING, -1, -2147483647, -2147483648), fc.integer());

test('an accepted expression has in JavaScript the value that 32-bit registers give it', () => {
  const verdicts = { accepted: 0, refused: 0 };
  const property = fc.property(expression, fc.array(fc.tuple(i32, i32), { minLength: 4 }), (text, inputs) => {
    const source = `export function f(a: i32, b: i32): i32 { return ${text}; }`;
    const isAccepted = checkDialect('random.ts', source).length === 0;
    verdicts[isAccepted ? 'accepted' : 'refused']++;
    if (!isAccepted) return;
    const inJavaScript = new Function('a', 'b', `return ${text};`);
    const node = parseExpressionAt(text, 0, { ecmaVersion: 'latest' });
    for (const [a, b] of inputs) expect(inJavaScript(a, b)).toBe(Number(onMachine(node, a, b)));
  });
  const seed = process.env.SEED ? Number(process.env.SEED) : Date.now() | 0;
  fc.assert(property, { numRuns: 1500, seed }); // a failure prints the seed: SEED=… runs it again
  expect(verdicts.accepted).toBeGreaterThan(300); // otherwise the test says nothing
  expect(verdicts.refused).toBeGreaterThan(100);
});
