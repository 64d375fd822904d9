/** A picture as red, green, blue and alpha, one byte each, row by row. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** A picture cannot be taken, and why; never says what the decoder said. */
export class PictureRefused extends Error {
  override readonly name = "PictureRefused";
  readonly reason: "type" | "too-large" | "broken";

  constructor(reason: PictureRefused["reason"], cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}
