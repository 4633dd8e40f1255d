/** Random functions of the kernel dialect, whose calls end: everything that an expression or a statement may be, nested. */
import type { Random } from '../../src/stats/random.ts';

export const WORDS = 8;
export const OWN_WORDS = 4;

/** A file that exports `main(words, mine, a, b)`, and imports `pause` and `copyWords` from `atomics`. */
export function randomSource(random: Random, atomics: string): string {
  return new Writer(random).file(atomics);
}

interface Names {
  /** Locals that may be assigned to, and those that may only be read. */
  readonly variables: string[];
  readonly constants: string[];
  readonly booleans: string[];
  readonly isInLoop: boolean;
  /** Helpers call only those before them. */
  readonly helpers: readonly string[];
}

const PARAMETERS = 'words: Words, mine: Words, a: i32, b: i32';

class Writer {
  readonly #random: Random;
  /** The thread's own words are only named by constants. */
  readonly #namesOwn: boolean;
  #names = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#namesOwn = random.below(2) === 0;
  }

  file(atomics: string): string {
    const helpers: string[] = [];
    const functions: string[] = [];
    for (const name of ['helper', 'main']) {
      const prefix = name === 'main' ? 'export function' : 'function';
      functions.push(`${prefix} ${name}(${PARAMETERS}): i32 {\n${this.#body([...helpers])}}`);
      helpers.push(name);
    }
    return [
      `import { copyWords } from '${atomics}/copy.ts';`,
      `import { pause } from '${atomics}/pause.ts';`,
      "import type { i32, Words } from './contract.ts';",
      'const LIMIT: i32 = 3;',
      ...functions,
    ].join('\n');
  }

  #body(helpers: readonly string[]): string {
    const names: Names = { variables: ['a', 'b'], constants: [], booleans: [], isInLoop: false, helpers };
    return `${this.#statements(names, 3)}return ${this.#value(names, 2)};\n`;
  }

  #one<T>(choices: readonly T[]): T {
    return choices[this.#random.below(choices.length)];
  }

  #fresh(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  #statements(outer: Names, depth: number): string {
    const names = {
      ...outer,
      variables: [...outer.variables],
      constants: [...outer.constants],
      booleans: [...outer.booleans],
    };
    return Array.from({ length: 1 + this.#random.below(3) }, () => this.#statement(names, depth)).join('');
  }

  /** May add to `names`. */
  #statement(names: Names, depth: number): string {
    const value = () => this.#value(names, 2);
    const test = () => this.#test(names, 2);
    const block = (more: Partial<Names> = {}) => `{\n${this.#statements({ ...names, ...more }, depth - 1)}}`;
    const simple = [
      () => `${this.#one(names.variables)} = ${value()};\n`,
      () => `${this.#one(names.variables)} ${this.#one(['|=', '&=', '^='])} ${value()};\n`,
      () => `${this.#word(names, 1)} = ${value()};\n`,
      () => `Atomics.store(words, ${this.#index(names, WORDS, 1)}, ${value()});\n`,
      () => `${this.#value(names, 0, ['call'])};\n`,
      () => 'pause();\n',
      () =>
        `copyWords(${this.#one(['words, 1, words, 4', ...(this.#namesOwn ? [] : ['mine, 1, words, 5', 'words, 0, mine, 2'])])}, ${value()} & 1);\n`,
      () => {
        const name = this.#fresh('v');
        const text = `let ${name}: i32 = ${value()};\n`;
        names.variables.push(name);
        return text;
      },
      () => {
        const name = this.#fresh('c');
        const text = `const ${name} = ${this.#one([value(), this.#one(names.variables)])};\n`;
        names.constants.push(name);
        return text;
      },
      () => {
        const name = this.#fresh('t');
        const text = `const ${name} = ${test()};\n`;
        names.booleans.push(name);
        return text;
      },
    ];
    const nested = [
      () => `if (${test()}) ${block()}\n`,
      () => `if (${test()}) ${block()} else ${block()}\n`,
      () => `if (${test()}) return ${value()};\n`,
      () => `{\nlet a: i32 = ${this.#random.below(9)};\n${this.#statements(names, depth - 1)}}\n`,
      () => {
        const i = this.#fresh('turn');
        const constants = [...names.constants, i];
        return `for (let ${i} = 0; ${i} < LIMIT; ${i}++) ${block({ constants, isInLoop: true })}\n`;
      },
      () => {
        const turns = this.#fresh('n');
        const inside = `{\n${turns} = (${turns} + 1) | 0;\n${this.#statements({ ...names, isInLoop: true }, depth - 1)}}`;
        const going = `${turns} < 3 && ${test()}`;
        const loop = this.#one([`while (${going}) ${inside}`, `do ${inside} while (${going});`]);
        return `let ${turns}: i32 = 0;\n${loop}\n`;
      },
      () => {
        const cases = [0, 2, 1].map((n) => `case ${n}: ${block()}\n${this.#one(['break;\n', ''])}`);
        cases.splice(this.#random.below(4), 0, `default: ${block()}\n`);
        return `switch (${value()} & 3) {\n${cases.join('')}}\n`;
      },
      ...(names.isInLoop ? [() => `if (${test()}) ${this.#one(['break', 'continue'])};\n`] : []),
    ];
    return this.#one(depth > 0 ? [...simple, ...nested] : simple)();
  }

  #word(names: Names, depth: number): string {
    return this.#one([`words[${this.#index(names, WORDS, depth)}]`, `mine[${this.#ownIndex(names, depth)}]`]);
  }

  #index(names: Names, length: number, depth: number): string {
    return this.#one([`${this.#value(names, depth)} & ${length - 1}`, `${this.#random.below(length)}`]);
  }

  #ownIndex(names: Names, depth: number): string {
    return this.#namesOwn ? `${this.#random.below(OWN_WORDS)}` : this.#index(names, OWN_WORDS, depth);
  }

  #value(names: Names, depth: number, kinds: readonly ('leaf' | 'call' | 'pure')[] = ['leaf', 'call', 'pure']): string {
    const value = () => this.#value(names, depth - 1);
    const kind = this.#one(depth > 0 || kinds.length === 1 ? kinds : (['leaf'] as const));
    const words = () =>
      this.#one([`words, ${this.#index(names, WORDS, depth - 1)}`, `mine, ${this.#ownIndex(names, depth - 1)}`]);
    if (kind === 'call') {
      const update = this.#one(['add', 'sub', 'and', 'or', 'xor', 'exchange']);
      const calls = [
        `Atomics.load(${words()})`,
        `Atomics.${update}(${words()}, ${value()})`,
        `Atomics.compareExchange(${words()}, ${value()}, ${value()})`,
        ...names.helpers.map((name) => `${name}(words, mine, ${value()}, ${value()})`),
      ];
      return this.#one(calls);
    }
    if (kind === 'pure')
      return this.#one([
        `((${value()} ${this.#one(['+', '-', '|', '&', '^', '<<', '>>'])} ${value()}) | 0)`,
        `((${value()} + ${value()} - ${value()}) | 0)`,
        `Math.imul(${value()}, ${value()})`,
        `((${value()} / 3) | 0)`,
        `(~${value()})`,
        `((-${value()}) | 0)`,
        `(${this.#test(names, depth - 1)} ? ${value()} : ${value()})`,
        this.#word(names, depth - 1),
      ]);
    return this.#one([
      ...names.variables,
      ...names.constants,
      `${this.#random.below(5)}`,
      `(-${1 + this.#random.below(3)})`,
      'LIMIT',
    ]);
  }

  #test(names: Names, depth: number): string {
    const value = () => this.#value(names, depth - 1);
    const test = () => this.#test(names, depth - 1);
    if (depth <= 0) return this.#one([...names.booleans, `${this.#value(names, 1)} < ${this.#value(names, 0)}`]);
    return this.#one([
      `${value()} ${this.#one(['<', '>', '<=', '>=', '===', '!=='])} ${value()}`,
      `(${test()} && ${test()})`,
      `(${test()} || ${test()})`,
      `!(${test()})`,
      `(${test()}) ${this.#one(['===', '!=='])} (${test()})`,
      `(${test()} ? ${test()} : ${test()})`,
    ]);
  }
}
