/** Small programs in the kernel dialect, drawn at random: a function for each thread, over two or three words. */
import { fileURLToPath } from 'node:url';
import type { Program } from '../../../src/check/program.ts';
import type { Random } from '../../../src/stats/random.ts';

export interface RandomProgram {
  readonly program: Program;
  /** The driver's text; there is no such file. */
  readonly text: string;
  /** Names of its functions. */
  readonly exports: readonly string[];
}

const CELLS = ['X', 'Y', 'Z'];

const HEADER = `import { park, parkFor, wake } from '../../../src/atomics/wait.ts';
import type { i32, Words } from '../../../src/contract.ts';
const X: i32 = 0;
const Y: i32 = 1;
const Z: i32 = 2;
function bumped(words: Words, at: i32): i32 {
  return (Atomics.add(words, at, 1) + 10) | 0;
}
`;

export function randomProgram(random: Random): RandomProgram {
  const threads = 2 + (random.below(3) === 0 ? 1 : 0);
  const sleeps = random.below(2) === 0;
  const plain = random.below(2) === 0;
  const cells = 2 + random.below(2);
  const bodies = Array.from({ length: threads }, () =>
    new Body(random, { sleeps, plain, cells }).text(threads === 2 ? 4 : 3),
  );
  const names = bodies.map((_, thread) => `run${thread}`);
  const functions = bodies.map((body, thread) => `export function ${names[thread]}(words: Words): i32 {\n${body}}\n`);
  const initial = Int32Array.of(random.below(2), random.below(2), 0);
  const startsAfter = threads === 3 && random.below(2) === 0 ? { startsAfter: { 2: random.below(2) } } : {};
  return {
    text: HEADER + functions.join(''),
    exports: names,
    program: {
      name: 'random',
      driver: fileURLToPath(new URL('./generated.ts', import.meta.url)),
      regions: { words: { initial, names: { X: 0, Y: 1, Z: 2 } } },
      privateWords: 0,
      threads: names.map((name) => [{ name, args: [] }]),
      ...startsAfter,
    },
  };
}

interface Features {
  readonly sleeps: boolean;
  readonly plain: boolean;
  /** Words in use. */
  readonly cells: number;
}

/** The body of one thread. Its locals are `v`, what was seen last, and `r`, which collects all that was seen. */
class Body {
  readonly #random: Random;
  readonly #with: Features;

  constructor(random: Random, features: Features) {
    this.#random = random;
    this.#with = features;
  }

  /** @param accesses - at most so many on any way through. */
  text(accesses: number): string {
    return `  let v: i32 = 0;\n  let r: i32 = 0;\n${this.#statements(accesses)}  return (r + v) | 0;\n`;
  }

  #statements(accesses: number): string {
    let text = '';
    for (let left = accesses; left > 0; ) {
      const [statement, cost] = this.#statement(left);
      text += statement;
      left -= cost;
    }
    return text;
  }

  #statement(left: number): readonly [string, number] {
    const look = `  r = (Math.imul(r, 5) + v) | 0;\n`;
    switch (this.#random.below(left >= 2 ? 14 : 9)) {
      case 9: {
        const then = this.#statements(left - 1);
        const otherwise = this.#random.below(2) === 0 ? ` else {\n${this.#statements(left - 1)}}` : '';
        return [`if (${this.#value()} === ${this.#small()}) {\n${then}}${otherwise}\n`, left];
      }
      case 10:
        return [`for (let i: i32 = 0; i < 2; i++) {\n  v = ${this.#value()};\n${look}}\n`, 2];
      case 11:
        return [`  Atomics.store(words, ${this.#cell()}, ${this.#value()});\n`, 2];
      case 12:
        return [`  v = ${this.#value()} === ${this.#small()} ? ${this.#value()} : 7;\n${look}`, 2];
      case 13:
        return [`if (${this.#value()} > 0 && ${this.#value()} === ${this.#small()}) return (r + 3) | 0;\n`, 2];
      case 8:
        return [`if (v === ${this.#small()}) {\n${this.#effect()}}\n`, 1];
      case 7:
      case 6:
      case 5:
        return [this.#effect(), 1];
      default:
        return [`  v = ${this.#value()};\n${look}`, 1];
    }
  }

  /** One access that yields a number. */
  #value(): string {
    const cell = this.#cell();
    const small = this.#small();
    const one = this.#random.below(14);
    if (one < 3) return `Atomics.load(words, ${cell})`;
    if (one === 3) return `bumped(words, ${cell})`;
    if (one === 4) return `Atomics.compareExchange(words, ${cell}, ${small}, ${this.#small()})`;
    if (one < 9) {
      const op = ['add', 'sub', 'and', 'or', 'xor', 'exchange'][this.#random.below(6)];
      return `Atomics.${op}(words, ${cell}, ${small})`;
    }
    if (one < 11 && this.#with.plain) return `words[${cell}]`;
    if (one < 13 && this.#with.sleeps)
      return this.#random.below(2) === 0
        ? `wake(words, ${cell}, ${1 + this.#random.below(2)})`
        : `parkFor(words, ${cell}, ${small}, 10)`;
    return `Atomics.load(words, ${cell})`;
  }

  /** One access as a statement. */
  #effect(): string {
    const one = this.#random.below(6);
    if (one < 2 && this.#with.plain) return `  words[${this.#cell()}] = ${this.#small()};\n`;
    if (one < 4 && this.#with.sleeps) return `  park(words, ${this.#cell()}, ${this.#small()});\n`;
    if (one === 4 && this.#with.sleeps) return `  wake(words, ${this.#cell()}, 1);\n`;
    return `  Atomics.store(words, ${this.#cell()}, ${this.#small()});\n`;
  }

  #cell(): string {
    return CELLS[this.#random.below(this.#with.cells)];
  }

  #small(): number {
    return this.#random.below(3);
  }
}
