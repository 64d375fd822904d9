export const exportStates = ["running", "ready", "expired"] as const;
export type ExportState = (typeof exportStates)[number];

/** Where an export stands: in which part, and after which item of it. */
export interface ExportCursor {
  part: string;
  after: string;
}

/** An export as its person sees it. */
export interface ExportView {
  id: string;
  state: ExportState;
  done: number;
  total: number;
  byteSize: number | null;
  requestedAtMs: number;
  readyAtMs: number | null;
  expiresAtMs: number | null;
  /** The path of the archive while it is there; for its person alone. */
  path: string | null;
}
