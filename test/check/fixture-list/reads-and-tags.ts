/** F11, F18: values that are not what they were when they were looked at. */
import type { Model } from '../../../src/check/linearizable/model.ts';
import { register } from '../../../src/check/linearizable/models/register.ts';
import type { Program } from '../../../src/check/program.ts';
import { broken, call, clean, type Fixture, programOf } from '../fixture.ts';

const FULL_TAG = 0xffff;

/** The top first. Nodes are names: none may be in the stack twice, and only who popped one may push it. */
const nodeStack: Model<readonly number[]> = {
  name: 'stack of nodes',
  initial: [1, 2],
  key: (nodes) => nodes.join(),
  outcomes(nodes, { name, args }) {
    if (name.startsWith('pop')) return [{ state: nodes.slice(1), result: nodes[0] ?? 0 }];
    if (name === 'push') return [{ state: [args[1], ...nodes], result: 0 }];
    // Which node goes back is known from the result; 0: none.
    const away = [1, 2, 3].filter((node) => !nodes.includes(node));
    return [{ state: nodes, result: 0 }, ...away.map((node) => ({ state: [node, ...nodes], result: node }))];
  },
};

/** One thread pops twice. The other pops two nodes, pushes its own and gives the first back: four changes of the top. */
function stack(mask: number, tag = 0): Program {
  return programOf(
    'tagged-stack',
    { TOP: (tag << 16) | 1, NEXT: [0, 2, 0, 0] },
    [
      [call('pop', mask), call('pop', mask)],
      [call('popInto', mask, 0), call('popInto', mask, 1), call('push', mask, 3), call('pushBack', mask, 0)],
    ],
    { privateWords: 2, model: nodeStack },
  );
}

/** A register, whichever way it is read. */
const halves: Model<number> = {
  ...register(),
  outcomes: (value, one) => register().outcomes(value, { ...one, name: one.name === 'write' ? 'write' : 'read' }),
};

function seqlock(read: string): Program {
  const words = { VERSION: 0, LOW: 0, HIGH: 0 };
  return programOf(
    'seqlock',
    words,
    [
      [call('write', 1), call('write', 2)],
      [call(read), call(read)],
    ],
    {
      model: halves,
    },
  );
}

export const READS_AND_TAGS: readonly Fixture[] = [
  broken('F11 stack without a tag', stack(0), ['not-linearizable'], 'exhaustive'),
  broken('F11 stack with a tag of one bit', stack(1), ['not-linearizable'], 'exhaustive'),
  broken('F11 stack with a tag of two bits', stack(3), ['not-linearizable'], 'exhaustive'),
  // 9.21·n·k^(d-1) runs miss it with a chance below 1 in 10,000, n = 2 threads, k = 21 steps, d = 3.
  broken('F11 stack without a tag: PCT of depth 3', stack(0), ['not-linearizable'], { pct: 3, executions: 8_100 }),
  clean('F11 twin: a tag of three bits outlives the program', stack(7)),
  clean('F11 twin: a full tag', stack(FULL_TAG)),
  clean('F11 twin: a full tag at its limit', stack(FULL_TAG, FULL_TAG)),

  broken('F18 seqlock that looks once', seqlock('readOnce'), ['not-linearizable'], 'exhaustive'),
  clean('F18 twin: looks again', seqlock('read')),
];
