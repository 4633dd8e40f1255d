/** Programs for rings of records: whole records, in the order of their claims, none before it is committed. */
import type { RecordRingSpec, Words } from '../../contract.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';
import { records } from './models/records.ts';

type Subject = Parameters<typeof plan>[0];
type Tier = Planned['tier'];

/** The smallest ring. */
const CAPACITY_BYTES = 64;
/** The longest record there. */
const LONG = 8;
/** Records that a thread keeps open at once. */
const SLOTS = 2;
/** The longest records that fill the ring once. */
const LAP_RECORDS = 4;

const plan: PlanPrograms<RecordRingSpec> = (subject) => {
  const { spec } = subject;
  // One position before the wrap is also one before the end of the ring: what does not fit there is padded.
  const settings = settingsOf(spec, 1);
  const program = (name: string, tier: Tier, producers: readonly (readonly Call[])[], setting = PLAIN, before = 0) =>
    planned(subject, setting, tier, name, [...producers, [receive, receive]], before);
  return [
    ...settings.flatMap((setting) => [
      program('2 records', 'quick', [[...sent(LONG, 1, 0), ...sent(LONG, 2, 0)]], setting),
      program('more records than fit', 'full', [[1, 2, 3, 4, 5].flatMap((stamp) => sent(LONG, stamp, 0))], setting),
    ]),
    program('a record of each kind', 'quick', [outOfOrder]),
    sizeMeanwhile(subject),
    ...(spec.producers === 'many'
      ? settings.flatMap((setting) => [
          program('1 + 1 records', 'quick', [sent(LONG, 1, 0), sent(LONG, 2, 1)], setting),
          program('2 + 1 records', 'full', [[...sent(LONG, 1, 0), ...sent(0, 0, 0)], sent(LONG, 2, 1)], setting),
        ])
      : []),
    ...(spec.producers === 'many'
      ? [
          program('1 + 1 records after a lap', 'quick', [sent(LONG, 1, 0), sent(LONG, 2, 1)], PLAIN, LAP_RECORDS),
          program('3 + 2 records after a lap', 'full', lapped, PLAIN, LAP_RECORDS),
        ]
      : []),
  ];
};

export default plan;

/** Producers that find the ring full by what they remember of the consumer, which is a lap old. */
const lapped: readonly (readonly Call[])[] = [
  [1, 2, 3].flatMap((stamp) => sent(LONG, stamp, 0)),
  [4, 5].flatMap((stamp) => sent(LONG, stamp, 1)),
];

const receive: Call = { name: 'receive', args: [0] };
const measure: Call = { name: 'measure', args: [] };

/** Claimed and committed. */
function sent(lengthBytes: number, stamp: number, self: number): Call[] {
  return [
    { name: 'claim', args: [lengthBytes, stamp, 0, self] },
    { name: 'commit', args: [0, self] },
  ];
}

/** Two records open at once, the second one closed first; one given up; one too long; one whose last word is not full. */
const outOfOrder: readonly Call[] = [
  { name: 'claim', args: [LONG, 1, 0, 0] },
  { name: 'claim', args: [0, 2, 1, 0] },
  { name: 'commit', args: [1, 0] },
  { name: 'abort', args: [0, 0] },
  { name: 'claim', args: [LONG + 1, 3, 0, 0] },
  ...sent(5, 4, 0),
];

/** A record goes out of a full ring and one comes in, and a third thread asks for the size: any number that there can be will do. */
function sizeMeanwhile(subject: Subject): Planned {
  const { program, ...rest } = planned(subject, PLAIN, 'quick', '', [sent(0, 0, 0), [receive], [measure]], 0);
  const { model: _, ...modelless } = program;
  const { spec } = subject;
  const { initial } = program.regions.words;
  for (let record = 0; record < LAP_RECORDS; record++) spec.commit(initial, 0, spec.claim(initial, 0, LONG));
  return {
    ...rest,
    program: {
      ...modelless,
      name: 'a record into a full ring, 1 received, the size meanwhile',
      finally(read) {
        const size = read('data', 0);
        return size >= 0 && size <= CAPACITY_BYTES ? null : `The size was ${size} B in a ring of ${CAPACITY_BYTES} B.`;
      },
    },
  };
}

function planned(
  { path, spec }: Subject,
  setting: Setting,
  tier: Tier,
  name: string,
  threads: readonly (readonly Call[])[],
  before: number,
): Planned {
  const words = structure(spec, setting, { capacityBytes: CAPACITY_BYTES });
  for (let record = 0; record < before; record++) passThrough(spec, words.initial);
  return {
    program: {
      name: `${name}, 2 received${setting.note}`,
      driver: driver('record-ring'),
      subject: path,
      regions: { words, data: sharedWords(1) },
      privateWords: SLOTS,
      threads,
      model: records(spec.maxMessageBytes(words.initial)),
    },
    tier,
    demands: 'exhaustive',
    expects: [],
    ...(spec.progress === 'blocking' ? {} : { crashes: 1, lockFree: true }),
  };
}

/** A record goes in and out before the threads begin. */
function passThrough(spec: RecordRingSpec, words: Words): void {
  spec.commit(words, 0, spec.claim(words, 0, LONG));
  spec.peek(words, 0);
  spec.release(words, 0);
}
