/**
 * A record ring as a list, for one thread: which claims must succeed, and which record must come next.
 *
 * It knows the format's promises (a header of 8 bytes, whole granules of 8 bytes, no record wraps) and nothing of indices.
 */
export interface ModelRecord {
  readonly lengthBytes: number;
  readonly granules: number;
  state: 'open' | 'committed' | 'aborted' | 'padding';
  payload: number;
}

export class RecordRingModel {
  readonly records: ModelRecord[] = [];
  readonly capacityGranules: number;
  #tail: number;

  constructor(capacityBytes: number, start: number) {
    this.capacityGranules = capacityBytes / 8;
    this.#tail = start & (this.capacityGranules - 1);
  }

  /** What `claim` must answer; `null`: either, since it is not fixed when padding is freed. */
  mayClaim(lengthBytes: number): boolean | null {
    const needed = this.#padding(lengthBytes) + granulesOf(lengthBytes);
    if (granules(this.records) + needed <= this.capacityGranules) return true;
    const firstKept = this.records.findIndex(({ state }) => state === 'open' || state === 'committed');
    const kept = firstKept < 0 ? [] : this.records.slice(firstKept);
    return granules(kept) + needed <= this.capacityGranules ? null : false;
  }

  claimed(lengthBytes: number, payload: number): ModelRecord {
    const padding = this.#padding(lengthBytes);
    if (padding > 0) this.records.push({ lengthBytes: 0, granules: padding, state: 'padding', payload: -1 });
    const record: ModelRecord = { lengthBytes, granules: granulesOf(lengthBytes), state: 'open', payload };
    this.records.push(record);
    this.#tail = (this.#tail + padding + record.granules) % this.capacityGranules;
    return record;
  }

  /** What `peek` must find: skips like it. */
  peeked(): ModelRecord | null {
    const next = this.records.find(({ state }) => state === 'open' || state === 'committed');
    if (next === undefined) this.records.length = 0;
    else if (next.state === 'committed') this.records.splice(0, this.records.indexOf(next));
    return next?.state === 'committed' ? next : null;
  }

  released(): void {
    this.records.shift();
  }

  #padding(lengthBytes: number): number {
    const toEnd = this.capacityGranules - this.#tail;
    return granulesOf(lengthBytes) > toEnd ? toEnd : 0;
  }
}

export function granulesOf(lengthBytes: number): number {
  return 1 + Math.ceil(lengthBytes / 8);
}

function granules(records: readonly ModelRecord[]): number {
  return records.reduce((sum, record) => sum + record.granules, 0);
}
