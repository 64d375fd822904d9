import { describe, expect, it } from "vitest";
import { decideAttempt, emptyDraft, readDraft, tryWriteDraft } from "./drafts.ts";

describe("drafts", () => {
  it("are kept for each conversation", () => {
    const storage = memory();
    tryWriteDraft(storage, "a", { ...emptyDraft, text: "one" });
    tryWriteDraft(storage, "b", { ...emptyDraft, text: "two" });
    expect(readDraft(storage, "a").text).toBe("one");
    expect(readDraft(storage, "b").text).toBe("two");
  });

  it("leave nothing behind when they are empty", () => {
    const storage = memory();
    tryWriteDraft(storage, "a", { ...emptyDraft, text: "one" });
    tryWriteDraft(storage, "a", emptyDraft);
    expect(storage.size()).toBe(0);
  });

  it("survive a storage that holds something else", () => {
    const storage = memory();
    for (const broken of [
      "{",
      "[]",
      "7",
      '{"text":1}',
      '{"text":"x","attachments":[],"attempt":{}}',
      '{"text":"x","attachments":[null],"attempt":null}',
    ]) {
      storage.setItem("selvedge-draft:a", broken);
      expect(readDraft(storage, "a")).toEqual(emptyDraft);
    }
  });

  it("survive a storage that refuses", () => {
    const refuse = () => {
      throw new Error("denied");
    };
    const storage = { getItem: refuse, setItem: refuse, removeItem: refuse };
    expect(readDraft(storage, "a").text).toBe("");
    expect(() => tryWriteDraft(storage, "a", { ...emptyDraft, text: "x" })).not.toThrow();
  });
});

describe("an attempt to send", () => {
  it("keeps its id while the body is the same", () => {
    const first = decideAttempt(null, "x", () => "id-1");
    expect(decideAttempt(first, "x", () => "id-2")).toEqual(first);
  });

  it("is a new one when the body has changed", () => {
    const attempt = { clientId: "id-1", body: "x" };
    expect(decideAttempt(attempt, "y", () => "id-2").clientId).toBe("id-2");
  });
});

function memory() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    size: () => items.size,
  };
}
