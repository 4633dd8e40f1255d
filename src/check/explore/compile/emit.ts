/** A thread's blocks as JavaScript. `S` is the state, `b` the thread's base in it, `r` what the last step yielded. */
import { FAULT, OP, type Site, SLOT } from '../thread-code.ts';
import { type Block, type Instruction, type Origin, reachable, type Step, stops, successors } from './flow.ts';
import { OWN_WORDS } from './liveness.ts';
import type { Layout } from './slots.ts';
import { type Tree, treeText, type Variable } from './tree.ts';

/** The body of `advance(S, b)`, and the sites whose numbers it uses. */
export function emit(entry: Block, layout: Layout, ownWords: number): { body: string; sites: Site[] } {
  const emitter = new Emitter(entry, layout, ownWords);
  return { body: emitter.body(), sites: emitter.sites };
}

/** So many turns without a step are taken for a loop that never ends. */
const MOST_TURNS = 1_000_000;

/** SLOT.PC of a thread that has done what it may not. It stays there. */
const FAULTED = -1;

class Emitter {
  readonly sites: Site[] = [];
  readonly #entry: Block;
  readonly #layout: Layout;
  readonly #ownWords: number;
  readonly #siteNumbers = new Map<string, number>();
  readonly #locals = new Map<Variable, string>();
  /** Blocks with a label of their own; the others stand where they are jumped to. */
  readonly #labels = new Map<Block, number>();
  /** Variables that a block begins with assigning the last step's result to. */
  readonly #resultOf = new Map<Block, Variable>();

  constructor(entry: Block, layout: Layout, ownWords: number) {
    this.#entry = entry;
    this.#layout = layout;
    this.#ownWords = ownWords;
  }

  body(): string {
    const blocks = reachable(this.#entry);
    const comingFrom = new Map<Block, number>();
    for (const block of blocks)
      for (const next of successors(block)) {
        comingFrom.set(next, (comingFrom.get(next) ?? 0) + (stops(block) ? 2 : 1));
        if (block.end.is === 'step' && block.end.result) this.#resultOf.set(next, block.end.result);
      }
    for (const block of blocks)
      if (block === this.#entry || block.end.is === 'done' || (comingFrom.get(block) ?? 0) > 1)
        this.#labels.set(block, this.#labels.size);
    const cases = [...this.#labels].map(([block, label]) => `case ${label}: {\n${this.#block(block)}}`);
    const locals = [...this.#locals.values(), 'turns', 'i', 'pc'].map((name) => `${name} = 0`);
    return [
      `let ${locals.join(', ')};`,
      `const r = S[b + ${SLOT.RESULT}];`,
      `S[b + ${SLOT.RESULT}] = 0;`,
      `pc = S[b + ${SLOT.PC}];`,
      'for (;;) {',
      'switch (pc) {',
      ...cases,
      'default: return;',
      '}',
      '}',
    ].join('\n');
  }

  #block(block: Block): string {
    const result = this.#resultOf.get(block);
    const start = result ? `${this.#place(result)} = r;\n` : '';
    return start + block.instructions.map((one) => this.#instruction(one)).join('') + this.#end(block);
  }

  #end(block: Block): string {
    const { end } = block;
    if (end.is === 'jump') return this.#goTo(end.to);
    if (end.is === 'branch')
      return `if (${this.#text(end.test)}) {\n${this.#goTo(end.yes)}} else {\n${this.#goTo(end.no)}}\n`;
    if (end.is === 'step') return this.#step(block, end);
    if (end.is === 'fault') return this.#fault(end.fault, '0', end);
    const isDone = end.is === 'done';
    const header = isDone
      ? this.#header({ op: OP.DONE })
      : this.#header({ op: OP.RETURNED, a: this.#text(end.value), call: end.call });
    return header + this.#stop(block, isDone ? block : end.to);
  }

  #goTo(to: Block): string {
    const label = this.#labels.get(to);
    return label === undefined ? this.#block(to) : `pc = ${label};\ncontinue;\n`;
  }

  #step(block: Block, step: Step): string {
    const { op, region, index, a, b, to } = step;
    const operands = { op, a: this.#text(a), b: this.#text(b), site: this.#siteNumber(step), call: step.call };
    if (!region) return this.#header(operands) + this.#stop(block, to);
    const { at, check } = this.#checked(index, region.length, FAULT.OUT_OF_RANGE, step);
    const address = /^\d+$/.test(at) ? `${region.at + Number(at)}` : `${region.at} + ${at}`;
    return check + this.#header({ ...operands, at: address }) + this.#stop(block, to);
  }

  #instruction(one: Instruction): string {
    if (one.does === 'assign') return this.#assign(one.to, this.#text(one.value));
    if (one.does === 'turn') return `if (++turns > ${MOST_TURNS}) {\n${this.#fault(FAULT.ENDLESS, '0', one)}}\n`;
    const { at, check } = this.#checked(one.index, this.#ownWords, FAULT.OUT_OF_RANGE_PRIVATE, one);
    const word = `S[b + ${this.#layout.slotOf.get(OWN_WORDS)} + ${at}]`;
    return check + (one.does === 'load' ? this.#assign(one.to, word) : `${word} = ${this.#text(one.value)};\n`);
  }

  /** A slot makes an i32 of what it is given, a local does not. */
  #assign(to: Variable, value: string): string {
    return this.#layout.slotOf.has(to) ? `${this.#place(to)} = ${value};\n` : `${this.#place(to)} = ${value} | 0;\n`;
  }

  /** An index as text, behind what looks whether it is inside. */
  #checked(index: Tree, length: number, fault: number, origin: Origin): { at: string; check: string } {
    const text = this.#text(index);
    const isInside = index.is === 'constant' && index.value >= 0 && index.value < length;
    if (isInside) return { at: text, check: '' };
    return {
      at: 'i',
      check: `i = ${text};\nif (!(i >= 0 && i < ${length})) {\n${this.#fault(fault, 'i', origin)}}\n`,
    };
  }

