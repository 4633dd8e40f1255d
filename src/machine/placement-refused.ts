/** A placement that this machine or this request does not allow. The message is one sentence for users. */
export class PlacementRefused extends Error {
  override readonly name = 'PlacementRefused';
  /** Why, without what to do about it: for places that nobody has asked for. */
  readonly reason: string;

  /** @param cure - what to do, with its full stop; absent: `finding` is a sentence by itself. */
  constructor(finding: string, cure?: string) {
    super(cure === undefined ? finding : `${finding}: ${cure}`);
    this.reason = cure === undefined ? finding : `${finding}.`;
  }
}
