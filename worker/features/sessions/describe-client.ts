import type { DeviceDescription } from "./schema.ts";

/** Each is tried in turn: browsers call themselves by the names of those they descend from. */
const browsers: [name: string, sign: RegExp][] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\/|\bOpera\b/],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Vivaldi", /\bVivaldi\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ["Safari", /\bVersion\/[\d.]+.*\bSafari\//],
];

const systems: [name: string, sign: RegExp][] = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b|\bMacintosh\b/],
  ["Linux", /\bLinux\b|\bX11\b/],
];

const programs = /^(curl|Wget|PostmanRuntime|python-requests|node|okhttp|Go-http-client)\b/i;

function firstOf(list: [name: string, sign: RegExp][], text: string): string | undefined {
  return list.find(([, sign]) => sign.test(text))?.[0];
}

/** The browser and system that a User-Agent header speaks of, as far as it can be told. Pure. */
export function describeClient(userAgent: string | null | undefined): DeviceDescription {
  const text = userAgent ?? "";
  const browser = firstOf(browsers, text) ?? programs.exec(text)?.[1];
  const system = firstOf(systems, text);
  const phone = system === "iPhone" || (system === "Android" && /\bMobile\b/.test(text));
  const tablet = system === "iPad" || (system === "Android" && !phone);
  const kind = phone ? "phone" : tablet ? "tablet" : system === undefined ? "unknown" : "computer";
  return { browser: browser ?? null, system: system ?? null, kind };
}
