import { describe, expect, it } from "vitest";
import { detectLanguage, stem, toLanguage } from "./language.ts";
import { foldWord, toWords } from "./words.ts";
import type { Language } from "./search-index.ts";

describe("words", () => {
  it.each([
    ["Straße", "strasse"],
    ["Ñandú", "nandu"],
    ["CŒUR", "coeur"],
    ["أَسْعار", "اسعار"],
    ["مكتبـــة", "مكتبه"],
    ["한국어", "한국어"],
    ["ＡＰＩ", "api"],
  ])("fold case and marks: %s is %s", (word, folded) => {
    expect(foldWord(word)).toBe(folded);
  });

  it("are found in scripts without spaces too", () => {
    expect(toWords("東京は日本の首都です")).toContain("東京");
  });

  it("leave marks and punctuation out", () => {
    expect(toWords("x-pt-charged: 12, don't; l'élève")).toEqual([
      "x",
      "pt",
      "charged",
      "12",
      "don",
      "t",
      "l",
      "eleve",
    ]);
  });

  it("are cut at 64 characters, so that a hostile text cannot fill the index", () => {
    expect(toWords("a".repeat(1_000_000))).toEqual(["a".repeat(64)]);
  });
});

describe("stems bring inflections together", () => {
  it.each<[Language, string[]]>([
    ["en", ["price", "prices", "pricing", "priced"]],
    ["en", ["stop", "stops", "stopped", "stopping"]],
    ["en", ["deploy", "deploying", "deployment"]],
    ["en", ["query", "queries"]],
    ["en", ["bill", "billing", "billed", "bills"]],
    ["es", ["precio", "precios"]],
    ["es", ["documento", "documentos"]],
    ["es", ["exportar", "exporta"]],
    ["fr", ["modele", "modeles"]],
    ["fr", ["exporter", "exporte"]],
    ["de", ["modell", "modelle", "modellen"]],
    ["de", ["frage", "fragen"]],
    ["ar", ["كتاب", "الكتاب", "والكتاب"]],
    ["ar", ["مستند", "مستندات"]],
  ])("%s: %j", (language, words) => {
    expect(new Set(words.map((word) => stem(foldWord(word), language))).size).toBe(1);
  });

  it("leave words that only look alike apart", () => {
    expect(stem("process", "en")).toBe("process");
    expect(stem("status", "en")).toBe("status");
    expect(stem("bring", "en")).toBe("bring");
    expect(stem("document", "en")).toBe("document");
    expect(stem("v1", "en")).toBe("v1");
  });
});

describe("the language of a text", () => {
  it.each<[string, Language]>([
    ["What does it cost to run this?", "en"],
    ["¿Cuánto cuesta y cómo se paga?", "es"],
    ["Combien est-ce que cela coûte ?", "fr"],
    ["Wie viel kostet das und wer bezahlt es?", "de"],
    ["كم يكلف هذا؟", "ar"],
  ])("%s is %s", (text, language) => {
    expect(detectLanguage(text, "en")).toBe(language);
  });

  it("is the fallback where nothing speaks for another", () => {
    expect(detectLanguage("Kubernetes", "fr")).toBe("fr");
    expect(toLanguage("de-AT")).toBe("de");
    expect(toLanguage("pt-BR")).toBe("en");
    expect(toLanguage(undefined)).toBe("en");
  });
});
