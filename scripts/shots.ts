import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { buildProduct } from "./build-product.ts";
import { chromiumArguments, findChromium } from "./find-chromium.ts";
import { freePort } from "./free-port.ts";
import { serveProduct } from "./serve-product.ts";
import { fillDeployment, fillWorkspace, type SeededUser, seedPeople } from "./shot-scene.ts";

/**
 * Takes a picture of every page: 390 and 1440 px wide, light and dark, in English and Arabic, empty,
 * full and failing, the operator's pages before and after the deployment was used. `npm run shots --
 * chat` takes only those whose name contains the word.
 */
interface Shot {
  name: string;
  path: string;
  /** Whose session it is taken in; absent: nobody's. */
  as?: "empty" | "full" | "operator";
  /** What is done before the picture. */
  act?: (page: Page) => Promise<void>;
}

const target = join(import.meta.dirname, "..", ".selvedge", "shots");
const widths = [390, 1440] as const;
const heights = { 390: 844, 1440: 900 } as const;
const themes = ["light", "dark"] as const;
const locales = ["en", "ar"] as const;
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
  { name: "mail-templates", path: "/mailbox/templates" },
  { name: "mail-templates-text", path: "/mailbox/templates?template=receipt&look=text" },
  { name: "mail-templates-phone", path: "/mailbox/templates?template=digest&width=phone" },
];

const appPaths = {
  chat: "/chat",
  templates: "/chat/templates",
  knowledge: "/knowledge",
  models: "/models",
  credits: "/credits",
  keys: "/keys",
  notices: "/notices",
  channels: "/workspace/channels",
  account: "/account",
  mailbox: "/mailbox",
};

const operatorPaths = {
  operations: "/operations",
  payments: "/operations/payments",
  chargebacks: "/operations/chargebacks",
  disputes: "/operations/disputes",
  "disputes-statistics": "/operations/disputes/statistics",
  reconciliation: "/operations/reconciliation",
  margins: "/operations/margins",
  closes: "/operations/closes",
  plans: "/operations/plans",
  plan: "/operations/plans/pro",
  packs: "/operations/plans/packs",
  invoices: "/operations/invoices",
  operators: "/operations/operators",
  audit: "/operations/audit",
  privacy: "/operations/privacy",
  "stripe-events": "/operations/stripe-events",
  mail: "/operations/mail",
  "mail-inbound": "/operations/mail/inbound",
  "mail-domain": "/operations/mail/domain",
  "mail-suppressions": "/operations/mail/suppressions",
  "rate-card": "/models/edit",
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

/** Opens the question before a suppression is lifted. */
async function ask(page: Page): Promise<void> {
  await page.locator('[commandfor^="lift-"]').first().click();
  await page.locator("dialog[open]").waitFor();
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.locator("[role=option]").first().waitFor();
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

function operatorShots(state: "empty" | "full"): Shot[] {
  return Object.entries(operatorPaths).map(([name, path]) => ({
    name: `operator-${name}-${state}`,
    path,
    as: "operator",
  }));
}

function fullShots({ conversationId, mailId }: { conversationId: string; mailId: string }): Shot[] {
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
    { name: "operations-refused", path: "/operations", as: "full" },
    ...operatorShots("full"),
    { name: "operator-mail-story", path: `/operations/mail/mails/${mailId}`, as: "operator" },
    { name: "operator-mail-lift", path: "/operations/mail/suppressions", as: "operator", act: ask },
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
  const takeAll = async (shots: Shot[]) => {
    for (const shot of shots) {
      if (shot.name.includes(only)) await take(browser, origin, shot, people);
    }
  };
  await takeAll(operatorShots("empty"));
  const conversationId = await fillWorkspace(origin, people.full);
  const mailId = await fillDeployment(origin);
  await takeAll(fullShots({ conversationId, mailId }));
  writeFileSync(join(target, "taken"), `${new Date().toISOString()}\n`);
} finally {
  await browser.close();
  await product.stop();
  rmSync(home, { recursive: true, force: true });
}
