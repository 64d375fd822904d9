import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { estimateTokenCount } from "tokenx";
import { describe, expect, it } from "vitest";
import { collect, usageOf } from "../../../../tests/support/ai/collect.ts";
import { answer } from "./answer.ts";
import { buildIndex } from "./build-index.ts";
import { createBuiltinProvider } from "./builtin-provider.ts";
import { toHelpDocuments } from "./help-pages.ts";

const folder = new URL("../../../../content/help/", import.meta.url);
const helpFiles = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), "utf8")]),
);
const help = buildIndex(toHelpDocuments(helpFiles));
const handbook = buildIndex([
  {
    id: "doc_1",
    title: "Team handbook",
    text: "# Holidays\n\nEvery employee has 28 days of holiday a year. Days left over expire in March.\n\n# Expenses\n\nSend receipts to the office within a month. Trains are booked in second class.",
  },
]);

describe("an answer", () => {
  it("quotes the workspace's own document, numbered and with its source", () => {
    const found = answer([handbook, help], "How many days of holiday do I have?", [], "en");
    expect(found.text).toContain("Every employee has 28 days of holiday a year.");
    expect(found.text).toContain("[1]");
    expect(found.text).toContain("From your documents:");
    expect(found.citations[0]).toMatchObject({
      number: 1,
      documentId: "doc_1",
      title: "Team handbook",
    });
  });

  it("says that it is not a language model, in the asker's language", () => {
    const said = (question: string, locale: string) => answer([help], question, [], locale).text;
    expect(said("What is a PT?", "en")).toContain("not a language model");
    expect(said("¿Qué es un PT y cuánto cuesta?", "en")).toContain("no soy un modelo de lenguaje");
    expect(said("PT", "fr")).toContain("je ne suis pas un modèle de langage");
    expect(said("PT", "de")).toContain("bin kein Sprachmodell");
    expect(said("PT", "ar")).toContain("ولست نموذجًا لغويًا");
  });

  it("quotes only what stands in the documents", () => {
    for (const question of ["What is a hold?", "How do I deploy?", "errors and rate limits"]) {
      const source = Object.values(helpFiles)
        .join("\n")
        .replaceAll(/[\s*]+/g, " ");
      for (const { quote } of answer([help], question, [], "en").citations) {
        const start = quote.replace(/…$/, "").replaceAll(/[\s*]+/g, " ");
        expect(source).toContain(start.slice(0, 60).split(": ")[0]);
      }
    }
  });

  it("names what it has when it finds nothing", () => {
    const found = answer([handbook, help], "Who painted the Mona Lisa?", [], "en");
    expect(found.kind).toBe("nothing-found");
    expect(found.text).toContain("Team handbook");
    expect(found.text).toContain("[Getting started](/help/getting-started)");
    expect(found.citations).toEqual([]);
  });

  it("says so when there is nothing to search", () => {
    expect(answer([], "What is a PT?", [], "en").text).toContain(
      "no documents that I could search",
    );
  });

  it("takes the subject of a follow-up question from the question before", () => {
    const history = [
      { role: "user", content: "How do I share a conversation?" },
      { role: "assistant", content: "…" },
    ];
    const alone = answer([help], "And how do I revoke it?", [], "en");
    const after = answer([help], "And how do I revoke it?", history, "en");
    expect(alone.citations[0]?.documentId).toBe("help/api-keys-and-budgets");
    expect(after.citations[0]?.documentId).toBe("help/sharing-and-exporting");
    const why = answer(
      [help],
      "Why?",
      [{ role: "user", content: "Does the charge differ from the estimate?" }],
      "en",
    );
    expect(why.citations[0]?.documentId).toBe("help/charge-and-estimate");
  });

  it("answers small talk as what it is, in five languages", () => {
    const kinds = [
      "hello",
      "Hola, ¿qué puedes hacer?",
      "Merci beaucoup !",
      "Wer bist du?",
      "شكرا جزيلا",
    ];
    for (const text of kinds) expect(answer([help], text, [], "en").kind).toBe("small-talk");
    expect(answer([help], "Are you ChatGPT?", [], "en").text).toContain("not a language model");
    expect(answer([help], "Hallo, was kannst du?", [], "en").text).toContain("kein Sprachmodell");
    expect(answer([help], "Hello, how do I stop an answer?", [], "en").kind).toBe("quotes");
  });

  it("keeps to the limit of output tokens", () => {
    const long = answer([help], "What does error 429 mean?", [], "en");
    expect(long.isCut).toBe(false);
    const short = answer([help], "What does error 429 mean?", [], "en", 40);
    expect(short.isCut).toBe(true);
    expect(short.outputTokens).toBeLessThanOrEqual(40);
  });

  it("survives hostile questions", () => {
    for (const text of [
      "",
      "   ",
      "\u0000\uD800",
      "[1]](javascript:x)",
      "a ".repeat(100_000),
      "؟؟؟",
    ]) {
      expect(answer([help], text, [], "xx").text).not.toBe("");
    }
  });
});

