/** F12 to F17: queues that lose, repeat, mix up or refuse items. */
import type { Model } from '../../../src/check/linearizable/model.ts';
import { type FifoOptions, fifo } from '../../../src/check/linearizable/models/fifo.ts';
import type { Call, Program } from '../../../src/check/program.ts';
import { broken, call, clean, type Fixture, programOf } from '../fixture.ts';

type Items = readonly number[];

/** The queue of src/check for kernels whose ways to push are several: the item is the last argument. */
function queue(options: FifoOptions, initial: Items = []): Model<Items> {
  const model = fifo(options);
  return {
    ...model,
    initial,
    outcomes: (items, { name, args, overlapped }) =>
      model.outcomes(
        items,
        name.startsWith('push')
          ? { name: 'tryPush', args: args.slice(-1), overlapped }
          : { name: 'tryPop', args, overlapped },
      ),
  };
}

/** A queue that makes room by dropping its oldest item. A consumer may find nothing while a push is at it. */
function droppingQueue(capacity: number, initial: Items): Model<Items> {
  return {
    name: `queue of ${capacity} that drops the oldest`,
    initial,
    key: (items) => items.join(),
    outcomes(items, { name, args, overlapped }) {
      if (name.startsWith('push')) return [{ state: [...items, args[0]].slice(-capacity), result: 0 }];
      const nothing = { state: items, result: -1 };
      if (items.length === 0) return [nothing];
      const popped = { state: items.slice(1), result: items[0] };
      return overlapped ? [popped, nothing] : [popped];
    },
  };
}

function times(count: number, one: Call): Call[] {
  return Array.from({ length: count }, () => one);
}

/** Three pushes, three pops, two slots; the indices start at `start`. */
function spsc(push: string, start = 0): Program {
  const words = { HEAD: start, TAIL: start, SLOTS: [0, 0] };
  return programOf('spsc-ring', words, [[call(push, 5), call(push, 6), call(push, 7)], times(3, call('pop'))], {
    model: queue({ capacity: 2, refusals: 'exact' }),
  });
}

/** Two items are in the ring of two. */
function dropping(push: string, pop: string): Program {
  const words = { HEAD: 0, TAIL: 2, SLOTS: [5, 6] };
  return programOf('dropping-ring', words, [[call(push, 7), call(push, 8)], times(2, call(pop))], {
    model: droppingQueue(2, [5, 6]),
  });
}

/** Two records of three words each in a ring of four words: the second needs a padding, and must be refused before the first is read. */
function records(push: string): Program {
  const words = { HEAD: 0, TAIL: 0, DATA: [0, 0, 0, 0] };
  const pushes = [call(push, 2, 5), call(push, 2, 6)];
  return programOf('record-ring', words, [pushes, times(2, call('pop'))], {
    model: queue({ capacity: Number.POSITIVE_INFINITY, refusals: 'any-time' }),
  });
}

/** The queue is full; one thread pops, another pops and pushes. */
function turns(refusals: 'exact' | 'when-overlapped'): Program {
  const words = { HEAD: 0, TAIL: 2, SLOTS: [1, 5, 1, 6] };
  return programOf('turn-queue', words, [[call('pop')], [call('pop'), call('push', 7)]], {
    model: queue({ capacity: 2, refusals }, [5, 6]),
  });
}

/** Broken: once with the race alone, once with the results alone. */
function bothWays(name: string, { model, ...program }: Program): Fixture[] {
  return [
    broken(name, program, ['race'], 'exhaustive'),
    broken(`${name}: results alone`, { ...program, ...(model && { model }) }, ['not-linearizable'], 'exhaustive', {
      races: false,
    }),
  ];
}

export const QUEUES: readonly Fixture[] = [
  ...bothWays('F12 ring that publishes, then writes', spsc('pushPublishingFirst')),
  broken('F13 ring that publishes plainly', spsc('pushPlainly'), ['race'], 'exhaustive'),
  clean('F13 ring that publishes plainly: results alone do not show it', spsc('pushPlainly'), 'exhaustive', {
    races: false,
  }),
  ...bothWays('F14 ring that takes one item too many', spsc('pushOneTooMany')),
  clean('F12 to F14 twin', spsc('push')),
  clean('F12 to F14 twin: indices that pass 2^31', spsc('push', 0x7ffffffe)),
  clean('F12 to F14 twin: indices that pass 2^32', spsc('push', -2)),

  ...bothWays('F15 ring whose producer moves HEAD', dropping('pushStealing', 'pop')),
  clean('F15 twin: both move HEAD with a compare-and-swap', dropping('pushDropping', 'take')),

  ...bothWays('F16 claim that forgets "full"', records('pushForgetful')),
  clean('F16 twin: asks for room behind the padding', records('push')),

  broken('F17 queue that says "full" when it is not', turns('exact'), ['not-linearizable'], 'exhaustive'),
  clean('F17 queue where an operation may fail beside another', turns('when-overlapped')),
];
