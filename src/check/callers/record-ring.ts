import type { RecordRingSpec } from '../../contract.ts';
import { call, type MakeCaller, oneOf } from '../caller.ts';

/** Claims stay open for a while and are committed or aborted in any order. Records hold what their last word says. */
const recordCaller: MakeCaller<RecordRingSpec> = (spec, _start, { capacityBytes, threads }) => {
  const open: number[] = [];
  let peeked = -1;
  let claims = 0;
  return {
    next(random) {
      const producer = spec.producers === 1 ? 0 : random.below(threads);
      if (peeked >= 0) {
        const payload = peeked;
        if (random.below(2) === 0) return call('lengthBytes', payload);
        peeked = -1;
        return call('release', 0);
      }
      const ends = random.below(5);
      if (open.length > 0 && ends < 2) {
        const [payload] = open.splice(random.below(open.length), 1);
        return call(ends === 0 ? 'abort' : 'commit', producer, payload);
      }
      const lengthBytes = random.below(capacityBytes / 8 + 3) - 1;
      return oneOf(random, [
        call('claim', producer, lengthBytes),
        call('peek', 0),
        call('size'),
        call('maxMessageBytes'),
      ]);
    },
    answered({ name }, answer) {
      if (name === 'claim' && answer >= 0) open.push(answer);
      if (name === 'peek') peeked = answer;
      if (name === 'claim') claims++;
    },
    touch({ name, args }, answer, words) {
      if (name === 'claim' && answer >= 0) words.fill(claims, answer, answer + (Number(args[1]) >> 2));
      if (name !== 'lengthBytes') return [];
      const payload = Number(args[0]);
      return [...words.subarray(payload, payload + (answer >> 2))];
    },
  };
};

export default recordCaller;