  #fault(fault: number, index: string, origin: Origin): string {
    const place = { site: this.#siteNumber(origin), call: origin.call };
    const header = this.#header({ op: OP.FAULT, a: `${fault}`, b: index, ...place });
    return `${header}S[b + ${SLOT.PC}] = ${FAULTED};\nreturn;\n`;
  }

  #header({ op = 0, at = '0', a = '0', b = '0', site = 0, call = 0 }): string {
    const words: [number, string][] = [
      [SLOT.OP, `${op}`],
      [SLOT.AT, at],
      [SLOT.A, a],
      [SLOT.B, b],
      [SLOT.SITE, `${site}`],
      [SLOT.CALL, `${call}`],
    ];
    return words.map(([slot, value]) => `S[b + ${slot}] = ${value};\n`).join('');
  }

  #stop(block: Block, to: Block): string {
    const cleared = (this.#layout.cleared.get(block) ?? []).map((slot) => `S[b + ${slot}] = 0;\n`);
    return `${cleared.join('')}S[b + ${SLOT.PC}] = ${this.#labels.get(to)};\nreturn;\n`;
  }

  /** The same access in the same functions has one number. */
  #siteNumber({ site }: Origin): number {
    const key = JSON.stringify(site);
    const known = this.#siteNumbers.get(key) ?? this.sites.push(site) - 1;
    this.#siteNumbers.set(key, known);
    return known;
  }

  #text(tree: Tree): string {
    return treeText(tree, (variable) => this.#place(variable));
  }

  #place(variable: Variable): string {
    const slot = this.#layout.slotOf.get(variable);
    if (slot !== undefined) return `S[b + ${slot}]`;
    const known = this.#locals.get(variable);
    if (known) return known;
    const name = `${variable.name}$${this.#locals.size}`;
    this.#locals.set(variable, name);
    return name;
  }
}
