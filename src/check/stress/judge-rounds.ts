import type { Words } from '../../contract.ts';
import { OPS } from './protocol.ts';
import type { Judgement } from './scene.ts';

/** Threads that go in step have made the same number of rounds; behind one that has died they may be two apart: it may not have noted its last. */
export function judgeRounds(what: string, mine: readonly Words[], gone: ReadonlySet<number>): Judgement {
  const rounds = mine.map((own) => own[OPS]);
  const operations = rounds.reduce((sum, one) => sum + one, 0);
  const apart = Math.max(...rounds) - Math.min(...rounds);
  if (apart <= (gone.size > 0 ? 2 : 0)) return { operations, wrong: null };
  return { operations, wrong: `The threads made ${rounds.join(', ')} ${what}, not the same number.` };
}
