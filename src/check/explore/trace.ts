/** A failing execution, step by step, for people. */
import type { Failure, TraceStep } from './exploration.ts';
import type { Fault } from './fault.ts';
import { STATUS } from './layout.ts';
import { EVENT, type Machine } from './machine.ts';
import { replay } from './replay.ts';
import { OP, SLOT } from './thread-code.ts';

const EVENTS = ['step', 'times-out', 'wakes-spuriously', 'crashes'] as const;

type Recorded = { -readonly [K in keyof TraceStep]: TraceStep[K] } & { at: number };

/**
 * @param path an execution of `machine` that fails.
 * @param fault what was found; absent: what the replay finds.
 * @param schedule how to come back to it.
 */
export function traceOf(machine: Machine, path: readonly number[], schedule: string, found?: Fault): Failure {
  const { state, layout, program } = machine;
  const steps: Recorded[] = [];
  /** The step that wrote each word last. */
  const writers = new Map<number, number>();
  /** The step that woke each thread, until its next step. */
  const wakers = new Map<number, number>();
  let asleep: boolean[] = [];
  let logged = 0;
  const before = (choice: number): void => {
    const thread = choice & 7;
    const base = layout.threads[thread].at;
    const event = EVENTS[choice >> 3];
    const op = state[base + SLOT.OP];
    const at = state[base + SLOT.AT];
    logged = machine.memory.logged;
    asleep = layout.status.map((word) => state[word] === STATUS.ASLEEP);
    steps.push({
      thread,
      event,
      op,
      at,
      site: machine.codes[thread].sites[state[base + SLOT.SITE]],
      word: event === 'crashes' || op === OP.RETURNED ? null : nameOf(machine, at),
      before: state[at],
      after: state[at],
      result: null,
      readsFrom: event === 'step' && reads(op) ? (writers.get(at) ?? null) : null,
      wokenBy: wakers.get(thread) ?? null,
      sleeps: false,
      begins:
        event === 'step' && state[layout.begun[thread]] === 0 ? program.threads[thread][state[base + SLOT.CALL]] : null,
      returned: [],
    });
    wakers.delete(thread);
  };
  const after = (choice: number): void => {
    const index = steps.length - 1;
    const step = steps[index];
    step.after = state[step.at];
    step.sleeps = state[layout.status[step.thread]] === STATUS.ASLEEP;
    if (choice >= EVENT.TIMEOUT) return;
    step.result = resultOf(step);
    if (machine.memory.logged > logged) writers.set(step.at, index);
    for (const [other, slept] of asleep.entries())
      if (slept && state[layout.status[other]] !== STATUS.ASLEEP) wakers.set(other, index);
  };
  machine.onReturn = (thread, index, result) => {
    const step = steps.at(-1);
    if (step) step.returned = [...step.returned, { thread, call: program.threads[thread][index], result }];
  };
  const replayed = replay(machine, path, before, after);
  machine.onReturn = null;
  const fault = found ?? replayed.fault;
  if (!fault)
    throw new Error('Expected the execution to fail again, found that it does not: the machine is not deterministic.');
  const culprits = culpritsOf(steps, fault);
  return {
    kind: fault.kind,
    sentence: fault.sentence || raceSentence(machine, steps, culprits),
    steps: steps.map(({ at, ...step }) => step),
    culprits,
    ends: layout.status.map((_, thread) => endOf(machine, thread)),
    preemptions: replayed.preemptions,
    schedule,
  };
}

function reads(op: number): boolean {
  return op >= OP.READ && op !== OP.WRITE && op !== OP.STORE && op !== OP.NOTIFY;
}

/** What the step yielded, from the word's value before and after. */
function resultOf(step: Recorded): number | null {
  switch (step.op) {
    case OP.WRITE:
    case OP.STORE:
    case OP.NOTIFY:
      return null;
    case OP.WAIT:
      return step.sleeps ? null : 1;
    default:
      return step.before;
  }
}

/** `TAIL`, `SLOTS+3`, `data+0`: by the nearest name before the word. */
export function nameOf({ program, layout }: Machine, at: number): string | null {
  for (const [region, { at: start, length }] of Object.entries(layout.regions)) {
    if (at < start || at >= start + length) continue;
    let best = region;
    let distance = at - start;
    for (const [name, word] of Object.entries(program.regions[region].names))
      if (word <= at - start && at - start - word < distance) {
        best = name;
        distance = at - start - word;
      } else if (word === at - start && distance === at - start && best === region) {
        best = name;
        distance = 0;
      }
    return distance === 0 && best !== region ? best : `${best}+${distance}`;
  }
  return null;
}

/** A race: the last access of the other thread to the word, and the last step. Else the last step. */
function culpritsOf(steps: readonly Recorded[], fault: Fault): number[] {
  const last = steps.length - 1;
  if (fault.kind !== 'race') return last < 0 ? [] : [last];
  const isWrite = (step: Recorded): boolean =>
    step.op === OP.WRITE || step.op === OP.STORE || (step.op > OP.STORE && step.op < OP.WAIT);
  const isPlain = (step: Recorded): boolean => step.op === OP.READ || step.op === OP.WRITE;
  const other = steps.findLastIndex(
    (step, i) =>
      i !== last &&
      step.event === 'step' &&
      step.thread === fault.threads[0] &&
      step.at === fault.at &&
      step.site.racy !== true &&
      (isWrite(step) || isWrite(steps[last])) &&
      (isPlain(step) || isPlain(steps[last])),
  );
  return other < 0 ? [last] : [other, last];
}

function raceSentence(machine: Machine, steps: readonly Recorded[], culprits: readonly number[]): string {
  const [first, second] = culprits.map((i) => steps[i]);
  const name = (step: Recorded): string => `${step.site.text} of thread ${step.thread} (${step.site.functions.at(-1)})`;
  if (!second) return `A race on ${first.word}: ${name(first)}.`;
  return `A race on ${first.word}: ${name(first)} and ${name(second)} are not ordered: no atomic access lets the second thread know of the first one's. ${plainness(first, second)}`;
}

function plainness(first: Recorded, second: Recorded): string {
  const [one, other] = [first, second].map(({ op }) => op === OP.READ || op === OP.WRITE);
  return one && other ? 'Both are plain.' : `The ${one ? 'first' : 'second'} is plain.`;
}

function endOf(machine: Machine, thread: number): string {
  const { state, layout, program, codes } = machine;
  const base = layout.threads[thread].at;
  switch (state[layout.status[thread]]) {
    case STATUS.NOT_BEGUN:
      return 'has not begun';
    case STATUS.DONE:
      return 'has ended';
    case STATUS.CRASHED:
      return 'has crashed';
    case STATUS.ASLEEP:
      return `sleeps on ${nameOf(machine, state[base + SLOT.AT])}, which is ${state[state[base + SLOT.AT]]}`;
    default: {
      const call = program.threads[thread][state[base + SLOT.CALL]];
      if (state[base + SLOT.OP] === OP.RETURNED) return `has returned from ${call.name}`;
      const site = codes[thread].sites[state[base + SLOT.SITE]];
      return `in ${call?.name}, at ${site?.text}`;
    }
  }
}
