import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { buildProduct } from "./build-product.ts";
import { chromiumArguments, findChromium } from "./find-chromium.ts";
import { freePort } from "./free-port.ts";
import { serveProduct } from "./serve-product.ts";

/**
 * Takes a picture of every page: 390 and 1440 px wide, light and dark, in English and Arabic, empty,
 * full and failing. `npm run shots -- chat` takes only those whose name contains the word.
 */
interface Shot {
  name: string;
  path: string;
  /** Whose session it is taken in; absent: nobody's. */
  as?: "empty" | "full";
  /** What is done before the picture. */
  act?: (page: Page) => Promise<void>;
}

interface SeededUser {
  cookie: string;
  apiKey: string;
}

const target = join(import.meta.dirname, "..", ".selvedge", "shots");
const widths = [390, 1440] as const;
const heights = { 390: 844, 1440: 900 } as const;
const themes = ["light", "dark"] as const;
const locales = ["en", "ar"] as const;
const DAY_MS = 86_400_000;
/** Long enough for a page to come alive and draw its first live figures. */
const SETTLE_MS = 250;

const publicShots: Shot[] = [
  { name: "home", path: "/" },
  { name: "home-answered", path: "/", act: askOnHome },
  { name: "pricing", path: "/pricing" },
  { name: "pricing-year", path: "/pricing?interval=year&currency=eur" },
  { name: "help", path: "/help" },
  { name: "help-article", path: "/help/pt-and-prices" },
  { name: "problems", path: "/problems" },
  { name: "problem", path: "/problems/insufficient-pt" },
  { name: "docs-api", path: "/docs/api" },
  { name: "docs-api-chat", path: "/docs/api/chat" },
  { name: "sign-in", path: "/sign-in" },
  { name: "sign-in-refused", path: "/sign-in", act: signInWrongly },
  { name: "register", path: "/register" },
  { name: "forgot", path: "/forgot" },
  { name: "missing", path: "/nowhere" },
];

const appPaths = {
  chat: "/chat",
  templates: "/chat/templates",
  knowledge: "/knowledge",
  models: "/models",
  credits: "/credits",
  keys: "/keys",
  operations: "/operations",
  plans: "/operations/plans",
  plan: "/operations/plans/pro",
  packs: "/operations/plans/packs",
  account: "/account",
  mailbox: "/mailbox",
};

async function askOnHome(page: Page): Promise<void> {
  await page.locator("#visitor-chat-text").fill("What is a PT, and how is it charged?");
  await page.keyboard.press("Enter");
  await page.locator("[data-log] [data-charge]:not([hidden])").waitFor({ timeout: 15_000 });
}

async function signInWrongly(page: Page): Promise<void> {
  await page.locator("input[type=email]").fill("someone@example.test");
  await page.locator("input[type=password]").fill("not-the-password");
  await page.locator("main form button[type=submit]").click();
  await page.locator("[role=alert]").waitFor();
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.locator("[role=option]").first().waitFor();
}

