import { expect, test } from 'vitest';
import { fits, type Model } from '../../src/check/linearizable/model.ts';
import { always } from '../../src/check/linearizable/models/always.ts';
import { barrier } from '../../src/check/linearizable/models/barrier.ts';
import { casCell } from '../../src/check/linearizable/models/cas-cell.ts';
import { countedSection } from '../../src/check/linearizable/models/counted-section.ts';
import { counter } from '../../src/check/linearizable/models/counter.ts';
import { deque } from '../../src/check/linearizable/models/deque.ts';
import { fifo, packItems } from '../../src/check/linearizable/models/fifo.ts';
import { lock } from '../../src/check/linearizable/models/lock.ts';
import { register } from '../../src/check/linearizable/models/register.ts';
import { semaphore } from '../../src/check/linearizable/models/semaphore.ts';
import { stack } from '../../src/check/linearizable/models/stack.ts';

/** `push(3)=1`: the call and its result; `~` before it: overlapped. */
function accepts(model: Model, text: string): boolean {
  let states = [model.initial];
  for (const word of text.split(' ')) {
    const [, overlap, name, args, result] = /^(~?)(\w+)\((.*)\)=(-?\d+)$/.exec(word) as RegExpExecArray;
    const numbers = args === '' ? [] : args.split(',').map(Number);
    states = states
      .flatMap((state) => model.outcomes(state, { name, args: numbers, overlapped: overlap !== '' }))
      .filter((outcome) => fits(outcome.result, Number(result)))
      .map(({ state }) => state);
  }
  return states.length > 0;
}

const TWO = { capacity: 2, refusals: 'exact' } as const;
const TWO_EXCUSED = { capacity: 2, refusals: 'when-overlapped' } as const;
const [A, B, C] = [1, 2, 3].map((count) => packItems(Array.from({ length: count }, (_, nth) => nth + 5)));

