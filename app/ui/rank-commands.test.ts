import { expect, it } from "vitest";
import { rankCommands } from "./rank-commands.ts";

const commands = [
  { label: "API keys", keywords: "token secret" },
  { label: "Open chat" },
  { label: "Crédits" },
];
const labels = (typed: string) => rankCommands(commands, typed).map(({ label }) => label);

it("shows everything in its order before anything is typed", () => {
  expect(labels(" ")).toEqual(["API keys", "Open chat", "Crédits"]);
});

it("puts what begins with the text before what only contains it", () => {
  expect(labels("c")).toEqual(["Crédits", "Open chat", "API keys"]);
});

it("finds by other words, and without accents", () => {
  expect(labels("secret")).toEqual(["API keys"]);
  expect(labels("credits")).toEqual(["Crédits"]);
  expect(labels("nothing")).toEqual([]);
});
