/**
 * Stacks, for histories in which no value is pushed twice: O(n × depth), depth being how many values lie below one another.
 *
 * Why it is exact, for a stack without a limit. (1) A value whose push and pop overlap can go in and out at one moment, where it disturbs
 * nobody. (2) Of the others, each is surely inside from its push's return to its pop's call. Where nothing is surely inside, all can be
 * outside, so that each stretch between two such moments can be looked at alone; and "empty" can be said there and nowhere else. (3)
 * Inside a stretch the stack is never empty, so that one value lies at its bottom throughout: its push may be the first of all operations and
 * its pop the last. Any value for which that holds may be taken for it: if some order explains the stretch, then that order
 * without this value explains the rest, and putting it around the rest explains the stretch. Without the bottoms, the rest
 * may fall into shorter stretches, and so on. A stretch without a bottom cannot be explained.
 *
 * `unknown`: something cannot be explained, and a pop that has not returned might be why; or the budget was spent.
 */
import { type Finding, illegal, OK, unknown } from '../finding.ts';
import type { History } from '../history.ts';
import type { StackOptions } from '../models/stack.ts';
import { type Filled, filledTimes, type Item, itemsOf, surelyInside, takenByOpenPops, wrongEmpty } from './items.ts';

/** Values looked at, once for each that lies below them, where the caller says nothing: some seconds. */
const BUDGET = 50_000_000;

/** Operations of the model stack: `tryPush(value)`, `tryPop()`. The capacity is Infinity: a push that is refused must be excused. */
export function checkStack(
  history: History,
  { refusals }: Pick<StackOptions, 'refusals'>,
  { budget = BUDGET } = {},
): Finding {
  const found = itemsOf(history, refusals, refusals);
  if ('verdict' in found) return found;
  const { items, empties, fulls, openPop } = found;
  if (fulls.length > 0) return illegal('a push was refused by a stack that is never full', fulls);

  const wrong = explain(items);
  if (!wrong) return OK;
  if (wrong.verdict === 'unknown' || openPop === Number.POSITIVE_INFINITY) return wrong;
  if (explain(takenByOpenPops(items, openPop))?.verdict === 'illegal') return wrong;
  return unknown(`${wrong.reason}, unless a pop that has not returned took one`, wrong.culprits);

  function explain(some: readonly Item[]): Finding | null {
    const stretches = filledTimes(surelyInside(some));
    return wrongEmpty(history, empties, stretches) ?? withoutBottom(history, stretches, budget);
  }
}

function withoutBottom(history: History, stretches: readonly Filled[], budget: number): Finding | null {
  const left = [...stretches];
  let looked = 0;
  // Ends: each stretch is replaced by others with fewer values in all.
  for (let stretch = left.pop(); stretch; stretch = left.pop()) {
    const { from, to, items } = stretch;
    looked += items.length;
    if (looked > budget) return unknown(`more than ${budget} steps: the stack is deep and the history is long`);
    // Pushes return at `from` or later and pops are called at `to` or earlier: the first of all, the last of all.
    const above = items.filter(({ pushCalled, popReturned }) => pushCalled > from || popReturned < to);
    if (above.length === items.length) {
      const values = items.map(({ push }) => history[push].args[0]);
      const culprits = items.flatMap(({ push, pop }) => (pop < 0 ? [push] : [push, pop]));
      return illegal(
        `one of the values ${shortList(values)} must lie below the others all the time, and none can`,
        culprits,
      );
    }
    left.push(...filledTimes(above));
  }
  return null;
}

function shortList(values: readonly number[]): string {
  return values.length <= 8 ? values.join(', ') : `${values.slice(0, 8).join(', ')} …`;
}
