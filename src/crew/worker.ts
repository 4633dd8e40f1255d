/**
 * A measured thread. One task fills the worker's life: pin, touch, bind, then a trial for each number that the main thread
 * writes to TRIAL, until it writes GO_HOME.
 *
 * Nothing here talks to the main thread through messages while a trial runs: all goes through shared words.
 */
import { registerHooks } from 'node:module';
import type { AnySubject, ScenarioSpec, Words } from '../contract.ts';
import { instantiate } from '../kernel/instantiate.ts';
import { currentCpu, type PinOutcome, pinThisThread, verifyPinned } from '../machine/affinity.ts';
import { evidenceBetween, readEvidence } from '../machine/evidence.ts';
import { touch, whereIs } from '../machine/pages.ts';
import * as at from './protocol.ts';
import { type CrewTask, type Region, type ThreadReport, TIMES, type Times } from './task.ts';

type Role = (...args: (Words | number)[]) => unknown;

interface Bound {
  readonly role: Role;
  /** Set the subject's structures up in zeroed words; rank 0 calls it. */
  readonly setUp: (structures: readonly Words[]) => void;
}

/** Looks at the start line before a thread parks there: some 100 µs, much longer than the others need when CPUs suffice. */
const START_SPINS = 10_000;

export default async function work(task: CrewTask): Promise<ThreadReport> {
  let { cpu } = task;
  let asked = cpu !== null;
  let pinning: PinOutcome =
    cpu === null ? { pinned: false, verified: false, reason: 'not asked for' } : pinThisThread(cpu);

  const view = ({ offset, sizeWords }: Region): Words => new Int32Array(task.memory.buffer, offset, sizeWords);
  const control = view(task.control);
  const own = view(task.own);
  let instances = task.instances.map(view);
  const times = new BigInt64Array(task.memory.buffer, task.times.offset, TIMES.length);
  own.fill(0, 0, at.SAMPLES); // first touch: the pages come from this thread's NUMA node; samples touch theirs when taken

  const { role, setUp } = await bind(task, own, instances);
  const run = () => role(...instances, control, own, task.self);
  /** The first failure stays. */
  const check = () => {
    const strayed = cpu === null || !pinning.verified ? null : verifyPinned(cpu);
    if (strayed !== null) pinning = { ...pinning, verified: false, reason: strayed };
  };

  for (let done = 0; ; ) {
    // [acquire] pairs with the main thread's [release] store of TRIAL: sees the words of the new trial.
    const trial = Atomics.load(control, at.TRIAL);
    if (trial === at.GO_HOME)
      return { ...pinning, memory: task.rank === 0 && instances.length > 0 ? whereIs(instances[0]) : null };
    if (trial === done) {
      Atomics.wait(control, at.TRIAL, done); // re-checked by wait itself, so that no start is lost
      continue;
    }
    const goTo = own[at.GO_TO]; // plain: published by the store of TRIAL
    own.fill(0, at.OPS, at.NAP);
    if (goTo > 0) {
      cpu = goTo - 1;
      const moved = pinThisThread(cpu);
      if (pinning.verified || !asked) pinning = moved;
      asked = true;
      own.fill(0, at.SCRATCH, at.SCRATCH + at.SCRATCH_WORDS); // what the role kept belongs to the old words
      instances = task.instances.map(({ sizeWords }, i) =>
        view({ offset: control[at.HOME] + i * task.homeBytes, sizeWords }),
      );
      if (task.rank === 0) {
        for (const words of instances) words.fill(0); // plain: shared only from the start line on
        setUp(instances);
      }
    }
    check();
    const before = readEvidence();
    Atomics.store(own, at.STAGE, 2 * trial - 1); // [relaxed] read by the main thread to name who hangs
    startTogether(control, trial, task.threads);
    // [acquire] pairs with the main thread's [release] store of TRIAL: the line was opened to send home who waits for a thread that failed,
    // and the words may not have been set up.
    if (Atomics.load(control, at.TRIAL) === at.GO_HOME) continue;
    const startNs = process.hrtime.bigint();
    const running = run();
    if (running instanceof Promise) await running;
    const endNs = process.hrtime.bigint();
    const evidence = evidenceBetween(before, readEvidence());
    check();
    const lateNs = BigInt(own[at.LATE_NS]); // plain: own words
    // The system counts the thread's whole run: what was before the part that counts is taken off in proportion.
    const counted = 1 - Number(lateNs) / Number(endNs - startNs);
    const record: Times = {
      startNs: startNs + lateNs,
      endNs,
      cpuNs: bigintOf(evidence.cpuNs && evidence.cpuNs * counted),
      runDelayNs: bigintOf(evidence.runDelayNs && evidence.runDelayNs * counted),
      voluntarySwitches: bigintOf(evidence.voluntarySwitches),
      involuntarySwitches: bigintOf(evidence.involuntarySwitches),
      migrations: bigintOf(evidence.migrations),
      cpu: bigintOf(currentCpu()),
    };
    TIMES.forEach((name, i) => {
      times[i] = record[name]; // plain: published by the add to FINISHED below
    });
    done = trial;
    Atomics.store(own, at.STAGE, 2 * trial); // [relaxed] read by the main thread to name who hangs
    // [release] publishes outcome and times; pairs with the main thread's [acquire] load of FINISHED.
    if (Atomics.add(control, at.FINISHED, 1) + 1 === task.threads) Atomics.notify(control, at.FINISHED);
  }
}

