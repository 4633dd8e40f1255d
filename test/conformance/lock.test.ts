import { describe, expect, test } from 'vitest';
import type { Backend, LockSpec } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { guardedWords } from './guarded-words.ts';
import type { LockThread } from './lock-worker.ts';
import { subjectsUnderTest } from './subjects.ts';
import { runThreads } from './threads.ts';

for (const found of await subjectsUnderTest('lock')) {
  const hasTryLock = 'tryLock' in found.spec;
  for (const backend of found.spec.backends ?? (['js', 'wasm'] as const)) {
    describe(`${found.spec.name} as ${backend}`, () => {
      test('one thread takes and leaves it as often as it likes, inside its footprint', async () => {
        const guard = guardedWords(found.spec.sizeWords(1));
        const lock = (await bindSubject(found, backend, guard.memory)) as unknown as LockSpec;
        lock.init?.(guard.words, 1);
        for (let i = 0; i < 1000; i++) {
          lock.lock(guard.words, 0);
          lock.unlock(guard.words, 0);
        }
        expect(guard.breaches()).toEqual([]);
      });

      test.skipIf(!hasTryLock)(
        `tryLock succeeds if and only if it is free${reason(!hasTryLock, 'no tryLock')}`,
        async () => {
          const guard = guardedWords(found.spec.sizeWords(2));
          const lock = (await bindSubject(found, backend, guard.memory)) as unknown as Required<LockSpec>;
          lock.init?.(guard.words, 2);
          for (let i = 0; i < 100; i++) {
            expect(lock.tryLock(guard.words, 0)).toBe(true);
            expect(lock.tryLock(guard.words, 1)).toBe(false);
            lock.unlock(guard.words, 0);
            lock.lock(guard.words, 1);
            expect(lock.tryLock(guard.words, 0)).toBe(false);
            lock.unlock(guard.words, 1);
          }
          expect(guard.breaches()).toEqual([]);
        },
      );

      test('two threads never meet inside', () => neverMeet(found, [backend, backend], { rounds: 50_000 }));

      // More threads than CPUs: a strict queue that only spins waits a time slice for every thread that is not running.
      const rounds = found.spec.waiting === 'spin' && found.spec.fairness !== 'none' ? 200 : 20_000;
      test('four threads never meet inside', () => neverMeet(found, Array<Backend>(4).fill(backend), { rounds }));

      test.skipIf(!hasTryLock)(
        `threads that lock and threads that try never meet inside${reason(!hasTryLock, 'no tryLock')}`,
        () => neverMeet(found, [backend, backend], { rounds: 20_000, enter: ['lock', 'tryLock'] }),
      );

      // A holder that sleeps inside makes the others wait as long as they can: those that park do it here.
      test('nobody sleeps on when the lock is left', () =>
        neverMeet(found, Array<Backend>(3).fill(backend), { rounds: 400, holdMs: 0.2 }));
    });
  }

  const hasOneBackend = found.spec.backends !== undefined;
  test.skipIf(hasOneBackend)(
    `${found.spec.name}: a JavaScript and a WebAssembly thread share it${reason(hasOneBackend, 'one back end only')}`,
    async () => {
      await neverMeet(found, ['js', 'wasm'], { rounds: 20_000 });
      await neverMeet(found, ['js', 'wasm'], { rounds: 400, holdMs: 0.2 });
    },
  );
}

/** Why a test is skipped, for its title. */
function reason(isSkipped: boolean, why: string): string {
  return isSkipped ? ` (skipped: ${why})` : '';
}

/** Every thread adds `rounds` to a plain counter, inside; any overlap loses counts or is seen. */
async function neverMeet(
  found: FoundSubject<LockSpec>,
  backends: readonly Backend[],
  how: { rounds: number; enter?: readonly LockThread['enter'][]; holdMs?: number },
): Promise<void> {
  const threads = backends.length;
  const guard = guardedWords(found.spec.sizeWords(threads));
  found.spec.init?.(guard.words, threads);
  // Built once here; the threads find it in the cache.
  if (backends.includes('wasm')) await bindSubject(found, 'wasm', guard.memory);
  const guarded = new Int32Array(new SharedArrayBuffer(8));
  const arrivals = new Int32Array(new SharedArrayBuffer(8));
  const intruders = await runThreads<number>(
    new URL('./lock-worker.ts', import.meta.url),
    backends.map((backend, self): { data: LockThread } => ({
      data: {
        path: found.path,
        backend,
        memory: guard.memory,
        offset: guard.offset,
        sizeWords: guard.words.length,
        guarded,
        arrivals,
        threads,
        self,
        rounds: how.rounds,
        enter: how.enter?.[self] ?? 'lock',
        holdMs: how.holdMs ?? 0,
      },
    })),
  );
  expect({ intruders, count: guarded[0] }).toEqual({ intruders: backends.map(() => 0), count: threads * how.rounds });
  expect(guard.breaches()).toEqual([]);
}
