import { expect, test } from 'vitest';
import { checkFifo } from '../../src/check/linearizable/fast/fifo.ts';
import type { Operation } from '../../src/check/linearizable/history.ts';
import { historyPage } from '../../src/check/linearizable/history-html.ts';
import { fifo } from '../../src/check/linearizable/models/fifo.ts';
import { linearize } from '../../src/check/linearizable/wgl.ts';

const EXACT = { capacity: 8, refusals: 'exact' } as const;

function push(thread: number, value: number, calledAt: number, returnedAt: number): Operation {
  return { thread, name: 'tryPush', args: [value], result: 1, calledAt, returnedAt };
}
function pop(thread: number, result: number, calledAt: number, returnedAt: number): Operation {
  return { thread, name: 'tryPop', args: [], result, calledAt, returnedAt };
}
const LEGAL = [push(0, 1, 0, 9), push(1, 2, 0, 9), pop(2, 2, 4, 12), pop(2, 1, 14, 15)];
const ILLEGAL = [push(0, 1, 0, 1), push(0, 2, 2, 3), pop(1, 2, 4, 5), pop(2, 1, 6, 7)];

const items = (page: string): string[] => [...page.matchAll(/<li[^>]*>(.*?)<\/li>/g)].map(([, text]) => text);
const count = (page: string, text: string): number => page.split(text).length - 1;

test('the page of a legal history shows every operation and the order that explains it', () => {
  const page = historyPage('queue', LEGAL, linearize(LEGAL, fifo(EXACT)));
  expect(page).toContain('Linearizable: ');
  expect(count(page, 'class="bar"')).toBe(4);
  expect(count(page, 'class="effect"')).toBe(4);
  expect(items(page).toSorted()).toEqual([
    'thread 0: tryPush(1) → 1',
    'thread 1: tryPush(2) → 1',
    'thread 2: tryPop() → 1',
    'thread 2: tryPop() → 2',
  ]);
  expect(items(page).at(-1)).toBe('thread 2: tryPop() → 1');
  expect(page).not.toContain('class="misfit"');
});

test('an effect is drawn inside the bar of its operation, and the next one below it', () => {
  const history = LEGAL;
  const page = historyPage('queue', history, linearize(history, fifo(EXACT)));
  const levels = [...page.matchAll(/class="effect" x1="(\d+)"[^>]* y1="(\d+)"/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  const bars = [...page.matchAll(/class="bar" d="M(\d+) (\d+)V(\d+)H/g)].map(([, x, bottom, top]) =>
    [x, bottom, top].map(Number),
  );
  expect(levels).toHaveLength(4);
  for (const [x, level] of levels) {
    expect(bars.some(([at, bottom, top]) => at === x && top < level && level < bottom)).toBe(true);
  }
  const heights = levels.map(([, level]) => level);
  expect(heights).toEqual([...new Set(heights)].sort((a, b) => a - b));
});

test('the page of an illegal history marks what does not fit, in words too', () => {
  const searched = historyPage('queue', ILLEGAL, linearize(ILLEGAL, fifo(EXACT)));
  expect(searched).toContain('Not linearizable: ');
  expect(count(searched, 'class="misfit"')).toBe(2);
  expect(searched).toContain('What does not fit');
  expect(items(searched)).toHaveLength(4);

  const found = historyPage('queue', ILLEGAL, checkFifo(ILLEGAL, EXACT));
  expect(found).toContain('2 was popped before 1, which was pushed before it.');
  expect(count(found, 'class="misfit"')).toBe(4);
  expect(count(found, 'class="effect"')).toBe(0);
});

test('an operation that has not returned has a bar without a lower edge and no result', () => {
  const { result: _, ...open } = { ...push(0, 1, 0, Number.POSITIVE_INFINITY) };
  const page = historyPage('queue', [open, pop(1, 1, 5, 6)], { verdict: 'ok', order: [0, 1] });
  expect(page).toContain('tryPush(1)</text>');
  expect(count(page, 'Z"/>')).toBe(1);
});

test('of a long history the page shows what is around the trouble', () => {
  const history = Array.from({ length: 2000 }, (_, nth) => push(nth % 3, nth, nth, nth + 1));
  const page = historyPage('queue', history, { verdict: 'illegal', reason: 'so', culprits: [1500] });
  expect(page).toContain('300 of 2000 operations are shown');
  expect(page).toContain('tryPush(1500)');
  expect(count(page, 'class="bar"')).toBe(300);
  expect(historyPage('queue', history, { verdict: 'ok', order: [...history.keys()] })).toContain('tryPush(0)');
});

test('any text is only text, and the policy allows no script', () => {
  const hostile = '</title></style><script>alert(1)</script><img src=x onerror="alert(1)">';
  const history = [{ ...push(0, 1, 0, 1), name: hostile }];
  const page = historyPage(hostile, history, { verdict: 'illegal', reason: hostile, culprits: [0] });
  expect(page).not.toMatch(/<script|<img/);
  expect(page).toContain('default-src &#39;none&#39;; script-src &#39;none&#39;');
  expect(page).not.toMatch(/ style=| on\w+="/);
});

test('an empty history makes a page', () => {
  expect(historyPage('nothing', [], { verdict: 'ok', order: [] })).toContain('Linearizable: ');
});
