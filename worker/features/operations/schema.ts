/** A message of the work queue that was set aside, as the operator sees it. */
export interface ParkedJobView {
  id: string;
  messageId: string;
  type: string;
  payload: unknown;
  reason: string;
  tries: number;
  parkedAtMs: number;
  replayedAtMs: number | null;
}

/** One run of a scheduled job. `ok` is null while it runs, or when it was cut short. */
export interface CronRunView {
  id: string;
  name: string;
  startedAtMs: number;
  endedAtMs: number | null;
  ok: boolean | null;
  report: Record<string, unknown> | null;
}
