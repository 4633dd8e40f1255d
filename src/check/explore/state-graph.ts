/** The states and steps that a search went through, to ask afterwards from where no schedule ends. */
export class StateGraph {
  #from = new Int32Array(1 << 12);
  #to = new Int32Array(1 << 12);
  #count = 0;
  #choice = new Uint8Array(1 << 12);
  readonly #ends: number[] = [];

  /** `choice` leads from one state to another. */
  step(from: number, to: number, choice: number): void {
    if (this.#count === this.#from.length) {
      this.#from = grown(this.#from);
      this.#to = grown(this.#to);
      const longer = new Uint8Array(2 * this.#choice.length);
      longer.set(this.#choice);
      this.#choice = longer;
    }
    this.#from[this.#count] = from;
    this.#choice[this.#count] = choice;
    this.#to[this.#count++] = to;
  }

  /** In `state` the program has ended. */
  end(state: number): void {
    this.#ends.push(state);
  }

  /**
   * The shortest way from state 0 to one from which no end is within reach; null: there is none.
   *
   * @param isProgress other choices (crashes) may lead there, but an end that only they lead to does not count.
   */
  wayToStuck(states: number, isProgress: (choice: number) => boolean): number[] | null {
    const canEnd = this.#backwards(states, isProgress);
    if (!canEnd.includes(0)) return null;
    const { first, order } = this.#sorted(states, this.#from, () => true);
    const cameBy = new Int32Array(states).fill(-1);
    const open = [0];
    for (let i = 0; i < open.length; i++) {
      const state = open[i];
      if (!canEnd[state]) return this.#way(state, cameBy);
      for (let j = first[state]; j < first[state + 1]; j++) {
        const to = this.#to[order[j]];
        if (to === 0 || cameBy[to] >= 0) continue;
        cameBy[to] = order[j];
        open.push(to);
      }
    }
    throw new Error('Expected a way to every state that was met, found none: the graph is broken.');
  }

  #way(state: number, cameBy: Int32Array): number[] {
    const way: number[] = [];
    for (let at = state; at !== 0; at = this.#from[cameBy[at]]) way.push(this.#choice[cameBy[at]]);
    return way.reverse();
  }

  /** 1 for each state from which an end is within reach. */
  #backwards(states: number, isProgress: (choice: number) => boolean): Uint8Array {
    const { first, order } = this.#sorted(states, this.#to, isProgress);
    const canEnd = new Uint8Array(states);
    const open = [...this.#ends];
    for (const state of open) canEnd[state] = 1;
    for (let state = open.pop(); state !== undefined; state = open.pop())
      for (let i = first[state]; i < first[state + 1]; i++) {
        const from = this.#from[order[i]];
        if (canEnd[from]) continue;
        canEnd[from] = 1;
        open.push(from);
      }
    return canEnd;
  }

  /** The steps whose choice is `among`, ordered by the state that `by` names: those of state s are `order[first[s] … first[s + 1])`. */
  #sorted(states: number, by: Int32Array, among: (choice: number) => boolean) {
    const first = new Int32Array(states + 1);
    for (let i = 0; i < this.#count; i++) if (among(this.#choice[i])) first[by[i] + 1]++;
    for (let i = 0; i < states; i++) first[i + 1] += first[i];
    const next = first.slice(0, states);
    const order = new Int32Array(first[states]);
    for (let i = 0; i < this.#count; i++) if (among(this.#choice[i])) order[next[by[i]]++] = i;
    return { first, order };
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * array.length);
  longer.set(array);
  return longer;
}