describe("any document and any question", () => {
  it("give an answer and never a failure", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 400 });
    fc.assert(
      fc.property(text, text, fc.nat(60), (document, question, limit) => {
        const index = buildIndex([{ id: "doc_1", title: question, text: document }]);
        const found = answer([index], question, [{ role: "user", content: document }], "de", limit);
        expect(found.outputTokens).toBeLessThanOrEqual(Math.max(limit, 0));
      }),
      { examples: [["A0a0000Aが¡", "", 18]], numRuns: 1_000 },
    );
  });

  it.each([
    ["spaces in a heading", `# x${" ".repeat(300_000)}y`],
    ["number signs", `# ${"#".repeat(300_000)}x`],
    ["empty lines", "\n".repeat(300_000)],
    ["open fences", "```\n".repeat(75_000)],
    ["one word", "a".repeat(300_000)],
    ["list items", "1. x\n".repeat(60_000)],
  ])("%s by the hundred thousand are answered within the time of a test", (title, text) => {
    const found = answer([buildIndex([{ id: "doc_1", title, text }])], "x", [], "en");
    expect(found.outputTokens).toBeGreaterThan(0);
  });
});

describe("the built-in provider", () => {
  const provider = createBuiltinProvider({ helpFiles });
  const request = {
    model: "builtin",
    messages: [{ role: "user" as const, content: "What is a PT?" }],
    maxOutputTokens: 1_000,
    locale: "en",
  };

  it("streams the answer with its citations, and reports exactly what it read and wrote", async () => {
    const run = await collect(provider.stream(request, new AbortController().signal));
    const usage = usageOf(run.events);
    const lead = run.citations[0];
    expect(lead?.documentId).toBe("help/pt-and-prices");
    expect(usage.complete).toBe(true);
    expect(usage.classes.output).toBe(estimateTokenCount(run.text));
    expect(usage.classes.input).toBeGreaterThan(estimateTokenCount("What is a PT?"));
    expect(run.finish.reason).toBe("stop");
    expect(run.events.filter(({ type }) => type === "text").length).toBeGreaterThan(5);
  });

  it("estimates what it will really use", async () => {
    const run = await collect(provider.stream(request, new AbortController().signal));
    const { input, output } = usageOf(run.events).classes;
    expect(provider.estimate(request)).toEqual({
      inputTokens: input,
      inputTokensMax: input,
      outputTokens: output,
    });
  });

  it("searches the workspace's knowledge, and given passages where there is none", async () => {
    const messages = [{ role: "user" as const, content: "Which class are trains booked in?" }];
    const passages = [
      { documentId: "doc_9", title: "Trip", text: "Trains are booked in first class." },
    ];
    const own = provider.stream(
      { ...request, messages, knowledge: [handbook] },
      new AbortController().signal,
    );
    const given = provider.stream({ ...request, messages, passages }, new AbortController().signal);
    expect((await collect(own)).text).toContain("second class");
    expect((await collect(given)).text).toContain("first class");
  });

  it("stops between two chunks and charges only what was written", async () => {
    const control = new AbortController();
    let text = "";
    const events = [];
    for await (const event of provider.stream(request, control.signal)) {
      events.push(event);
      if (event.type !== "text") continue;
      text += event.text;
      control.abort();
    }
    expect(usageOf(events).classes.output).toBe(estimateTokenCount(text));
    expect(events.at(-1)).toMatchObject({ type: "finish", reason: "stopped" });
  });
});
