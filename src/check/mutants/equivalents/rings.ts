/** Rings, and what they share. */
import type { Equivalents } from '../equivalents.ts';

export const RINGS: readonly Equivalents[] = [
  {
    path: 'src/ringbuf/broadcast.ts',
    reason: 'The tail is read before the heads, so it is no further than the capacity ahead of them.',
    mutants: ['size shift-bound: behind > capacity → behind > ((capacity + 1) | 0)'],
  },
  {
    path: 'src/ringbuf/broadcast.ts',
    reason:
      'Looks at the other side at every call after the first lap. Goes wrong only 2³¹ positions later: more than any check goes through.',
    mutants: [
      'tryPush drop-plain-write: words[GATE_SEEN] = (tail - behind) | 0; → ;',
      'pushMany drop-plain-write: words[GATE_SEEN] = (tail - behind) | 0; → ;',
    ],
  },
  {
    path: 'src/ringbuf/broadcast.ts',
    reason: 'Looks at the other side although it need not.',
    mutants: [
      'tryPush shift-bound: ((tail - words[GATE_SEEN]) | 0) > mask → ((tail - words[GATE_SEEN]) | 0) >= mask',
      'pushMany shift-bound: free < count → free <= count',
      'popMany shift-bound: filled < count → filled <= count',
    ],
  },
  {
    path: 'src/ringbuf/broadcast.ts',
    reason: 'The word before the slots is padding.',
    mutants: [
      'init plainly-stored-value: words[SLOTS_AT] = headOf(consumers) → words[SLOTS_AT] = ((headOf(consumers)) - 1) | 0',
    ],
  },
  {
    path: 'src/ringbuf/broadcast.ts',
    reason: 'The larger of two equal numbers is either.',
    mutants: ['backlog shift-bound: behind > most → behind >= most'],
  },
  {
    path: 'src/ringbuf/broadcast.ts',
    reason: 'No item, no room, or none asked for: stores what is there already.',
    mutants: ['pushMany shift-bound: n <= 0 → n < 0', 'popMany shift-bound: n <= 0 → n < 0'],
  },
  {
    path: 'src/ringbuf/broadcast.ts',
    reason: 'Looks at the other side although it need not; where they are equal it does look.',
    mutants: ['tryPop compare-by-size: head === words[mine + TAIL_SEEN] → head <= words[mine + TAIL_SEEN]'],
  },
  {
    path: 'src/ringbuf/mpmc-mutex.ts',
    reason: 'Nobody else is there yet.',
    mutants: [
      'init swap-accesses: initLock(words, 1); words[MASK] = (capacitySlots - 1) | 0; → words[MASK] = (capacitySlots - 1) | 0; initLock(words, 1);',
    ],
  },
  {
    path: 'src/ringbuf/mpmc-mutex.ts',
    reason: 'No item, no room, or none asked for: stores what is there already.',
    mutants: ['pushMany shift-bound: count <= 0 → count < 0', 'popMany shift-bound: count <= 0 → count < 0'],
  },
  {
    path: 'src/ringbuf/mpmc-mutex.ts',
    reason: 'TAIL is read after HEAD, so it is not behind it.',
    mutants: ['size shift-bound: filled < 0 → filled < -1'],
  },
  {
    path: 'src/ringbuf/mpmc-vyukov.ts',
    reason: 'With n > 0 the exchange has failed, so the index has moved on and is never again what it was.',
    mutants: [
      'pushMany drop-operand: n === 0 && Atomics.load(words, TAIL) === tail → (Atomics.load(words, TAIL) === tail)',
      'popMany drop-operand: n === 0 && Atomics.load(words, HEAD) === head → (Atomics.load(words, HEAD) === head)',
    ],
  },
  {
    path: 'src/ringbuf/mpmc-vyukov.ts',
    reason: 'No item is asked for: a round that claims nothing.',
    mutants: ['pushMany shift-bound: count > 0 → count >= 0', 'popMany shift-bound: count > 0 → count >= 0'],
  },
  {
    path: 'src/ringbuf/mpmc-vyukov.ts',
    reason: 'Exchanges an index for itself: success says, as the load below does, that the ring is full or empty.',
    mutants: [
      'pushMany shift-bound: n > 0 → n >= 0',
      'popMany shift-bound: n > 0 → n >= 0',
      'pushMany drop-operand: n > 0 && Atomics.compareExchange(words, TAIL, tail, (tail + n) | 0) === tail → (Atomics.compareExchange(words, TAIL, tail, (tail + n) | 0) === tail)',
      'popMany drop-operand: n > 0 && Atomics.compareExchange(words, HEAD, head, (head + n) | 0) === head → (Atomics.compareExchange(words, HEAD, head, (head + n) | 0) === head)',
    ],
  },
  {
    path: 'src/ringbuf/mpmc-vyukov.ts',
    reason: 'TAIL is read after HEAD, so it is not behind it.',
    mutants: ['size shift-bound: filled < 0 → filled < -1'],
  },
  {
    path: 'src/ringbuf/mpmc-vyukov.ts',
    reason: 'A slot that is ahead shows that the index has moved on, so the compare-and-swap fails.',
    mutants: [
      'tryPush drop-operand: ahead === 0 && Atomics.compareExchange(words, TAIL, tail, (tail + 1) | 0) === tail → (Atomics.compareExchange(words, TAIL, tail, (tail + 1) | 0) === tail)',
      'tryPop drop-operand: ahead === 0 && Atomics.compareExchange(words, HEAD, head, (head + 1) | 0) === head → (Atomics.compareExchange(words, HEAD, head, (head + 1) | 0) === head)',
    ],
  },
  {
    path: 'src/ringbuf/mpsc-vyukov.ts',
    reason: 'With n > 0 the exchange has failed, so the index has moved on and is never again what it was.',
    mutants: [
      'pushMany drop-operand: n === 0 && Atomics.load(words, TAIL) === tail → (Atomics.load(words, TAIL) === tail)',
    ],
  },
  {
    path: 'src/ringbuf/mpsc-vyukov.ts',
    reason: "The index is the thread's own; size may see it a moment later.",
    mutants: [
      'tryPop publish-before-payload: words[HEAD] = next; Atomics.store(words, slot, (next + mask) | 0); → Atomics.store(words, slot, (next + mask) | 0); words[HEAD] = next;',
      'popMany read-late: words[HEAD] = (head + n) | 0 → words[HEAD] = (words[HEAD] + n) | 0',
    ],
  },
  {
    path: 'src/ringbuf/mpsc-vyukov.ts',
    reason: 'No item is asked for: a round that claims nothing.',
    mutants: ['pushMany shift-bound: count > 0 → count >= 0'],
  },
  {
    path: 'src/ringbuf/mpsc-vyukov.ts',
    reason: 'Exchanges an index for itself: success says, as the load below does, that the ring is full or empty.',
    mutants: [
      'pushMany shift-bound: n > 0 → n >= 0',
      'pushMany drop-operand: n > 0 && Atomics.compareExchange(words, TAIL, tail, (tail + n) | 0) === tail → (Atomics.compareExchange(words, TAIL, tail, (tail + n) | 0) === tail)',
    ],
  },
  {
    path: 'src/ringbuf/mpsc-vyukov.ts',
    reason: 'With as many items as there are slots both branches say the same.',
    mutants: ['freeSlots shift-bound: most <= mask → most <= ((mask + 1) | 0)'],
  },
  {
    path: 'src/ringbuf/mpsc-vyukov.ts',
    reason: 'TAIL is read after HEAD, so it is not behind it.',
    mutants: ['size shift-bound: filled < 0 → filled < -1'],
  },
  {
    path: 'src/ringbuf/mpsc-vyukov.ts',
    reason: 'A slot that is ahead shows that the index has moved on, so the compare-and-swap fails.',
    mutants: [
      'tryPush drop-operand: ahead === 0 && Atomics.compareExchange(words, TAIL, tail, (tail + 1) | 0) === tail → (Atomics.compareExchange(words, TAIL, tail, (tail + 1) | 0) === tail)',
    ],
  },
  {
    path: 'src/ringbuf/spsc-batched.ts',
    reason: 'A stride is 0 only where no item is known: the consumer comes to both at once.',
    mutants: ['tryPop other-word: words[POP_UNTIL] → words[TAIL_SEEN]'],
  },
  {
    path: 'src/ringbuf/spsc-batched.ts',
    reason: 'Stores what is there already: where HEAD_SEEN is the tail, TAIL between the two is, too.',
    mutants: ['publish other-word: words[TAIL] → words[HEAD_SEEN]'],
  },
  {
    path: 'src/ringbuf/spsc-batched.ts',
    reason: "The index is the thread's own: nobody else reads it.",
    mutants: [
      'tryPop publish-before-payload: words[HEAD_OWN] = next; if (next === words[POP_UNTIL]) free(words, next); → if (next === words[POP_UNTIL]) free(words, next); words[HEAD_OWN] = next;',
      'pushMany publish-before-payload: words[TAIL_OWN] = (tail + n) | 0; publish(words, (tail + n) | 0); → publish(words, (tail + n) | 0); words[TAIL_OWN] = (tail + n) | 0;',
      'popMany publish-before-payload: words[HEAD_OWN] = (head + n) | 0; free(words, (head + n) | 0); → free(words, (head + n) | 0); words[HEAD_OWN] = (head + n) | 0;',
      'pushMany swap-accesses: copyIn(words, SLOTS, mask, tail, from, at, n); words[TAIL_OWN] = (tail + n) | 0; → words[TAIL_OWN] = (tail + n) | 0; copyIn(words, SLOTS, mask, tail, from, at, n);',
      'popMany swap-accesses: copyOut(words, SLOTS, mask, head, into, at, n); words[HEAD_OWN] = (head + n) | 0; → words[HEAD_OWN] = (head + n) | 0; copyOut(words, SLOTS, mask, head, into, at, n);',
    ],
  },
  {
    path: 'src/ringbuf/spsc-batched.ts',
    reason: "It works out, from the thread's own words, what it does not use before.",
    mutants: [
      'publish swap-accesses: if (words[TAIL] !== tail) Atomics.store(words, TAIL, tail); const room = (words[HEAD_SEEN] + words[MASK] + 1 - tail) | 0; → const room = (words[HEAD_SEEN] + words[MASK] + 1 - tail) | 0; if (words[TAIL] !== tail) Atomics.store(words, TAIL, tail);',
      'free swap-accesses: if (words[HEAD] !== head) Atomics.store(words, HEAD, head); const known = (words[TAIL_SEEN] - head) | 0; → const known = (words[TAIL_SEEN] - head) | 0; if (words[HEAD] !== head) Atomics.store(words, HEAD, head);',
    ],
  },
  {
    path: 'src/ringbuf/spsc-batched.ts',
    reason: 'How many items are held back, or slots: a hint, as STARVED_AT is.',
    mutants: [
      'findItems plain-store: Atomics.store(words, STARVED_AT, head) → words[STARVED_AT] = head',
      'stride shift-bound: every < quarter → every < ((quarter - 1) | 0)',
    ],
  },
  {
    path: 'src/ringbuf/spsc-batched.ts',
    reason: 'Looks at the other side although it need not.',
    mutants: [
      'pushMany shift-bound: room < count → room <= count',
      'popMany shift-bound: ((words[TAIL_SEEN] - head) | 0) < count → ((words[TAIL_SEEN] - head) | 0) <= count',
      'popMany drop-operand: ((words[TAIL_SEEN] - head) | 0) < count && !findItems(words, head) → (!findItems(words, head))',
    ],
  },
  {
    path: 'src/ringbuf/spsc-batched.ts',
    reason: 'TAIL is read after HEAD, so it is not behind it.',
    mutants: ['size shift-bound: filled < 0 → filled < -1'],
  },
  {
    path: 'src/ringbuf/spsc-batched.ts',
    reason: 'Nothing is there to copy; the words that it stores are the same.',
    mutants: [
      'popMany drop-guard: if (((words[TAIL_SEEN] - head) | 0) < count && !findItems(words, head)) return 0; → if (((words[TAIL_SEEN] - head) | 0) < count && !findItems(words, head)) {}',
    ],
  },
  {
    path: 'src/ringbuf/spsc-cached.ts',
    reason:
      'Looks at the other side at every call after the first lap. Goes wrong only 2³¹ positions later: more than any check goes through.',
    mutants: [
      'tryPush drop-plain-write: words[HEAD_SEEN] = head; → ;',
      'pushMany drop-plain-write: words[HEAD_SEEN] = head; → ;',
    ],
  },
  {
    path: 'src/ringbuf/spsc-cached.ts',
    reason: 'Looks at the other side although it need not.',
    mutants: [
      'tryPush shift-bound: ((tail - words[HEAD_SEEN]) | 0) > mask → ((tail - words[HEAD_SEEN]) | 0) >= mask',
      'pushMany shift-bound: free < count → free <= count',
      'popMany shift-bound: filled < count → filled <= count',
    ],
  },
  {
    path: 'src/ringbuf/spsc-cached.ts',
    reason: 'No item, no room, or none asked for: stores what is there already.',
    mutants: ['pushMany shift-bound: n <= 0 → n < 0', 'popMany shift-bound: n <= 0 → n < 0'],
  },
  {
    path: 'src/ringbuf/spsc-cached.ts',
    reason: 'TAIL is read after HEAD, so it is not behind it.',
    mutants: ['size shift-bound: filled < 0 → filled < -1'],
  },
  {
    path: 'src/ringbuf/spsc-cached.ts',
    reason: 'Looks at the other side although it need not; where they are equal it does look.',
    mutants: ['tryPop compare-by-size: head === words[TAIL_SEEN] → head <= words[TAIL_SEEN]'],
  },
  {
    path: 'src/ringbuf/spsc-lamport.ts',
    reason: 'No item, no room, or none asked for: stores what is there already.',
    mutants: ['pushMany shift-bound: n <= 0 → n < 0', 'popMany shift-bound: n <= 0 → n < 0'],
  },
  {
    path: 'src/ringbuf/spsc-lamport.ts',
    reason: 'TAIL is read after HEAD, so it is not behind it.',
    mutants: ['size shift-bound: filled < 0 → filled < -1'],
  },
  {
    path: 'src/ringbuf/spsc-padded.ts',
    reason: 'No item, no room, or none asked for: stores what is there already.',
    mutants: ['pushMany shift-bound: n <= 0 → n < 0', 'popMany shift-bound: n <= 0 → n < 0'],
  },
  {
    path: 'src/ringbuf/spsc-padded.ts',
    reason: 'TAIL is read after HEAD, so it is not behind it.',
    mutants: ['size shift-bound: filled < 0 → filled < -1'],
  },
  {
    path: 'src/ringbuf/spsc-fastforward.ts',
    reason: "The index is the thread's own; size may see it a moment later.",
    mutants: [
      'tryPush publish-before-payload: words[TAIL] = next; Atomics.store(words, turn, next); → Atomics.store(words, turn, next); words[TAIL] = next;',
      'tryPop publish-before-payload: words[HEAD] = next; Atomics.store(words, turn, (next + mask) | 0); → Atomics.store(words, turn, (next + mask) | 0); words[HEAD] = next;',
      'pushMany publish-before-payload: words[TAIL] = (tail + n) | 0; Atomics.store(words, turnOf(tail, mask), (tail + 1) | 0); → Atomics.store(words, turnOf(tail, mask), (tail + 1) | 0); words[TAIL] = (tail + n) | 0;',
      'popMany publish-before-payload: words[HEAD] = (head + n) | 0; Atomics.store(words, turnOf(head, mask), (head + mask + 1) | 0); → Atomics.store(words, turnOf(head, mask), (head + mask + 1) | 0); words[HEAD] = (head + n) | 0;',
    ],
  },
  {
    path: 'src/ringbuf/spsc-fastforward.ts',
    reason: 'TAIL is read after HEAD, so it is not behind it.',
    mutants: ['size shift-bound: filled < 0 → filled < -1'],
  },
  {
    path: 'src/ringbuf/mpsc-bytes.ts',
    reason: 'Looks at HEAD itself in place of the copy: always right, and slower.',
    mutants: ['claim other-word: Atomics.load(words, HEAD_SEEN) → Atomics.load(words, HEAD)'],
  },
  {
    path: 'src/ringbuf/mpsc-bytes.ts',
    reason:
      'Looks at the other side at every call after the first lap. Goes wrong only 2³¹ positions later: more than any check goes through.',
    mutants: [
      'claim expected-value: Atomics.compareExchange(words, HEAD_SEEN, seen, head) → Atomics.compareExchange(words, HEAD_SEEN, (seen + 1) | 0, head)',
    ],
  },
  {
    path: 'src/ringbuf/mpsc-bytes.ts',
    reason:
      'HEAD_SEEN is a hint, and any older head will do there: this producer has read HEAD itself, and the compare-and-swap of TAIL decides.',
    mutants: [
      'claim read-late: Atomics.compareExchange(words, HEAD_SEEN, seen, head) !== seen → Atomics.compareExchange(words, HEAD_SEEN, seen, head) !== Atomics.load(words, HEAD_SEEN)',
      'claim split-compare-exchange: Atomics.compareExchange(words, HEAD_SEEN, seen, head) → compareThenStore(words, HEAD_SEEN, seen, head)',
      'claim ignore-compare-exchange: Atomics.compareExchange(words, HEAD_SEEN, seen, head) !== seen → (Atomics.compareExchange(words, HEAD_SEEN, seen, head) !== seen && false)',
      'claim negate-equality: Atomics.compareExchange(words, HEAD_SEEN, seen, head) !== seen → Atomics.compareExchange(words, HEAD_SEEN, seen, head) === seen',
      'claim compare-by-size: Atomics.compareExchange(words, HEAD_SEEN, seen, head) !== seen → Atomics.compareExchange(words, HEAD_SEEN, seen, head) > seen',
    ],
  },
  {
    path: 'src/ringbuf/mpsc-bytes.ts',
    reason: 'It only works out where the header is.',
    mutants: [
      'claim swap-accesses: if (padding > 0) { const rest = headerAt(words, tail); words[rest + LENGTH] = paddingBytes(padding); Atomics.store(words, rest, PADDING); } const header = headerAt(words, (tail + padding) | 0); → const header = headerAt(words, (tail + padding) | 0); if (padding > 0) { const rest = headerAt(words, tail); words[rest + LENGTH] = paddingBytes(padding); Atomics.store(words, rest, PADDING); }',
    ],
  },
  {
    path: 'src/ringbuf/mpsc-bytes.ts',
    reason: 'Looks at the other side although it need not.',
    mutants: ['claim shift-bound: ((after - seen) | 0) > capacity → ((after - seen) | 0) >= capacity'],
  },
  {
    path: 'src/ringbuf/mpsc-bytes.ts',
    reason: 'TAIL is read after HEAD, so it is not behind it.',
    mutants: ['size shift-bound: filled < 0 → filled < -1'],
  },
  {
    path: 'src/ringbuf/spsc-bytes.ts',
    reason:
      'Looks at the other side at every call after the first lap. Goes wrong only 2³¹ positions later: more than any check goes through.',
    mutants: ['claim drop-plain-write: words[HEAD_SEEN] = head; → ;'],
  },
  {
    path: 'src/ringbuf/spsc-bytes.ts',
    reason: 'Looks at the other side although it need not.',
    mutants: [
      'claim shift-bound: ((after - words[HEAD_SEEN]) | 0) > capacity → ((after - words[HEAD_SEEN]) | 0) >= capacity',
    ],
  },
  {
    path: 'src/ringbuf/spsc-bytes.ts',
    reason: 'It only works out where the header is.',
    mutants: [
      'claim swap-accesses: if (padding > 0) { const rest = headerAt(words, claimed); words[rest] = PADDING; words[rest + LENGTH] = paddingBytes(padding); } const header = headerAt(words, (claimed + padding) | 0); → const header = headerAt(words, (claimed + padding) | 0); if (padding > 0) { const rest = headerAt(words, claimed); words[rest] = PADDING; words[rest + LENGTH] = paddingBytes(padding); }',
    ],
  },
  {
    path: 'src/ringbuf/spsc-bytes.ts',
    reason: "Where there is no padding, its header is overwritten by the record's.",
    mutants: ['claim shift-bound: padding > 0 → padding >= 0'],
  },
  {
    path: 'src/ringbuf/spsc-bytes.ts',
    reason: 'TAIL is read after HEAD, so it is not behind it.',
    mutants: ['size shift-bound: filled < 0 → filled < -1'],
  },
  {
    path: 'src/ringbuf/spsc-bytes.ts',
    reason: 'Looks at the other side although it need not; where they are equal it does look.',
    mutants: ['peek compare-by-size: head === words[TAIL_SEEN] → head <= words[TAIL_SEEN]'],
  },
  {
    path: 'src/ringbuf/_copy.ts',
    reason: 'The two parts do not overlap.',
    mutants: [
      'copyIn swap-accesses: copyWords(words, (slots + slot) | 0, from, at, first); copyWords(words, slots, from, (at + first) | 0, (count - first) | 0); → copyWords(words, slots, from, (at + first) | 0, (count - first) | 0); copyWords(words, (slots + slot) | 0, from, at, first);',
      'copyOut swap-accesses: copyWords(into, at, words, (slots + slot) | 0, first); copyWords(into, (at + first) | 0, words, slots, (count - first) | 0); → copyWords(into, (at + first) | 0, words, slots, (count - first) | 0); copyWords(into, at, words, (slots + slot) | 0, first);',
    ],
  },
];
