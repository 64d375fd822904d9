import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect, inject } from "vitest";
import { chromiumArguments, findChromium } from "../../scripts/find-chromium.ts";

export interface SeededUser {
  id: string;
  email: string;
  cookie: string;
  apiKey: string;
  accountId: string;
  workspaceId: string;
}

/** The system's Chromium; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("No Chromium was found");
  return await chromium.launch({ executablePath, args: chromiumArguments });
}

/** JSON to the product under test; throws with its answer when it is refused. */
export async function benchCall<T>(path: string, body?: unknown, method = "POST"): Promise<T> {
  const answer = await fetch(`${inject("productUrl")}/__bench/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

/** A user of this test alone, verified and signed in, with that many PT. */
export async function seedUser(
  options: {
    amountPt?: number;
    plan?: string;
    email?: string;
    apiKey?: unknown;
    operator?: boolean;
    name?: string;
    acceptedVersion?: string;
  } = {},
): Promise<SeededUser> {
  const email = options.email ?? `${crypto.randomUUID()}@example.test`;
  const { users } = await benchCall<{ users: SeededUser[] }>("seed", {
    users: [
      {
        email,
        password: "a-long-enough-password",
        plan: options.plan,
        grants: [{ amountPt: options.amountPt ?? 1_000, kind: "topup" }],
        apiKey: options.apiKey,
        operator: options.operator,
        name: options.name,
        acceptedVersion: options.acceptedVersion,
      },
    ],
  });
  const [user] = users;
  if (user === undefined) throw new Error("The seed answered without a user");
  return user;
}

interface SentMail {
  text: string;
}

/** The link of the newest mail to an address that leads to that page. */
export async function mailedLink(email: string, path: string | RegExp): Promise<string> {
  await benchCall("drain", {});
  const answer = await benchCall<SentMail[] | { items: SentMail[] }>(
    `mail?to=${encodeURIComponent(email)}`,
    undefined,
    "GET",
  );
  const mails = Array.isArray(answer) ? answer : answer.items;
  const links = mails.flatMap((mail) => mail.text.match(/https?:\/\/\S+/g) ?? []);
  const link = links.findLast((one) => {
    const { pathname } = new URL(one);
    return typeof path === "string" ? pathname === path : path.test(pathname);
  });
  if (link === undefined) throw new Error(`No mail to ${email} leads to ${String(path)}`);
  return link;
}

export interface Visit {
  context: BrowserContext;
  page: Page;
  /** Fails when the page logged an error or broke its own Content-Security-Policy. */
  expectQuiet: () => void;
}

export interface VisitOptions {
  user?: SeededUser;
  locale?: string;
  colorScheme?: "light" | "dark";
  width?: number;
  javaScriptEnabled?: boolean;
  /** A phone's: a coarse pointer instead of a mouse. */
  touch?: boolean;
  /** Of another product than the one that all journeys share. */
  url?: string;
}

/** A new browser context, signed in as `user` when given, that collects the console's errors. */
export async function visit(browser: Browser, options: VisitOptions = {}): Promise<Visit> {
  const url = options.url ?? inject("productUrl");
  const width = options.width ?? 1440;
  const context = await browser.newContext({
    baseURL: url,
    locale: options.locale ?? "en",
    colorScheme: options.colorScheme ?? "light",
    viewport: { width, height: width < 600 ? 844 : 900 },
    javaScriptEnabled: options.javaScriptEnabled ?? true,
    reducedMotion: "reduce",
    hasTouch: options.touch ?? false,
    isMobile: options.touch ?? false,
  });
  if (options.user !== undefined) {
    const cookies = options.user.cookie.split("; ").map((pair) => {
      const at = pair.indexOf("=");
      const secureUrl = url.replace("http://", "https://");
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: secureUrl, secure: true };
    });
    await context.addCookies(cookies);
  }
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("console", (message) => {
    const expected = /Failed to load resource: the server responded with a status of 4\d\d/;
    if (message.type() === "error" && !expected.test(message.text())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  return {
    context,
    page,
    expectQuiet: () => expect(errors).toEqual([]),
  };
}

/** Fails on any axe violation of WCAG 2.2 A and AA on the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const found = violations.map((one) => ({
    rule: one.id,
    nodes: one.nodes.map((node) => node.html.slice(0, 200)),
  }));
  expect(found).toEqual([]);
}
