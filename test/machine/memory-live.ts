import { type MemoryCalls, memoryCalls } from '../../src/machine/memory-calls.ts';
import { whereIs } from '../../src/machine/pages.ts';

const calls = memoryCalls();
const { reason } = whereIs(new Uint8Array(new SharedArrayBuffer(1)));

/** The system does not tell where pages lie: live tests are skipped. */
export const noCalls = reason !== null;

/** The system's calls; only for tests that `noCalls` does not skip. */
export const realCalls = calls as MemoryCalls;

if (noCalls) console.warn(`Live tests of memory placement are skipped: ${reason}`);
