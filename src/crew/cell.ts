/** One cell of a plan, opened for one visit: a fresh pool of pinned threads, warmed up, then measured trial by trial. */
import { join } from 'node:path';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import { Arena } from '../arena.ts';
import type { Params, ThreadOutcome, Words } from '../contract.ts';
import { adviseNoHugePages } from '../machine/huge-pages.ts';
import { memoryCalls } from '../machine/memory-calls.ts';
import { runningTime } from '../machine/running-time.ts';
import type { FoundScenario, FoundSubject } from '../registry.ts';
import { homeBytes, homeLine, MOST_MOVES } from './homes.ts';
import * as at from './protocol.ts';
import { threadSources } from './sources.ts';
import { type CrewTask, type Region, type ThreadReport, TIMES, TIMES_WORDS, type Times } from './task.ts';

/** Which threads run what, where. */
export interface CellSetup {
  readonly subject: FoundSubject;
  readonly scenario: FoundScenario;
  readonly params: Params;
  /** One entry a thread; null: not pinned. */
  readonly cpus: readonly (number | null)[];
  /** NUMA node of each of them, where known: for locks that care. */
  readonly nodes?: readonly (number | null)[];
  /** CPU that touches the subject's words first, so that they lie on its node; absent: rank 0's. */
  readonly memoryCpu?: number | undefined;
  /** Fresh places for the subject's words, one for each `move`, at most MOST_MOVES; further moves use them again. Absent: the cell stays where it is. */
  readonly moves?: number;
  /** The compiled scenario with its subject; null: run as JavaScript. */
  readonly kernel: WebAssembly.Module | null;
}

/** What one thread did in one trial, and when, in nanoseconds of the monotonic clock. */
export type ThreadTrial = ThreadOutcome & { readonly times: Times };

/** A cell ended early: a thread threw, died or hung. The message is one sentence with the cell's rank and role. */
export class CellFailed extends Error {
  override name = 'CellFailed';
}

const WORKER = join(import.meta.dirname, 'worker.ts');

/** A thread that is not at the start line, or not back after STOP, for this long hangs. Preemption takes far less. */
const HANG_MS = 5_000;

/** The share of the patience that one look may use up, at most. */
const MOST_PER_LOOK = 0.1;

/** What setting up a MiB of a subject's words may take, at most, in a slow moment: added to the patience. */
const SETUP_PATIENCE_MS_PER_MIB = 50;

/** What threads of a broken cell get to come home by themselves: much longer than the way takes. */
const GRACE_MS = 1000;

/** The main thread looks at the crew, and hears of failures, at least this often. */
const POLL_MS = 1;

export class OpenCell {
  readonly #pool: Piscina;
  readonly #roles: readonly string[];
  readonly #control: Words;
  readonly #own: readonly Words[];
  readonly #times: readonly BigInt64Array[];
  readonly #tasks: readonly Promise<ThreadReport>[];
  /** Rejects when any thread of the cell fails; never resolves. */
  readonly #failure: Promise<never>;
  readonly #hangMs: number;
  /** The pages that moves use one after the other. */
  readonly #homes: { readonly offset: number; readonly count: number; readonly bytesEach: number };
  #moves = 0;
  #trial = 0;
  #broken = false;

