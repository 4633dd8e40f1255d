/**
 * A measured thread. One task fills the worker's life: pin, touch, bind, then a trial for each number that the main thread
 * writes to TRIAL, until it writes GO_HOME.
 *
 * Nothing here talks to the main thread through messages while a trial runs: all goes through shared words.
 */
import { registerHooks } from 'node:module';
import type { AnySubject, ScenarioSpec, Words } from '../contract.ts';
import { instantiate } from '../kernel/instantiate.ts';
import { currentCpu, type PinOutcome, pinThisThread } from '../machine/affinity.ts';
import { evidenceBetween, readEvidence } from '../machine/evidence.ts';
import * as at from './protocol.ts';
import { type CrewTask, type Region, TIMES, type Times } from './task.ts';

type Role = (...args: (Words | number)[]) => unknown;

/** Looks at the start line before a thread parks there: some 100 µs, much longer than the others need when CPUs suffice. */
const START_SPINS = 10_000;

export default async function work(task: CrewTask): Promise<PinOutcome> {
  const pinning: PinOutcome =
    task.cpu === null ? { pinned: false, verified: false, reason: 'not asked for' } : pinThisThread(task.cpu);

  const view = ({ offset, sizeWords }: Region): Words => new Int32Array(task.memory.buffer, offset, sizeWords);
  const control = view(task.control);
  const own = view(task.own);
  const instances = task.instances.map(view);
  const times = new BigInt64Array(task.memory.buffer, task.times.offset, TIMES.length);
  own.fill(0, 0, at.SAMPLES); // first touch: the pages come from this thread's NUMA node; samples touch theirs when taken

  const role = await bind(task, own, instances);
  const run = () => role(...instances, control, own, task.self);

  for (let done = 0; ; ) {
    // [acquire] pairs with the main thread's [release] store of TRIAL: sees the words of the new trial.
    const trial = Atomics.load(control, at.TRIAL);
    if (trial === at.GO_HOME) return pinning;
    if (trial === done) {
      Atomics.wait(control, at.TRIAL, done); // re-checked by wait itself, so that no start is lost
      continue;
    }
    own.fill(0, at.OPS, at.NAP);
    const before = readEvidence();
    Atomics.store(own, at.STAGE, 2 * trial - 1); // [relaxed] read by the main thread to name who hangs
    startTogether(control, trial, task.threads);
    const startNs = process.hrtime.bigint();
    const running = run();
    if (running instanceof Promise) await running;
    const endNs = process.hrtime.bigint();
    const evidence = evidenceBetween(before, readEvidence());
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

/** The start line: the last thread to arrive opens it. Spin first: a parked thread would start 50 µs late. */
function startTogether(control: Words, trial: number, threads: number): void {
  // [acq-rel] counts this thread in; the last one sees all the others.
  if (Atomics.add(control, at.ARRIVED, 1) + 1 === threads) {
    // [release] opens the line; pairs with the loads of STARTED below.
    Atomics.store(control, at.STARTED, trial);
    Atomics.notify(control, at.STARTED);
    return;
  }
  // [acquire] pairs with the last thread's [release] store of STARTED
  for (let spins = 0; Atomics.load(control, at.STARTED) !== trial; spins++) {
    if (spins >= START_SPINS) Atomics.wait(control, at.STARTED, trial - 1);
  }
}

/** The scenario's role with its subject inside, as JavaScript or WebAssembly; sets up what this thread owns. */
async function bind(task: CrewTask, own: Words, instances: Words[]): Promise<Role> {
  registerHooks({
    resolve: (specifier, context, next) => next(specifier === '#subject' ? task.subjectUrl : specifier, context),
  });
  const scenario = (await import(task.scenarioUrl)) as Record<string, unknown> & { default: ScenarioSpec };
  const subject = ((await import(task.subjectUrl)) as { default: AnySubject }).default;

  const { peer } = subject;
  task.connections.forEach((connection, i) => {
    peer?.attach(instances[i], connection);
  });
  // Rank 0 sets the structures up, so that its node gets their pages; the start line orders this before all use.
  if (task.rank === 0) {
    for (const words of instances) {
      scenario.default.init(subject, words, task.params);
      for (const [name, tunable] of Object.entries(subject.tunables ?? {}))
        words[tunable.word] = task.params[name] ?? tunable.default; // plain: not shared yet
    }
  }
  for (const [name, { word }] of Object.entries(scenario.default.params)) {
    if (word !== undefined) own[word] = task.params[name]; // plain: this thread's own
  }
  const exports = task.kernel ? instantiate(task.kernel, task.memory) : scenario;
  return exports[task.role] as Role;
}

function bigintOf(value: number | null): bigint {
  return BigInt(value === null ? -1 : Math.round(value));
}