async function post(url: string, body: unknown, apiKey?: string): Promise<unknown> {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

async function seedPeople(origin: string) {
  const password = "a-long-enough-password";
  const { users } = (await post(`${origin}/__bench/seed`, {
    users: [
      { email: "empty@example.test", password, name: "Ida", grants: [], apiKey: true },
      {
        email: "margarete.hollenstein-vandenberg@a-rather-long-company-name.example.test",
        password,
        name: "Margarete Hollenstein-Vandenberg",
        plan: "pro",
        apiKey: true,
        grants: [
          { amountPt: 46_120, kind: "plan" },
          { amountPt: 1_200, kind: "promo", expiresAtMs: Date.now() + 3 * DAY_MS },
          { amountPt: 5_000, kind: "topup" },
        ],
      },
    ],
  })) as { users: [SeededUser, SeededUser] };
  return { empty: users[0], full: users[1] };
}

const questions = [
  "What is a PT, and how is it charged?",
  "How do I deploy Selvedge to my own Cloudflare account, step by step?",
  "Explain why a charge may differ from the estimate, with all the reasons that there are.",
];

/** Fills a workspace with what a year of use leaves behind. Answers with one conversation's id. */
async function fillWorkspace(origin: string, { apiKey }: SeededUser): Promise<string> {
  const api = `${origin}/api/v1`;
  let first = "";
  for (let at = 0; at < 40; at++) {
    const { id } = (await post(`${api}/conversations`, {}, apiKey)) as { id: string };
    if (at > 3) continue;
    first = id;
    for (const text of questions.slice(0, at + 1)) {
      await post(`${api}/conversations/${id}/messages`, { text }, apiKey);
      await post(`${origin}/__bench/drain`, {});
    }
  }
  for (let at = 1; at <= 12; at++) {
    await post(`${api}/api-keys`, { name: `Nightly report of department ${at}` }, apiKey);
    const name = `Answer a customer who asks for the ${at}. time`;
    await post(`${api}/templates`, { name, text: "Write a calm answer to this mail:" }, apiKey);
  }
  await post(`${origin}/__bench/drain`, {});
  return first;
}

function setCookies(context: BrowserContext, origin: string, cookie: string) {
  return context.addCookies(
    cookie.split("; ").map((pair) => {
      const at = pair.indexOf("=");
      const url = origin.replace("http:", "https:");
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url, secure: true };
    }),
  );
}

async function take(
  browser: Browser,
  origin: string,
  shot: Shot,
  people: Record<string, SeededUser>,
) {
  for (const width of widths) {
    for (const colorScheme of themes) {
      for (const locale of locales) {
        const viewport = { width, height: heights[width] };
        const context = await browser.newContext({ viewport, colorScheme, locale });
        const person = shot.as === undefined ? undefined : people[shot.as];
        if (person !== undefined) await setCookies(context, origin, person.cookie);
        const page = await context.newPage();
        const name = `${shot.name}.${width}.${colorScheme}.${locale}.png`;
        try {
          await page.goto(origin + shot.path, { waitUntil: "load" });
          await page.evaluate(() => document.fonts.ready);
          await page.waitForTimeout(SETTLE_MS);
          await shot.act?.(page);
          const fullPage = shot.act === undefined && !shot.path.startsWith("/chat");
          await page.screenshot({ path: join(target, name), fullPage });
        } catch (cause) {
          console.error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`);
          process.exitCode = 1;
        }
        await context.close();
      }
    }
  }
  console.log(shot.name);
}

function allShots(conversationId: string): Shot[] {
  const app = Object.entries(appPaths).flatMap(([name, path]): Shot[] => [
    { name: `${name}-empty`, path, as: "empty" },
    { name: `${name}-full`, path, as: "full" },
  ]);
  return [
    ...publicShots,
    ...app,
    { name: "conversation", path: `/chat/${conversationId}`, as: "full" },
    { name: "conversation-settings", path: `/chat/${conversationId}/settings`, as: "full" },
    { name: "conversation-missing", path: "/chat/conv_00000000000000000000000000", as: "full" },
    { name: "palette", path: "/credits", as: "full", act: openPalette },
  ];
}

const executablePath = findChromium();
if (executablePath === undefined) {
  console.error("No Chromium was found. Install one (Debian: apt-get install chromium).");
  process.exit(1);
}
const [only = ""] = process.argv.slice(2);
await buildProduct();
const home = mkdtempSync(join(tmpdir(), "selvedge-shots-"));
const port = await freePort();
const origin = `http://localhost:${port}`;
const product = await serveProduct({
  port,
  home,
  variables: {
    ENVIRONMENT: "local",
    SELVEDGE_BENCH: "1",
    AUTH_SECRET: "x".repeat(32),
    PUBLIC_ORIGIN: origin,
  },
});
const browser = await chromium.launch({ executablePath, args: chromiumArguments });
try {
  mkdirSync(target, { recursive: true });
  const people = await seedPeople(origin);
  const conversationId = await fillWorkspace(origin, people.full);
  for (const shot of allShots(conversationId)) {
    if (shot.name.includes(only)) await take(browser, origin, shot, people);
  }
  writeFileSync(join(target, "taken"), `${new Date().toISOString()}\n`);
} finally {
  await browser.close();
  await product.stop();
  rmSync(home, { recursive: true, force: true });
}
