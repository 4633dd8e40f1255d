/** The states that a search has met, by their 64-bit hashes, numbered in the order of meeting. */
export class Visited {
  count = 0;
  #low = new Int32Array(1 << 12);
  #high = new Int32Array(1 << 12);
  /** Number + 1; 0: free. */
  #number = new Int32Array(1 << 12);

  /** The number of a state met before, or -1 - the number that it has now. */
  meet(low: number, high: number): number {
    if (this.count * 2 >= this.#number.length) this.#grow();
    const mask = this.#number.length - 1;
    let at = low & mask;
    for (; this.#number[at] !== 0; at = (at + 1) & mask)
      if (this.#low[at] === low && this.#high[at] === high) return this.#number[at] - 1;
    this.#low[at] = low;
    this.#high[at] = high;
    this.#number[at] = ++this.count;
    return -this.count;
  }

  #grow(): void {
    const [low, high, number] = [this.#low, this.#high, this.#number];
    const mask = 2 * number.length - 1;
    this.#low = new Int32Array(mask + 1);
    this.#high = new Int32Array(mask + 1);
    this.#number = new Int32Array(mask + 1);
    for (let i = 0; i < number.length; i++) {
      if (number[i] === 0) continue;
      let at = low[i] & mask;
      while (this.#number[at] !== 0) at = (at + 1) & mask;
      this.#low[at] = low[i];
      this.#high[at] = high[i];
      this.#number[at] = number[i];
    }
  }
}