/** The start line: the last thread to arrive opens it, or the main thread when it sends all home. Spin first: a parked thread would start 50 µs late. */
function startTogether(control: Words, trial: number, threads: number): void {
  // [acq-rel] counts this thread in; the last one sees all the others.
  if (Atomics.add(control, at.ARRIVED, 1) + 1 === threads) {
    // [release] opens the line; pairs with the loads of STARTED below.
    Atomics.store(control, at.STARTED, trial);
    Atomics.notify(control, at.STARTED);
    return;
  }
  // [acquire] pairs with the last thread's [release] store of STARTED, or the main thread's where it closes a cell
  for (let spins = 0; Atomics.load(control, at.STARTED) !== trial; spins++) {
    if (spins >= START_SPINS) Atomics.wait(control, at.STARTED, trial - 1);
  }
}

/** The scenario's role with its subject inside, as JavaScript or WebAssembly; sets up what this thread owns. */
async function bind(task: CrewTask, own: Words, instances: Words[]): Promise<Bound> {
  registerHooks({
    resolve: (specifier, context, next) => next(specifier === '#subject' ? task.subjectUrl : specifier, context),
  });
  const scenario = (await import(task.scenarioUrl)) as Record<string, unknown> & { default: ScenarioSpec };
  const subject = ((await import(task.subjectUrl)) as { default: AnySubject }).default;

  const { peer } = subject;
  task.connections.forEach((connection, i) => {
    peer?.attach(instances[i], connection);
  });
  const setUp = (structures: readonly Words[]) => {
    for (const words of structures) {
      touch(words);
      scenario.default.init(subject, words, task.params);
      for (const [name, tunable] of Object.entries(subject.tunables ?? {}))
        words[tunable.word] = task.params[name] ?? tunable.default; // plain: not shared yet
      tellNodes(task, subject, words);
    }
  };
  // Rank 0 sets the structures up, so that its node gets their pages; the start line orders this before all use.
  if (task.rank === 0) {
    if (task.memoryCpu !== null) pinThisThread(task.memoryCpu);
    setUp(instances);
    if (task.memoryCpu !== null && task.cpu !== null) pinThisThread(task.cpu);
  }
  for (const [name, { word }] of Object.entries(scenario.default.params)) {
    if (word !== undefined) own[word] = task.params[name]; // plain: this thread's own
  }
  const exports = task.kernel ? instantiate(task.kernel, task.memory) : scenario;
  return { role: exports[task.role] as Role, setUp };
}

/** On one node a lock that cares keeps the groups that `init` has made: they cost what they would cost on several. */
function tellNodes({ nodes, selves }: CrewTask, subject: AnySubject, words: Words): void {
  if (subject.kind !== 'lock' || !subject.setNode) return;
  const known = [...new Set(nodes.filter((node) => node !== null))].sort((a, b) => a - b);
  if (known.length < 2) return;
  for (const [rank, node] of nodes.entries())
    if (node !== null) subject.setNode(words, selves[rank], known.indexOf(node) & 7);
}

function bigintOf(value: number | null): bigint {
  return BigInt(value === null ? -1 : Math.round(value));
}
