/** An object whose operations a thread of its own runs: what that thread calls is none of the object's operations. */
import { ANY_RESULT, type Model } from '../../linearizable/model.ts';

/** The calls of `model`, and serveUntil(count), which may come at any moment. */
export function served<S>(model: Model<S>): Model<S> {
  return {
    ...model,
    name: `${model.name}, served`,
    outcomes: (state, call) =>
      call.name === 'serveUntil' ? [{ state, result: ANY_RESULT }] : model.outcomes(state, call),
  };
}
