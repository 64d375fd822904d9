import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, seedUser, visit } from "../support/browser.ts";
import { findSmallTargets, type SmallTarget } from "../support/touch-targets.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const PHONE_PX = 390;
const publicPages = ["/", "/pricing", "/help/pt-and-prices", "/docs/api", "/sign-in"];
const appPages = ["/chat", "/chat/templates", "/knowledge", "/credits", "/account"];

test("whatever is pressed on a phone can be hit within 44 px, in a sentence within 24 px", async () => {
  const user = await seedUser();
  const found: Record<string, SmallTarget[]> = {};
  for (const [paths, visitor] of [
    [publicPages, undefined],
    [appPages, user],
  ] as const) {
    const { page, context } = await visit(browser, {
      width: PHONE_PX,
      touch: true,
      ...(visitor === undefined ? {} : { user: visitor }),
    });
    for (const path of paths) {
      await page.goto(path);
      const small = await findSmallTargets(page);
      if (small.length > 0) found[path] = small;
    }
    await context.close();
  }
  expect(found).toEqual({});
}, 240_000);
