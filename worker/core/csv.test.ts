import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";

describe("a CSV record", () => {
  it.each([
    [["a", 1, true], "a,1,true\r\n"],
    [['say "hi"', "x,y"], '"say ""hi""","x,y"\r\n'],
    [["two\nlines"], '"two\nlines"\r\n'],
    [["=1+1", "+1-1", "-1+1", "@sum"], "'=1+1,'+1-1,'-1+1,'@sum\r\n"],
    [["\t=1", "\r=1"], `'\t=1,"'\r=1"\r\n`],
    [["-5", "-0.25", -3], "-5,-0.25,-3\r\n"],
  ])("of %j never lets a spreadsheet run a formula", (values, text) => {
    expect(csvLine(values)).toBe(text);
  });
});
