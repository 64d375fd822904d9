import { expect, it } from "vitest";
import { parsePreferencesForm } from "./parse-preferences-form.ts";

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

it("a box that is ticked is on, one that is not is off, and what is locked is not sent", () => {
  const { topics } = parsePreferencesForm(form({ "usage.mail": "on", "security.push": "on" }));
  expect(topics?.usage).toEqual({ app: false, mail: true, push: false });
  expect(topics?.security).toEqual({ app: false, push: true });
  expect(topics?.account).toEqual({});
});

it("quiet hours count when they are switched on", () => {
  const times = { from: "22:00", until: "07:00" };
  expect(parsePreferencesForm(form(times)).quietHours).toBeNull();
  expect(parsePreferencesForm(form({ ...times, quiet: "on" })).quietHours).toEqual(times);
});

it("a summary that is none of ours changes nothing", () => {
  expect(parsePreferencesForm(form({ digest: "daily" })).digest).toBe("daily");
  expect(parsePreferencesForm(form({ digest: "hourly" }))).not.toHaveProperty("digest");
});
