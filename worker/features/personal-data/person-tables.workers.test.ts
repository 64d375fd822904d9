import { expect, test } from "vitest";
import { databaseTables, tableColumns } from "../../../tests/support/database.ts";
import { personTables, tablesWithoutPersons } from "./index.ts";

test("every table of the database is listed once: with what is done with it, or why it holds nobody", async () => {
  const listed = [...personTables.map(({ name }) => name), ...Object.keys(tablesWithoutPersons)];
  expect(listed.toSorted()).toEqual((await databaseTables()).toSorted());
});

test("every column that is named exists", async () => {
  for (const table of personTables) {
    const columns = await tableColumns(table.name);
    const { erasure, omit = [], rows, erased = [] } = table;
    const cleared = erasure.kind === "clear" ? Object.keys(erasure.set) : [];
    const named = [...omit, ...cleared, ...[...rows, ...erased].map(({ column }) => column)];
    expect(columns, table.name).toEqual(expect.arrayContaining(named));
  }
});

test("a parent comes after what refers to it, so that a deletion can go from top to bottom", () => {
  const order = personTables.map(({ name }) => name);
  for (const { name, rows } of personTables) {
    for (const link of rows) {
      if (link.of !== "parent") continue;
      expect(order.indexOf(link.table), `${name} before ${link.table}`).toBeGreaterThan(
        order.indexOf(name),
      );
    }
  }
});