  /** @param hangMs - patience with a thread that does not come back. */
  constructor(setup: CellSetup, hangMs = HANG_MS) {
    if (setup.memoryCpu !== undefined && setup.cpus[0] === null)
      throw new RangeError('Expected a pinned thread 0 for memory of another CPU, found none: it could not come back.');
    const { subject, scenario, params } = setup;
    this.#roles = scenario.spec.roles(params);
    const threads = this.#roles.length;
    const selves = scenario.spec.selves(params);
    const instanceWords = scenario.spec.sizeWords(subject.spec, params);

    const moves = setup.moves ?? 0;
    if (moves > MOST_MOVES)
      throw new RangeError(`Expected at most ${MOST_MOVES} moves, found ${moves}: open the cell again.`);
    const pageBytes = systemPageBytes();
    const home = homeBytes(instanceWords, pageBytes);
    const homeWords = (home * scenario.spec.instances) / 4;
    const mebibytes = Math.floor((instanceWords * scenario.spec.instances) / 2 ** 18);
    this.#hangMs = hangMs + SETUP_PATIENCE_MS_PER_MIB * mebibytes;
    const sizes = [
      at.CONTROL_WORDS,
      ...Array<number>(scenario.spec.instances).fill(instanceWords),
      ...Array<number>(threads).fill(TIMES_WORDS),
      ...Array<number>(threads).fill(at.OWN_WORDS),
      ...(moves > 0 ? [moves * homeWords + pageBytes / 4] : []),
    ];
    const arena = new Arena(sizes, pageBytes);
    // A huge page would take the words of all threads to the node of whoever comes first.
    if (moves > 0 || setup.memoryCpu !== undefined || new Set(setup.nodes).size > 1)
      adviseNoHugePages(arena.memory.buffer);
    const regions: Region[] = sizes.map((sizeWords, i) => ({ offset: arena.offsets[i], sizeWords }));
    const [control] = regions;
    const instances = regions.slice(1, 1 + scenario.spec.instances);
    const [times, own] = [0, threads].map((from) => {
      const start = 1 + scenario.spec.instances + from;
      return regions.slice(start, start + threads);
    });
    const homesFrom = Math.ceil((arena.offsets.at(-1) ?? 0) / pageBytes) * pageBytes;
    this.#homes = { offset: homesFrom, count: moves, bytesEach: homeWords * 4 };
    this.#control = arena.words(control.offset, control.sizeWords);
    this.#own = own.map(({ offset, sizeWords }) => arena.words(offset, sizeWords));
    this.#times = times.map(({ offset }) => new BigInt64Array(arena.memory.buffer, offset, TIMES.length));

    const { peer } = subject.spec;
    const connections = peer
      ? instances.map((_, i) => peer.connect(params, scenario.spec.ends?.(params, i) ?? []))
      : [];

    const tasks = this.#roles.map(
      (role, rank): CrewTask => ({
        rank,
        threads,
        role,
        self: selves[rank],
        cpu: setup.cpus[rank],
        scenarioUrl: pathToFileURL(scenario.path).href,
        subjectUrl: pathToFileURL(subject.path).href,
        params,
        kernel: setup.kernel,
        memory: arena.memory,
        control,
        own: own[rank],
        times: times[rank],
        instances,
        homeBytes: home,
        memoryCpu: setup.memoryCpu ?? null,
        nodes: setup.nodes ?? selves.map(() => null),
        selves,
        connections: connections.map((ends) => ends[rank].connection),
      }),
    );
    const workerData = threadSources([WORKER, scenario.path, subject.path]);

