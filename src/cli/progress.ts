/** One line about how far a run is, redrawn between visits only: a timer would be load on a small machine. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #redraw: boolean;
  readonly #startedAt = performance.now();
  #lastTenth = -1;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#redraw = stream.isTTY === true && !process.env.CI && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  }

  /** Is the line redrawn in place? Otherwise a line is written for every tenth. */
  get isRedrawn(): boolean {
    return this.#redraw;
  }

  /** @param done - steps finished before this one. `unit`: what is counted, where the numbers do not say so. */
  step(done: number, total: number, what: string, unit = ''): void {
    const elapsedS = (performance.now() - this.#startedAt) / 1000;
    const left = done >= 5 ? `, about ${Math.ceil((elapsedS / done) * (total - done))} s left` : '';
    const text = `${String(done).padStart(String(total).length)}/${total}${unit && ` ${unit}`}${left}  ${what}`;
    if (this.#redraw) {
      this.#stream.write(`\r\x1b[2K${text.slice(0, Math.max(10, (this.#stream.columns || 80) - 1))}`);
      return;
    }
    const tenth = Math.floor((10 * done) / total);
    if (tenth === this.#lastTenth) return;
    this.#lastTenth = tenth;
    this.#stream.write(`${text}\n`);
  }

  /** Clear the line, so that what follows starts clean. */
  end(): void {
    if (this.#redraw) this.#stream.write('\r\x1b[2K');
  }
}
