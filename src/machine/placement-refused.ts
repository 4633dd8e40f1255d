/** A placement that this machine or this request does not allow. The message is the reason, one sentence for users. */
export class PlacementRefused extends Error {
  override readonly name = 'PlacementRefused';
}
