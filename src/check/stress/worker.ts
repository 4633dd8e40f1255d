/** A thread of the stress rounds: plays one part after the other, until it is ended. */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { relax, STAY_CLOSE } from '../../atomics/backoff.ts';
import type { Words } from '../../contract.ts';
import { instantiate } from '../../kernel/instantiate.ts';
import { pinThisThread } from '../../machine/affinity.ts';
import type { Answer, Part, Region } from './part.ts';
import { ARRIVED, ARRIVED_NAP, CALLED_OFF } from './protocol.ts';

type Role = (words: Words, control: Words, mine: Words, log: Words, self: number) => void;

const memory = workerData as WebAssembly.Memory;
/** By driver and subject: code that has run before is compiled well, and threads live for many rounds. */
const bound = new Map<string, Promise<Readonly<Record<string, unknown>>>>();

// The subject's file is the value of `subject` in the driver's URL, so that each subject gets a driver of its own.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== '#subject') return next(specifier, context);
    return next(new URL(context.parentURL ?? '').searchParams.get('subject') ?? specifier, context);
  },
});

parentPort?.on('message', async (part: Part) => parentPort?.postMessage(await play(part)));

async function play(part: Part): Promise<Answer> {
  try {
    const role = (await functionsOf(part))[part.role] as Role;
    const unpinned = part.cpu === null ? null : pinThisThread(part.cpu).reason;
    const [control, mine, log] = [part.control, part.mine, part.log].map(view);
    if (meet(control, part.threads)) role(view(part.structure), control, mine, log, part.self);
    return { failed: null, unpinned };
  } catch (error) {
    return { failed: (error as Error).message, unpinned: null };
  }
}

function functionsOf({ driver, subject, kernel }: Part): Promise<Readonly<Record<string, unknown>>> {
  const url = pathToFileURL(driver);
  if (subject !== null) url.searchParams.set('subject', pathToFileURL(subject).href);
  const key = `${kernel === null ? 'js' : 'wasm'} ${url.href}`;
  const known = bound.get(key);
  if (known) return known;
  const functions = kernel === null ? import(url.href) : Promise.resolve(instantiate(kernel, memory));
  bound.set(key, functions);
  return functions;
}

function view({ offset, sizeWords }: Region): Words {
  return new Int32Array(memory.buffer, offset, sizeWords);
}

/** The start line: threads that begin one after the other hardly meet. `false`: one of them does not come. */
function meet(control: Words, threads: number): boolean {
  Atomics.add(control, ARRIVED, 1); // [acq-rel] counts this thread in
  // [acquire] pairs with the others' add, or the main thread's; ends when all are here, or some will not be
  for (let spins = 0; ; ) {
    const arrived = Atomics.load(control, ARRIVED);
    if (arrived >= threads) return arrived < CALLED_OFF;
    spins = relax(control, ARRIVED_NAP, spins, STAY_CLOSE);
  }
}
