const FACTS_MAX = 4;
/** Of a report: what the table says elsewhere, or says to nobody. */
const SILENT = new Set(["ok", "id", "day", "cursor", "startedAtMs", "finishedAtMs"]);

export interface ReportFact {
  name: string;
  value: string;
}

/** The plain members of a job's report, as many as a line takes; the error before all. */
export function reportFacts(report: Record<string, unknown> | null): ReportFact[] {
  const facts = Object.entries(report ?? {}).flatMap(([name, value]) => {
    const plain = typeof value === "number" || typeof value === "string" || value === true;
    return plain && !SILENT.has(name) ? [{ name, value: String(value) }] : [];
  });
  const isError = ({ name }: ReportFact) => name === "error";
  const error = facts.filter(isError);
  return error.length > 0 ? error : facts.slice(0, FACTS_MAX);
}
