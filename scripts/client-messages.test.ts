import { expect, it } from "vitest";
import { areaOf, areasIn, functionOf, shorten } from "./client-messages.ts";

const source = `import { getLocale } from '../runtime.js';

const en_chat_left = (i) => {
	return \`\${i.count} left\`
};

const ar_chat_left = (i) => {
	return \`\${i.count}\`
};

/** docs */
export const chat_left = (inputs) => en_chat_left(inputs);`;

it("cuts one language's function out of a compiled message", () => {
  expect(functionOf(source, "chat_left", "en")).toBe("(i) => {\n\treturn `${i.count} left`\n}");
  expect(functionOf(source, "chat_left", "ar")).toBe("(i) => {\n\treturn `${i.count}`\n}");
});

it("refuses a message that lacks a language", () => {
  expect(() => functionOf(source, "chat_left", "fr")).toThrow("no fr");
});

it("tells the area by the key's first word", () => {
  expect(areaOf("chat_send")).toBe("chat");
  expect(areaOf("brand_name")).toBe("shell");
  expect(areaOf("plans_free")).toBe("plans");
});

it("keeps what no page begins with apart", () => {
  expect(areaOf("shell_table_search_in")).toBe("shell_later");
  expect(areaOf("shell_table_search")).toBe("shell");
  expect(areaOf("chat_template_new")).toBe("chat_later");
  expect(areaOf("chat_templates")).toBe("chat");
});

it("finds the areas that a module speaks in", () => {
  const code =
    'import { m } from "#messages"; m.chat_send(); names = { a: m.shell_help, b: m.chat_stop }';
  expect(areasIn(code)).toEqual(["chat", "shell"]);
  expect(areasIn("form.chat_send()")).toEqual([]);
});

it("shortens the keys that the catalogue has, and nothing else", () => {
  const names = new Map([["chat_left", "_0"]]);
  const code = 'm.chat_left(); m.chat_leftover(); form.chat_left; "chat_left";';
  expect(shorten(code, names)).toBe('m._0(); m.chat_leftover(); form.chat_left; "chat_left";');
});
