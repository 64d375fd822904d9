/** Whether one field of a cron expression (any, step, value, list or range) takes the value. */
function takes(field: string, value: number): boolean {
  return field.split(",").some((part) => {
    const [range = "*", step] = part.split("/");
    const [from, to = from] = range.split("-");
    const inRange = range === "*" || (Number(from) <= value && value <= Number(to));
    const offset = range === "*" ? value : value - Number(from);
    return inRange && (step === undefined || offset % Number(step) === 0);
  });
}

/** Whether a five-field cron expression fires in the minute of `at`, in UTC as Cloudflare does. */
export function firesAt(expression: string, at: Date): boolean {
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = expression.split(" ");
  return (
    takes(minute, at.getUTCMinutes()) &&
    takes(hour, at.getUTCHours()) &&
    takes(day, at.getUTCDate()) &&
    takes(month, at.getUTCMonth() + 1) &&
    takes(weekday, at.getUTCDay())
  );
}
