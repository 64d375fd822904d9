/** Thrown by a stand-in: the connection is to be dropped without an answer. */
export class DroppedConnection extends Error {
  override readonly name = "DroppedConnection";
}
