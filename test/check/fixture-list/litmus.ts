/** Small programs of which all outcomes are known: those that sequential consistency allows, each of them. */
import type { Call } from '../../../src/check/program.ts';
import { broken, call, clean, type Fixture, programOf } from '../fixture.ts';

const X = 0;
const Y = 1;

function ends(name: string, threads: readonly (readonly Call[])[], outcomes: readonly string[]): Fixture {
  return { ...clean(name, programOf('litmus', { X: 0, Y: 0 }, threads)), outcomes };
}

/** All pairs, without one. */
function pairsBut(values: readonly number[], forbidden: string): string[] {
  return values.flatMap((a) => values.map((b) => `${a},${b}`)).filter((pair) => pair !== forbidden);
}

const sending = (send: string) => programOf('litmus', { X: 0, Y: 0 }, [[call(send)], [call('receive')]]);

/** X is 0. */
const replacing = (expected: number) =>
  programOf('litmus', { X: 0, Y: 0 }, [[call('readPlainly')], [call('replace', expected, 5)]]);

export const LITMUS: readonly Fixture[] = [
  ends(
    'SB: one of two stores is seen',
    [[call('storeThenLoad', X, Y)], [call('storeThenLoad', Y, X)]],
    ['0,1', '1,0', '1,1'],
  ),
  ends('MP: who sees the flag sees the data', [[call('storeBoth')], [call('loadBoth', Y, X)]], ['0,0', '0,1', '0,3']),
  ends(
    'LB: no value out of thin air',
    [[call('loadThenStore', X, Y)], [call('loadThenStore', Y, X)]],
    ['0,0', '0,1', '1,0'],
  ),
  // 2: the first word was 1 and the second 0. Both readers may not say so: they would disagree about which store came first.
  ends(
    'IRIW: two readers agree on the order of two stores',
    [[call('storeOne', X)], [call('storeOne', Y)], [call('loadBoth', X, Y)], [call('loadBoth', Y, X)]],
    pairsBut([0, 1, 2, 3], '2,2').map((pair) => `0,0,${pair}`),
  ),
  ends(
    '3 × ++x: six orders',
    [[call('increment')], [call('increment')], [call('increment')]],
    ['0,1,2', '0,2,1', '1,0,2', '1,2,0', '2,0,1', '2,1,0'],
  ),
  ends('barrier of two: either is the last', [[call('meet')], [call('meet')]], ['0,1', '1,0']),
  ends('loom 392: a load without use hides nothing', [[call('loadInVain')], [call('loadLone')]], ['0,0', '0,1']),

  { ...clean('MP with plain data: the flag publishes it', sending('send')), outcomes: ['0,1', '0,2'] },
  broken('MP with a plain flag', sending('sendPlainly'), ['race'], 'exhaustive'),
  clean('a compare-and-swap that fails is a read', replacing(1)),
  broken('a compare-and-swap that succeeds is a write', replacing(0), ['race'], 'exhaustive'),
  // Each thread may also pass the write by, and then stands where it would after it: X is 1 anyway. An explorer that visits each state
  // once, and looks at one way to it only, may never see one write after the other.
  broken(
    'a race between writes that change nothing',
    programOf('litmus', { X: 1, Y: 1 }, [[call('writeWhileClear')], [call('writeWhileClear')], [call('clear')]]),
    ['race'],
    'exhaustive',
  ),
];
