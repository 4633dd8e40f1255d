import type { Equivalents } from '../equivalents.ts';

/** Stacks, and the queue that shares their pool of nodes. */
export const STACKS: readonly Equivalents[] = [
  {
    path: 'src/structures/_pool.ts',
    reason:
      'Counts two, or begins at one: as good a count, until it runs over into the node. One thread alone goes so far in the conformance check `order` and in test/structures/ms-queue.test.ts.',
    mutants: [
      'setLink stored-value: Atomics.store(words, at, counted(words[at], 1, behind)) → Atomics.store(words, at, ((counted(words[at], 1, behind)) + 1) | 0)',
      'initList plainly-stored-value: words[head] = counted(0, 0, first) → words[head] = ((counted(0, 0, first)) + 1) | 0',
      'tryTake desired-value: Atomics.compareExchange(words, head, first, counted(first, 1, behind)) → Atomics.compareExchange(words, head, first, ((counted(first, 1, behind)) + 1) | 0)',
      'tryPut desired-value: Atomics.compareExchange(words, head, first, counted(first, 0, node)) → Atomics.compareExchange(words, head, first, ((counted(first, 0, node)) + 1) | 0)',
    ],
  },
  {
    path: 'src/structures/_pool.ts',
    reason:
      "Counts on from the node's item instead, which is another one each time in the programs: wrong only where items come again. test/structures/aba.test.ts lets links count too little.",
    mutants: ['setLink next-word: words[at] → words[at + 1]'],
  },
  {
    path: 'src/structures/_pool.ts',
    reason:
      'Wrong only from node 32,768 on, which no program has: the conformance check `capacity` fills 65,534 slots.',
    mutants: ['nodeOf drop-mask: (word >> NODE_AT) & SIXTEEN_BITS → (word >> NODE_AT)'],
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
      'init publish-before-payload: words[PATIENCE] = USUAL_PATIENCE; initList(words, FREE, NODES, 1, capacitySlots); → initList(words, FREE, NODES, 1, capacitySlots); words[PATIENCE] = USUAL_PATIENCE;',
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
      'init publish-before-payload: words[CAPACITY] = capacitySlots; initList(words, FREE, NODES, DUMMY + 1, (capacitySlots + 1) | 0); → initList(words, FREE, NODES, DUMMY + 1, (capacitySlots + 1) | 0); words[CAPACITY] = capacitySlots;',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason: "All of it is the thread's own: nodes that it has not linked yet, its item, nodes that it frees.",
    mutants: [
      'popMany publish-before-payload: into[at + n - 1] = youngest; takeOut(words, dummy, into, at, (n - 1) | 0); → takeOut(words, dummy, into, at, (n - 1) | 0); into[at + n - 1] = youngest;',
      'pushMany swap-accesses: fill(words, node, from[at + n]); if (n === 0) first = node; else setLink(words, NODES, last, node); → if (n === 0) first = node; else setLink(words, NODES, last, node); fill(words, node, from[at + n]);',
      'fill swap-accesses: Atomics.store(words, payloadAt(NODES, node), value); setLink(words, NODES, node, NONE); → setLink(words, NODES, node, NONE); Atomics.store(words, payloadAt(NODES, node), value);',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason:
      'TAIL may stay behind, where the next call finds it: only the size is wrong until then. test/structures/ms-queue.test.ts looks at TAIL.',
    mutants: [
      'moveTail ignore-compare-exchange: Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node)) === tail → (Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node)) === tail || true)',
      'moveTail negate-equality: Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node)) === tail → Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node)) !== tail',
      'moveTail compare-by-size: Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node)) === tail → Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node)) <= tail',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason:
      'Counts two, or begins at one: as good a count, until it runs over into the node. One thread alone goes so far in the conformance check `order` and in test/structures/ms-queue.test.ts.',
    mutants: [
      'append desired-value: Atomics.compareExchange(words, at, link, counted(link, 0, first)) → Atomics.compareExchange(words, at, link, ((counted(link, 0, first)) + 1) | 0)',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason:
      'A link that was set holds a node, and one that was set anew counts more: both are larger than what was expected, until the count wraps.',
    mutants: [
      'append compare-by-size: Atomics.compareExchange(words, at, link, counted(link, 0, first)) === link → Atomics.compareExchange(words, at, link, counted(link, 0, first)) <= link',
    ],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason:
      'Does not notice a head that has gone on to a lower node, and may say empty while pops are in flight, which the contract allows. test/structures/ms-queue.test.ts does not, and takes the look away.',
    mutants: ['popMany compare-by-size: Atomics.load(words, HEAD) !== head → Atomics.load(words, HEAD) > head'],
  },
  {
    path: 'src/structures/ms-queue.ts',
    reason: 'Looks at TAIL although it need not.',
    mutants: [
      'append drop-guard: if (isLinked && moveTail(words, tail, n, last)) return; → if (isLinked && moveTail(words, tail, n, last)) {}',
    ],
  },
];
