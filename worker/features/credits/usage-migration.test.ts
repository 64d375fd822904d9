import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../../../migrations");
const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
const tested = files.findIndex((name) => name.includes("usage_by_feature"));

function apply(database: DatabaseSync, names: string[]): void {
  for (const name of names) {
    for (const statement of readFileSync(join(folder, name), "utf8").split(
      "--> statement-breakpoint",
    )) {
      database.exec(statement);
    }
  }
}

/** A database of the release before, with usage and notices in it. */
function before(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  apply(database, files.slice(0, tested));
  database.exec(`INSERT INTO workspaces (id, slug, name, kind, plan, account_id, settings, created_at_ms, updated_at_ms)
    VALUES ('ws_1', 'one', 'One', 'personal', 'free', 'acct_1', '{}', 0, 0)`);
  addUsage(database, "user_1", "", 3);
  addUsage(database, "user_1", "key_1", 5);
  addUsage(database, "", "", 7);
  addNotice(database, "ntc_1", { percent: 80, usedMicroPt: 80_000_000, grantedMicroPt: 1e8 }, null);
  addNotice(database, "ntc_2", { percent: 50 }, 9);
  return database;
}

function addUsage(database: DatabaseSync, member: string, key: string, answers: number): void {
  database
    .prepare(
      `INSERT INTO usage_days VALUES ('acct_1', '2026-11-20', 'm', ?, ?, ?, 1, 2, 3, 4, 5)
       ON CONFLICT DO UPDATE SET answers = answers + excluded.answers`,
    )
    .run(member, key, answers);
}

function addNotice(
  database: DatabaseSync,
  id: string,
  detail: object,
  dismissedAtMs: number | null,
) {
  database
    .prepare("INSERT INTO credit_notices VALUES (?, 'acct_1', 'plan-threshold', ?, 5, ?)")
    .run(id, JSON.stringify(detail), dismissedAtMs);
}

const answersByFeature = (database: DatabaseSync) =>
  Object.fromEntries(
    database
      .prepare("SELECT feature, sum(answers) AS answers FROM usage_daily GROUP BY feature")
      .all()
      .map(({ feature, answers }) => [String(feature), Number(answers)]),
  );

test("usage of the release before is carried over, by the feature it must have come from", () => {
  const database = before();
  apply(database, files.slice(tested, tested + 1));
  expect(answersByFeature(database)).toEqual({ chat: 3, api: 5, visitor: 7 });
});

test("what the release before still counts while the new one starts is not lost", () => {
  const database = before();
  apply(database, files.slice(tested, tested + 1));
  addUsage(database, "user_1", "", 10);
  addUsage(database, "user_2", "", 1);
  expect(answersByFeature(database)).toEqual({ chat: 14, api: 5, visitor: 7 });
  const row = database
    .prepare(
      "SELECT input_tokens, charged_micro_pt FROM usage_daily WHERE member_id = 'user_1' AND api_key_id = ''",
    )
    .get();
  expect({ ...row }).toEqual({ input_tokens: 1, charged_micro_pt: 5 });
});

test("notices that were not put away move, each once, with their facts as text", () => {
  const database = before();
  apply(database, files.slice(tested, tested + 1));
  addNotice(database, "ntc_3", { debtMicroPt: 1_500_000 }, null);
  const rows = database
    .prepare("SELECT id, workspace_id, key, data FROM notices ORDER BY id")
    .all();
  expect(rows.map(({ id, workspace_id, key }) => [id, workspace_id, key])).toEqual([
    ["ntc_1", "ws_1", "ledger:ntc_1"],
    ["ntc_3", "ws_1", "ledger:ntc_3"],
  ]);
  expect(rows.map(({ data }) => JSON.parse(String(data)))).toEqual([
    { percent: "80", usedPt: "80.0", grantedPt: "100.0" },
    { amountPt: "1.5" },
  ]);
});