test.each<[string, Model, string[], string[]]>([
  ['register', register() as Model, ['read()=0 write(4)=9 read()=4'], ['write(4)=0 read()=0']],
  [
    'compare-and-swap cell',
    casCell(1) as Model,
    ['compareExchange(1,2)=1 read()=2 compareExchange(1,3)=2 read()=2', 'write(7)=0 read()=7'],
    ['compareExchange(1,2)=1 read()=1', 'compareExchange(3,2)=3', 'compareExchange(3,2)=1 read()=2'],
  ],
  [
    'counter',
    counter(2147483647) as Model,
    ['fetchAdd(1)=2147483647 read()=-2147483648', 'add(-7)=123 read()=2147483640'],
    ['fetchAdd(1)=0', 'add(1)=0 read()=0'],
  ],
  [
    'queue',
    fifo(TWO) as Model,
    [
      'tryPop()=-1 tryPush(5)=1 tryPush(6)=1 tryPush(7)=0 tryPop()=5 tryPop()=6 tryPop()=-1',
      `pushMany(5,3)=2 popMany(3)=${B} popMany(3)=0`,
      'pushMany(5,1)=1 flush()=0 tryPop()=5',
    ],
    ['tryPush(5)=0', '~tryPush(5)=0', 'tryPush(5)=1 tryPush(6)=1 tryPop()=6', 'pushMany(5,3)=3', 'pushMany(5,2)=1'],
  ],
  [
    'queue that may refuse when overlapped',
    fifo(TWO_EXCUSED) as Model,
    ['~tryPush(5)=0 tryPop()=-1', 'tryPush(5)=1 ~tryPop()=-1 tryPop()=5', `~pushMany(5,2)=1 popMany(2)=${A}`],
    ['tryPush(5)=0', '~pushMany(5,3)=3', `pushMany(5,2)=2 popMany(2)=${A}`],
  ],
  [
    'queue whose room is left out of account',
    fifo({ capacity: Number.POSITIVE_INFINITY, refusals: 'exact', pushRefusals: 'any-time' }) as Model,
    ['tryPush(5)=0 tryPop()=-1', `pushMany(5,3)=3 popMany(9)=${C}`],
    ['tryPush(5)=1 tryPop()=-1'],
  ],
  [
    'stack',
    stack(TWO) as Model,
    ['tryPush(5)=1 tryPush(6)=1 tryPush(7)=0 tryPop()=6 tryPop()=5 tryPop()=-1'],
    ['tryPush(5)=1 tryPush(6)=1 tryPop()=5'],
  ],
  ['stack that may refuse', stack(TWO_EXCUSED) as Model, ['~tryPush(5)=0 tryPop()=-1'], ['~tryPush(5)=0 tryPop()=5']],
  [
    'deque',
    deque(TWO) as Model,
    ['pushBottom(5)=1 pushBottom(6)=1 pushBottom(7)=0 steal()=5 popBottom()=6 steal()=-1 popBottom()=-1'],
    [
      'pushBottom(5)=1 pushBottom(6)=1 steal()=6',
      'pushBottom(5)=1 pushBottom(6)=1 popBottom()=5',
      'pushBottom(5)=1 ~steal()=-1',
    ],
  ],
  [
    'deque whose thieves may lose races',
    deque(TWO_EXCUSED) as Model,
    ['pushBottom(5)=1 ~steal()=-1 steal()=5'],
    ['pushBottom(5)=1 steal()=-1'],
  ],
  [
    'lock',
    lock({ refusals: 'exact' }) as Model,
    ['lock(0)=3 tryLock(1)=0 lockFor(1,9)=0 unlock(0)=1 tryLock(1)=1 unlock(1)=1', 'lockFor(1,9)=0 lockFor(1,9)=1'],
    [
      'lock(0)=0 lock(1)=0',
      'lock(0)=0 unlock(1)=1',
      'unlock(0)=1',
      'tryLock(0)=0',
      'lock(0)=0 tryLock(1)=1',
      'lock(0)=0 lockFor(1,9)=1',
    ],
  ],
  [
    'lock that may refuse when overlapped',
    lock({ refusals: 'when-overlapped' }) as Model,
    ['~tryLock(0)=0 tryLock(0)=1'],
    ['tryLock(0)=0'],
  ],
  [
    'semaphore',
    semaphore({ permits: 1, refusals: 'exact' }) as Model,
    ['acquire()=0 tryAcquire()=0 release()=0 release()=0 acquire()=0 tryAcquire()=1'],
    ['acquire()=0 acquire()=0', 'tryAcquire()=0'],
  ],
  [
    'barrier',
    barrier(2) as Model,
    ['arrive(1)=0 arrive(0)=0 leave(1)=0 arrive(1)=0 leave(0)=0 arrive(0)=0 leave(0)=0'],
    [
      'arrive(0)=0 leave(0)=0',
      'arrive(0)=0 arrive(0)=0',
      'arrive(0)=0 arrive(1)=0 arrive(0)=0',
      'arrive(0)=0 arrive(1)=0 leave(0)=0 leave(0)=0',
    ],
  ],
  [
    'counted section',
    countedSection({ refusals: 'exact' }) as Model,
    ['section(0)=0 section(1)=1'],
    ['section(0)=0 section(1)=0', '~section(0)=-1'],
  ],
  [
    'counted section that may refuse',
    countedSection({ refusals: 'when-overlapped' }) as Model,
    ['~trySection(0)=-1 section(1)=0'],
    ['section(0)=-1', '~trySection(0)=-1 section(1)=1'],
  ],
  ['constant', always(1) as Model, ['meet(1)=1 anything()=1'], ['meet(1)=0']],
])('the model of a %s accepts what it should and nothing else', (_, model, legal, illegal) => {
  for (const text of legal) expect(accepts(model, text), text).toBe(true);
  for (const text of illegal) expect(accepts(model, text), text).toBe(false);
});

test('packed items: their number in the lowest digit, then they in order, seven at most', () => {
  expect(packItems([]).toString(16)).toBe('0');
  expect(packItems([5, 6, 15]).toString(16)).toBe('f653');
  expect((packItems([1, 2, 3, 4, 5, 6, 15]) >>> 0).toString(16)).toBe('f6543217');
});

test('an operation that a model does not know is refused with its name', () => {
  expect(() => accepts(register() as Model, 'swap(1)=0')).toThrow('got "swap"');
});
