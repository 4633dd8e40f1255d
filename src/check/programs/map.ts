/** Programs for maps: each key is a register that may be empty, and what the capacity counts is counted right. */
import type { MapSpec } from '../../contract.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, structure } from './_settings.ts';
import { map } from './models/map.ts';

type Subject = Parameters<typeof plan>[0];
type Judged = Pick<Planned, 'tier' | 'demands'>;
/** Three keys that all want the last slot of the smallest table: the second finds its place at the first slot, the third none. */
type Rival = 'A' | 'B' | 'C';

/** A call of a thread, which adds its number. */
interface Wish {
  readonly name: string;
  readonly key: Rival;
  readonly value?: number;
}

/** Makes a program of what each thread calls. */
type Make = (setting: Setting, judged: Judged, ...made: readonly (readonly Wish[])[]) => Planned;

const CAPACITY = 2;

/** Counts that run free begin at a multiple of this, as they stand for a free slot that nobody has locked. */
const STRIDE = 4;

/** Keys to choose from: numbers that no other word of a small table holds. */
const CANDIDATES: readonly number[] = Array.from({ length: 32 }, (_, nth) => 1001 + nth);

const QUICK: Judged = { tier: 'quick', demands: 'exhaustive' };
const FULL: Judged = { tier: 'full', demands: 'exhaustive' };
/** More than can be gone through. */
const SAMPLED: Judged = { tier: 'full', demands: 'sampled' };

const get = (key: Rival): Wish => ({ name: 'get', key });
const put = (key: Rival, value: number): Wish => ({ name: 'put', key, value });
const remove = (key: Rival): Wish => ({ name: 'remove', key });

const plan: PlanPrograms<MapSpec> = (subject) => {
  const { spec } = subject;
  const keys = rivals(spec);
  const make: Make = (setting, judged, ...made) => planned(subject, keys, setting, judged, made);
  return [
    ...settingsOf(spec, STRIDE).flatMap((setting) => [
      // One key: a reader sees the latest value, or that it is gone.
      make(setting, QUICK, [put('A', 1), put('A', 2)], [get('A'), get('A')]),
      make(setting, QUICK, [put('A', 1), remove('A'), put('A', 2)], [get('A'), get('A')]),
      // Who writes at the same time comes one after the other.
      make(setting, QUICK, [put('A', 1), get('A')], [put('A', 2), get('A')]),
      make(setting, QUICK, [put('A', 1), remove('A')], [put('A', 2), remove('A')]),
      // Keys that want the same slot; the second one goes on at the other end of the table.
      make(setting, QUICK, [put('A', 1), get('B')], [put('B', 2), get('A')]),
      make(setting, QUICK, [put('A', 1), put('B', 2)], [get('B'), get('A')]),
      make(setting, QUICK, [put('A', 1), remove('A'), put('B', 2)], [remove('B'), get('B')]),
    ]),
    // No room for the third; a key that was removed keeps its place.
    make(PLAIN, QUICK, [
      put('A', 1),
      put('B', 2),
      put('C', 3),
      get('C'),
      remove('C'),
      remove('A'),
      put('C', 4),
      put('A', 5),
    ]),
    make(PLAIN, QUICK, [put('A', 1), put('B', 2)], [put('C', 3), get('C')]),
    make(PLAIN, QUICK, [put('A', 1)], [put('B', 2)], [get('B'), get('A')]),
    ...(spec.reads === 'wait-free' ? besideTheDead(make) : []),
    make(PLAIN, FULL, [put('A', 1), remove('A'), put('A', 2), remove('A')], [get('A'), get('A')]),
    make(PLAIN, FULL, [put('A', 1), remove('A')], [put('A', 2)], [get('A')]),
    make(PLAIN, FULL, [put('A', 1)], [put('A', 2)], [get('A'), get('A')]),
    make(PLAIN, FULL, [put('A', 1), put('A', 2)], [remove('A'), put('A', 3)], [get('A')]),
    make(PLAIN, FULL, [put('A', 1)], [put('B', 2)], [put('C', 3)]),
    make(PLAIN, FULL, [put('A', 1), remove('A')], [put('B', 2), get('A')], [get('B')]),
    make(
      PLAIN,
      SAMPLED,
      [put('A', 1), put('B', 2), remove('A'), put('A', 3)],
      [put('B', 4), remove('B'), put('A', 5), get('C')],
      [get('A'), put('C', 6), get('B'), remove('A')],
      [get('A'), get('B'), get('A'), get('B')],
    ),
  ];
};

export default plan;

function rivals(spec: MapSpec): Readonly<Record<Rival, number>> {
  const slots = CANDIDATES.map((key) => {
    const { initial: words } = structure(spec, PLAIN, { capacitySlots: CAPACITY, threads: 1 });
    spec.put(words, 0, key, 0);
    return words.indexOf(key);
  });
  const last = Math.max(...slots);
  const [A, B, C] = CANDIDATES.filter((_, nth) => slots[nth] === last);
  return { A, B, C };
}

/** One thread puts values in, and any may stop for ever, at any step: those that read or remove end all the same. */
function besideTheDead(make: Make): Planned[] {
  const writes = [put('A', 1), put('A', 2), remove('A'), put('A', 3)];
  return [
    make(PLAIN, QUICK, writes, [get('A'), get('A')]),
    make(PLAIN, QUICK, writes, [remove('A'), get('A')]),
    make(PLAIN, FULL, writes, [get('A')], [get('A'), remove('A')]),
  ].map((made): Planned => ({ ...made, crashes: 1, lockFree: true }));
}

function planned(
  { path, spec }: Subject,
  keys: Readonly<Record<Rival, number>>,
  setting: Setting,
  judged: Judged,
  made: readonly (readonly Wish[])[],
): Planned {
  const threads = made.map((wishes, self) =>
    wishes.map(({ name, key, value }): Call => {
      return { name, args: [keys[key], ...(value === undefined ? [] : [value]), self] };
    }),
  );
  const puts = made.flat().filter(({ name }) => name === 'put');
  const hasRoom = new Set(puts.map(({ key }) => key)).size <= CAPACITY; // then nobody is ever right to say full
  return {
    program: {
      name: `${made.map((wishes) => wishes.map(textOf).join(' ')).join(' | ')}${setting.note}`,
      driver: driver('map'),
      subject: path,
      regions: { words: structure(spec, setting, { capacitySlots: CAPACITY, threads: threads.length }) },
      privateWords: 1,
      threads,
      model: map({ capacity: CAPACITY, refusals: hasRoom || spec.refusals === 'exact' ? 'exact' : 'when-overlapped' }),
    },
    ...judged,
    expects: [],
    ...(spec.reads === 'blocking' ? { spurious: true } : {}),
  };
}

/** `put A 1` */
function textOf({ name, key, value }: Wish): string {
  return [name, key, ...(value === undefined ? [] : [value])].join(' ');
}
