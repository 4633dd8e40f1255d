/** What one word is after one operation and another, worked out by the operation itself, run by one thread alone. */
import type { OperationSpec } from '../../../contract.ts';
import type { Model } from '../../linearizable/model.ts';

/** Calls have the operation's value as their only argument. The state is the word. */
export function wordAlone({ name, apply, sizeWords }: OperationSpec, initial: number): Model<number> {
  return {
    name: `${name} by one thread alone`,
    initial,
    ignoresOverlap: true,
    outcomes(word, { args: [value] }) {
      const words = new Int32Array(sizeWords());
      words[0] = word;
      const result = apply(words, 0, value);
      return [{ state: words[0], result }];
    },
    key: String,
  };
}