    // Last: whatever throws above leaves no threads behind.
    this.#pool = new Piscina({
      filename: new URL('entry.mjs', import.meta.url).href,
      workerData,
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      execArgv: [],
      env: {},
      recordTiming: false,
    });
    this.#tasks = tasks.map((task, rank) => {
      const transferList = connections.flatMap((ends) => ends[rank].transfer ?? []);
      return this.#pool.run(task, { transferList: transferList as never });
    });
    this.#failure = new Promise((_, failed) => {
      this.#tasks.forEach((running, rank) => {
        running.catch((cause: Error) =>
          failed(new CellFailed(`Thread ${rank} (${this.#roles[rank]}) failed: ${cause.message}`, { cause })),
        );
      });
      this.#pool.on('error', (cause: Error) => failed(new CellFailed(`A thread died: ${cause.message}`, { cause })));
    });
    // Told by the trial that is waiting, or by nobody.
    this.#failure.catch(() => {
      this.#broken = true;
    });
  }

  get threads(): number {
    return this.#roles.length;
  }

  /**
   * Run one trial of at least `durationMs` milliseconds (threads look at the stop flag now and then). Answers in rank order.
   *
   * @throws CellFailed when a thread throws, dies, or is not back in time after the stop flag.
   */
  async trial(durationMs: number): Promise<ThreadTrial[]> {
    return this.#run(() => Promise.race([sleep(durationMs), this.#failure]));
  }

  /**
   * Move each thread to a CPU and the subject's words, set up anew, to a page that no trial of this cell has touched; then run one
   * short trial. The main thread sleeps meanwhile: a turn of its event loop would take as long as the trial. Call `trial` once before.
   *
   * @throws CellFailed as `trial` does.
   */
  async move(cpus: readonly number[], durationMs: number): Promise<ThreadTrial[]> {
    const control = this.#control;
    const { offset, count, bytesEach } = this.#homes;
    if (count === 0) throw new RangeError('Expected a cell that was opened with moves, found none: say how many.');
    if (this.#trial === 0) throw new RangeError('Expected a trial before the first move, found none: warm up first.');
    const place = this.#moves++ % count;
    control[at.HOME] = offset + place * bytesEach + homeLine(place); // plain: published by the store of TRIAL
    cpus.forEach((cpu, rank) => {
      this.#own[rank][at.GO_TO] = cpu + 1; // plain: as above
    });
    return this.#run(() => Atomics.wait(control, at.STOP, 0, durationMs)); // nobody wakes it: a sleep
  }

  /** From the start line to the outcomes; `pass` lets the trial's time go by. */
  async #run(pass: () => unknown): Promise<ThreadTrial[]> {
    const control = this.#control;
    // [relaxed] all threads wait for TRIAL; published by its store below
    for (const word of [at.STOP, at.ARRIVED, at.FINISHED, at.PRODUCING]) Atomics.store(control, word, 0);
    // [release] starts the trial; pairs with the workers' [acquire] load of TRIAL.
    Atomics.store(control, at.TRIAL, ++this.#trial);
    Atomics.notify(control, at.TRIAL);
    await this.#until(at.STARTED, this.#trial, 2 * this.#trial - 1, 'reach the start line');
    await pass();
    Atomics.store(control, at.STOP, 1); // [release] pairs with the loops' load of STOP
    await this.#until(at.FINISHED, this.threads, 2 * this.#trial, 'stop');
    return this.#roles.map((role, rank) => this.#outcome(rank, role));
  }

  /**
   * Send the threads home and end the pool. Returns what pinning and memory came to, in rank order; null for a thread that did not come
   * home. A broken pool is torn down.
   */
  async close(): Promise<readonly (ThreadReport | null)[]> {
    const control = this.#control;
    Atomics.store(control, at.STOP, 1); // [release] pairs with the loops' load of STOP
    Atomics.store(control, at.TRIAL, at.GO_HOME); // [release] pairs with the workers' [acquire] loads of TRIAL
    Atomics.notify(control, at.TRIAL);
    // [release] opens the line for those that wait there for a thread that failed; pairs with startTogether's loads: who leaves the line sees
    // GO_HOME, and does not begin.
    Atomics.store(control, at.STARTED, this.#trial);
    Atomics.notify(control, at.STARTED);

    const reports: (ThreadReport | null)[] = this.#tasks.map(() => null);
    const home = this.#tasks.map((task, rank) =>
      task.then(
        (report) => {
          reports[rank] = report;
        },
        () => {}, // its failure has been told
      ),
    );
    // A thread that is ended inside a native call takes the process with it (the addon's exception finds no environment), and all but those
    // that hang are in such calls on their way home.
    const patienceMs = this.#broken ? GRACE_MS : this.#hangMs;
    await Promise.race([Promise.all(home), sleep(patienceMs, undefined, { ref: false })]);
    await this.#pool.destroy();
    return reports;
  }

  /** Wait until a control word has its value; `stage` tells who has not come so far. */
  async #until(word: number, value: number, stage: number, what: string): Promise<void> {
    const ranMs = runningTime(MOST_PER_LOOK * this.#hangMs);
    for (;;) {
      // [acquire] what the threads wrote before is there; pairs with their [release] store of STARTED and adds to FINISHED.
      const seen = Atomics.load(this.#control, word);
      if (seen === value) return;
      if (ranMs() > this.#hangMs) {
        this.#broken = true;
        const late = this.#roles.flatMap((role, rank) => {
          const reached = Atomics.load(this.#own[rank], at.STAGE); // [relaxed] only to name who hangs
          return reached < stage ? [`${rank} (${role})`] : [];
        });
        throw new CellFailed(
          `Expected all threads to ${what} within ${this.#hangMs / 1000} s, found thread ${late.join(' and ')} hanging.`,
        );
      }
      // Threads that are still being created need this thread's event loop. Later ones are a few microseconds away:
      // sleep on the word, then let messages in.
      if (this.#trial > 1) Atomics.wait(this.#control, word, seen, POLL_MS);
      await Promise.race([this.#trial > 1 ? immediate() : sleep(POLL_MS), this.#failure]);
    }
  }

  #outcome(rank: number, role: string): ThreadTrial {
    const own = this.#own[rank]; // plain reads: published by the thread's add to FINISHED
    const taken = Math.min(own[at.SAMPLES_TAKEN], at.SAMPLES_CAPACITY);
    const times = Object.fromEntries(TIMES.map((name, i) => [name, this.#times[rank][i]])) as Times;
    return {
      rank,
      role,
      ops: own[at.OPS],
      errors: own[at.ERRORS],
      failedTries: own[at.FAILED_TRIES],
      sum: own[at.SUM],
      items: own[at.ITEMS],
      samples: own.slice(at.SAMPLES, at.SAMPLES + taken),
      times,
    };
  }
}

/** 4 KiB where the system does not tell: then memory cannot be placed anyway. */
function systemPageBytes(): number {
  const calls = memoryCalls();
  return typeof calls === 'string' ? 4096 : calls.pageBytes;
}
