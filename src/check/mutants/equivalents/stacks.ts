import type { Equivalents } from '../equivalents.ts';

/** Stacks, and the queue that shares their pool of nodes. */
export const STACKS: readonly Equivalents[] = [
  {
    path: 'src/structures/_pool.ts',
    reason:
      'One bit fewer to count in: right as long as the count lasts. test/structures/aba.test.ts looks at the bits.',
    mutants: ['initPool plainly-stored-value: words[pool] = bits → words[pool] = (bits + 1) | 0'],
  },
  {
    path: 'src/structures/_pool.ts',
    reason: 'Constant after init, whenever it is read.',
    mutants: [
      'tryTake swap-accesses: const bits = bitsOf(words, pool); const first = Atomics.load(words, head); → const first = Atomics.load(words, head); const bits = bitsOf(words, pool);',
      'tryPut swap-accesses: const bits = bitsOf(words, pool); const first = Atomics.load(words, head); → const first = Atomics.load(words, head); const bits = bitsOf(words, pool);',
    ],
  },
  {
    path: 'src/structures/_pool.ts',
    reason:
      "Counts on from the node's item instead, which is another one each time in the programs: wrong only where items come again. test/structures/aba.test.ts lets links count too little.",
    mutants: ['setLink next-word: words[at] → words[at + 1]'],
  },
  {
    path: 'src/structures/elimination.ts',
    reason:
      'The slot stays BUSY, and nobody meets there any more: right, and slower. test/structures/elimination.test.ts looks at the slot.',
    mutants: [
      'lookRound drop-store: Atomics.store(words, slot, EMPTY); → ;',
      'lookRound stored-value: Atomics.store(words, slot, EMPTY) → Atomics.store(words, slot, BUSY)',
      'offer desired-value: Atomics.compareExchange(words, slot, mine, EMPTY) → Atomics.compareExchange(words, slot, mine, BUSY)',
      'lookRound next-word: Atomics.store(words, slot, EMPTY) → Atomics.store(words, slot + 1, EMPTY)',
    ],
  },
  {
    path: 'src/structures/elimination.ts',
    reason: 'Nobody else is there yet.',
    mutants: [
      'init publish-before-payload: words[PATIENCE] = USUAL_PATIENCE; initPool(words, POOL, FREE, 1, capacitySlots); → initPool(words, POOL, FREE, 1, capacitySlots); words[PATIENCE] = USUAL_PATIENCE;',
    ],
  },
  {
    path: 'src/structures/elimination.ts',
    reason: 'How long an offer stands: any time is right.',
    mutants: [
      'offer loop-once: while (looks > 0 && Atomics.load(words, slot) === mine) { pause(); looks = (looks - 1) | 0; } → if (looks > 0 && Atomics.load(words, slot) === mine) { pause(); looks = (looks - 1) | 0; }',
      'offer negate-equality: Atomics.load(words, slot) === mine → Atomics.load(words, slot) !== mine',
      'offer shift-bound: looks > 0 → looks >= 0',
      'offer shift-bound: looks > 0 → looks > 1',
      'offer compare-by-size: Atomics.load(words, slot) === mine → Atomics.load(words, slot) <= mine',
      'offer drop-operand: looks > 0 && Atomics.load(words, slot) === mine → (looks > 0)',
      'offer next-word: Atomics.load(words, slot) → Atomics.load(words, slot + 1)',
    ],
  },
  {
    path: 'src/structures/elimination.ts',
    reason: 'Nobody takes the offers of thread 0, which then goes back to the top: right, and slower.',
    mutants: ['lookRound shift-bound: state >= OFFER → state > OFFER'],
  },
  {
    path: 'src/structures/stack-futex.ts',
    reason: 'Nobody else is there yet.',
    mutants: [
      'init swap-accesses: initLock(words, threads); words[CAPACITY] = capacitySlots; → words[CAPACITY] = capacitySlots; initLock(words, threads);',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason: 'Nobody else is there yet.',
    mutants: [
      'init publish-before-payload: words[CAPACITY] = capacitySlots; initPool(words, POOL, FREE, DUMMY + 1, (capacitySlots + 1) | 0); → initPool(words, POOL, FREE, DUMMY + 1, (capacitySlots + 1) | 0); words[CAPACITY] = capacitySlots;',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason: "All of it is the thread's own: nodes that it has not linked yet, its item, nodes that it frees.",
    mutants: [
      'popMany publish-before-payload: into[at + n - 1] = youngest; takeOut(words, dummy, into, at, (n - 1) | 0); → takeOut(words, dummy, into, at, (n - 1) | 0); into[at + n - 1] = youngest;',
      'pushMany swap-accesses: fill(words, node, from[at + n]); if (n === 0) first = node; else setLink(words, POOL, last, 0, node); → if (n === 0) first = node; else setLink(words, POOL, last, 0, node); fill(words, node, from[at + n]);',
      'fill swap-accesses: Atomics.store(words, payloadAt(POOL, node), value); setLink(words, POOL, node, 0, NONE); → setLink(words, POOL, node, 0, NONE); Atomics.store(words, payloadAt(POOL, node), value);',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason:
      'TAIL may stay behind, where the next call finds it: only the size is wrong until then. test/structures/ms-queue.test.ts looks at TAIL.',
    mutants: [
      'moveTail ignore-compare-exchange: Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node, bitsOf(words, POOL))) === tail → (Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node, bitsOf(words, POOL))) === tail || true)',
      'moveTail negate-equality: Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node, bitsOf(words, POOL))) === tail → Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node, bitsOf(words, POOL))) !== tail',
      'moveTail compare-by-size: Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node, bitsOf(words, POOL))) === tail → Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node, bitsOf(words, POOL))) <= tail',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason:
      'A link that was set holds a node, and one that was set anew counts more: both are larger than what was expected, until the count wraps.',
    mutants: [
      'append compare-by-size: Atomics.compareExchange(words, at, link, counted(link, 0, first, bits)) === link → Atomics.compareExchange(words, at, link, counted(link, 0, first, bits)) <= link',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason: 'A word that has been changed counts more, and so is larger, until the count goes past the sign.',
    mutants: [
      'append compare-by-size: Atomics.load(words, TAIL) !== tail → Atomics.load(words, TAIL) > tail',
      'popMany compare-by-size: Atomics.load(words, HEAD) !== head → Atomics.load(words, HEAD) > head',
      'popMany compare-by-size: Atomics.compareExchange(words, HEAD, head, counted(head, n, last, bits)) === head → Atomics.compareExchange(words, HEAD, head, counted(head, n, last, bits)) <= head',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason:
      'Races only if one consumer has taken two items, and a producer has put one in, while another consumer looks at the first: test/structures/ms-queue.test.ts lets them.',
    mutants: [
      'fill plain-store: Atomics.store(words, payloadAt(POOL, node), value) → words[payloadAt(POOL, node)] = value',
      'popMany plain-load: Atomics.load(words, payloadAt(POOL, last)) → words[payloadAt(POOL, last)]',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason: 'Looks at TAIL although it need not.',
    mutants: [
      'append drop-guard: if (isLinked && moveTail(words, tail, n, last)) return; → if (isLinked && moveTail(words, tail, n, last)) {}',
    ],
  },
];
