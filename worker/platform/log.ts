export type LogFields = Record<string, unknown>;

/** Structured log lines, one JSON document each, with the request id on every line. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, cause: unknown, fields?: LogFields): void;
}

/** A failed query's message ends with the values that were bound: those are not ours to log. */
function withoutValues(text: string): string {
  return text.replaceAll(/\nparams: [\s\S]*?(?=\n {4}at |$)/g, "");
}

function describe(cause: unknown): LogFields {
  if (!(cause instanceof Error)) return { cause: String(cause) };
  const inner = cause.cause === undefined ? {} : { inner: describe(cause.cause) };
  return { cause: withoutValues(cause.message), stack: withoutValues(cause.stack ?? ""), ...inner };
}

export function createLog(base: LogFields): Log {
  const write = (level: string, event: string, fields: LogFields = {}) =>
    JSON.stringify({ level, event, ...base, ...fields });
  return {
    info: (event, fields) => console.log(write("info", event, fields)),
    warn: (event, fields) => console.warn(write("warn", event, fields)),
    error: (event, cause, fields) =>
      console.error(write("error", event, { ...fields, ...describe(cause) })),
  };
}
