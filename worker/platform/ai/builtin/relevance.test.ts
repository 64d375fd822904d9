import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { answer } from "./answer.ts";
import { buildIndex } from "./build-index.ts";
import { parseHelpPage, toHelpDocuments } from "./help-pages.ts";

const folder = new URL("../../../../content/help/", import.meta.url);
const files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), "utf8")]),
);
const help = buildIndex(toHelpDocuments(files));

/** The page that the first citation leads to. */
function pageFor(question: string, locale = "en"): string {
  const found = answer([help], question, [], locale);
  return found.citations[0]?.documentId.replace("help/", "") ?? found.kind;
}

describe("the help pages", () => {
  it("each say their title, summary and place, and no place is taken twice", () => {
    const orders = Object.values(files).map((raw) => parseHelpPage(raw).order);
    expect([...orders].sort((a, b) => a - b)).toEqual(orders.map((_, index) => index + 1));
  });
});

describe("a question about the product leads to the page that answers it", () => {
  it.each([
    ["What is Selvedge?", "what-is-selvedge"],
    ["Are you a search engine or a language model?", "what-is-selvedge"],
    ["How do I start Selvedge on my laptop?", "getting-started"],
    ["Can I try the chat without an account?", "getting-started"],
    ["How do I create an account?", "getting-started"],
    ["I forgot my password", "getting-started"],
    ["What is a PT?", "pt-and-prices"],
    ["How much does 1000 PT cost in dollars?", "pt-and-prices"],
    ["What is a rate card?", "pt-and-prices"],
    ["How are prices calculated?", "pt-and-prices"],
    ["What is a hold?", "estimate-hold-settle"],
    ["Why are my PT reserved while the answer is written?", "estimate-hold-settle"],
    ["Why was I charged more than the estimate?", "charge-and-estimate"],
    ["the charge is different from the estimate, why", "charge-and-estimate"],
    ["How do I stop an answer?", "stopping-an-answer"],
    ["What happens when I close the tab?", "stopping-an-answer"],
    ["Do I pay for an answer that failed?", "stopping-an-answer"],
    ["What happens when I run out of PT?", "running-out-of-pt"],
    ["Can my balance go below zero?", "running-out-of-pt"],
    ["Which models need a higher plan?", "models-and-plans"],
    ["difference between core and advanced models", "models-and-plans"],
    ["How do I upload a PDF?", "documents-and-knowledge"],
    ["What are the numbers in square brackets?", "documents-and-knowledge"],
    ["Can I edit a message I already sent?", "conversations"],
    ["keyboard shortcuts", "conversations"],
    ["How can I delete a conversation?", "conversations"],
    ["How do I share a conversation?", "sharing-and-exporting"],
    ["revoke a shared link", "sharing-and-exporting"],
    ["export my usage as csv", "sharing-and-exporting"],
    ["How do I use the openai client?", "api-quick-start"],
    ["Idempotency-Key header", "api-quick-start"],
    ["Can I limit how much an API key spends?", "api-keys-and-budgets"],
    ["My API key leaked, what now?", "api-keys-and-budgets"],
    ["What does error 429 mean?", "errors"],
    ["I get status 402", "errors"],
    ["Where is my data stored?", "privacy-and-data"],
    ["What does the AI provider get to read?", "privacy-and-data"],
    ["How do I connect Ollama?", "connecting-providers"],
    ["OPENAI_BASE_URL setting", "connecting-providers"],
    ["How do I deploy to Cloudflare?", "deploying"],
    ["Where are backups?", "deploying"],
  ])("%s", (question, page) => {
    expect(pageFor(question)).toBe(page);
  });
});

describe("a question in another language finds the English page by the product's words", () => {
  it.each([
    ["¿Cómo puedo parar una respuesta?", "es", "stopping-an-answer"],
    ["¿Cómo comparto una conversación con un enlace?", "es", "sharing-and-exporting"],
    ["Comment exporter une conversation ?", "fr", "sharing-and-exporting"],
    ["Comment connecter un fournisseur ?", "fr", "connecting-providers"],
    ["Wie lade ich ein Dokument hoch, anhängen oder hochladen?", "de", "documents-and-knowledge"],
    ["Was passiert, wenn mein Guthaben leer ist?", "de", "running-out-of-pt"],
    ["كيف أوقف الإجابة؟", "ar", "stopping-an-answer"],
    ["ما هي أسعار PT؟", "ar", "pt-and-prices"],
  ])("%s", (question, locale, page) => {
    expect(pageFor(question, locale)).toBe(page);
  });
});

describe("a question that the pages do not answer is told so", () => {
  it.each([
    "What is the capital of Mongolia?",
    "Write me a poem about cats",
    "What will the weather be in Paris tomorrow?",
    "Who won the football world cup in 1998?",
    "Solve x^2 - 4 = 0",
    "Quelle est la recette de la tarte aux pommes ?",
  ])("%s", (question) => {
    expect(pageFor(question)).toBe("nothing-found");
  });
});
