import type { Browser, Page } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import {
  benchCall,
  expectAccessible,
  launchBrowser,
  type SeededUser,
  seedUser,
  visit,
} from "../support/browser.ts";
import { makeSubscription, readVapid } from "../support/push-client.ts";
import { receiverOf, startWebhookReceiver } from "../support/webhook-receiver.ts";

let browser: Browser;
let receivers: Awaited<ReturnType<typeof startWebhookReceiver>>;
beforeAll(async () => {
  browser = await launchBrowser();
  receivers = await startWebhookReceiver();
});
afterAll(async () => {
  await browser.close();
  await receivers.close();
});

const newReceiver = () => receiverOf(receivers.url, crypto.randomUUID());

function rowOf(page: Page, name: string) {
  return page.getByRole("listitem").filter({ hasText: name });
}

/** Adds a channel by the page's form, tries it, and answers with what its address gets. */
async function addChannel(page: Page, kind: string, name: string) {
  const receiver = newReceiver();
  const form = page.locator("#new");
  await form.getByRole("combobox").selectOption(kind);
  await form.getByRole("textbox", { name: "Name" }).fill(name);
  await form.getByRole("textbox", { name: "Address of the webhook" }).fill(receiver.url);
  await form.getByRole("button", { name: "Add a channel" }).click();
  const row = rowOf(page, name);
  await row.getByText("Nothing was sent yet").waitFor();
  await expect.poll(() => form.getByRole("textbox", { name: "Name" }).inputValue()).toBe("");
  await row.getByRole("button", { name: "Send a test" }).click();
  await row.getByText("The test arrived.").waitFor();
  return receiver;
}

/** Reaches the spend cap, which the whole workspace is told. */
async function reachCap(user: SeededUser): Promise<void> {
  const api = async (path: string, json: unknown, method: string) => {
    const answer = await fetch(`${inject("productUrl")}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${user.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(json),
    });
    return answer.status;
  };
  const limits = { capPt: 0, alertPercents: [], lowPt: null };
  expect(await api("/billing/limits", limits, "PUT")).toBe(200);
  const messages = [{ role: "user", content: "How do I top up PT?" }];
  const request = { model: "selvedge-answerer", messages };
  expect(await api("/chat/completions", request, "POST")).toBe(402);
  await benchCall("drain", {});
}

const bell = (page: Page, count: number) =>
  page.getByRole("button", { name: `${count} notification${count === 1 ? "" : "s"}` });

test("channels are made, tried and switched off; what they cannot be told is told in every tab", async () => {
  const user = await seedUser({ amountPt: 100, apiKey: true });
  const { page, context, expectQuiet } = await visit(browser, { user });
  await page.goto("/workspace/channels");
  const slack = await addChannel(page, "slack", "Room in Slack");
  const discord = await addChannel(page, "discord", "Room in Discord");
  const teams = await addChannel(page, "teams", "Room in Teams");
  const program = await addChannel(page, "webhook", "A program");
  const bodyOf = async ({ received }: typeof slack) =>
    JSON.parse((await received())[0]?.body ?? "{}") as unknown;
  expect(await bodyOf(slack)).toMatchObject({ text: "A test from Selvedge" });
  expect(await bodyOf(discord)).toMatchObject({ allowed_mentions: { parse: [] } });
  expect(await bodyOf(teams)).toMatchObject({
    attachments: [{ content: { type: "AdaptiveCard" } }],
  });
  const secret = await page.getByText(/^whsec_/).innerText();
  const [signed] = await program.received();
  new Webhook(secret).verify(signed?.body ?? "", signed?.headers ?? {});

  await slack.behave({ kind: "status", statuses: [500] });
  const row = rowOf(page, "Room in Slack");
  await row.getByRole("button", { name: "Send a test" }).click();
  await row.getByText("The test did not arrive: the answer was 500").waitFor();
  await row.getByRole("button", { name: "Switch off" }).click();
  await row.getByRole("button", { name: "Switch on" }).waitFor();
  await row.getByRole("button", { name: "Change" }).click();
  const change = page.getByRole("dialog", { name: "Change the channel" });
  await change.getByRole("textbox", { name: "Name" }).fill("Room in Slack, for money");
  await change.getByRole("checkbox", { name: "Your team" }).uncheck();
  await expectAccessible(page);
  await change.getByRole("button", { name: "Save" }).click();
  await rowOf(page, "Room in Slack, for money").waitFor();
  expect(await row.getByText(/ · Your team/).count()).toBe(0);
  await expect.poll(() => change.isVisible()).toBe(false);
  await expectAccessible(page);

  const other = await context.newPage();
  await other.goto("/notices");
  await bell(other, 0).waitFor();
  for (const gone of [discord, teams]) await gone.behave({ kind: "status", statuses: [404] });
  await program.behave({ kind: "status", statuses: [204] });
  await reachCap(user);
  await bell(page, 3).waitFor();
  await bell(other, 3).waitFor();
  await other.getByRole("link", { name: /spend cap of 0\sPT is reached/ }).waitFor();
  await other.getByRole("link", { name: /The channel Room in .* was switched off/ }).waitFor();
  await other.getByText("1 more like this").waitFor();
  const told = (await program.received()).slice(1).map(({ body }) => body);
  const heard = (kind: string) => told.filter((body) => body.includes(`"kind":"${kind}"`)).length;
  expect([heard("spend-cap-reached"), heard("channel-disabled")]).toEqual([1, 2]);
  expect(await slack.received()).toHaveLength(2);
  const mails = await benchCall<{ subject: string }[]>(
    `mail?to=${encodeURIComponent(user.email)}`,
    undefined,
    "GET",
  );
  const subjects = mails.map(({ subject }) => subject);
  expect(subjects.filter((subject) => subject === "A channel was switched off")).toHaveLength(2);
  await other.getByRole("button", { name: "Mark all as read" }).click();
  await bell(other, 0).waitFor();
  await bell(page, 0).waitFor();

  await page.reload();
  await discord.behave({ kind: "status", statuses: [204] });
  const gone = rowOf(page, "Room in Discord");
  await gone.getByText("Switched off by us").waitFor();
  await gone.getByText(/^It answered that it is gone/).waitFor();
  await gone.getByRole("button", { name: "Switch on" }).click();
  await gone.getByRole("button", { name: "Switch off" }).waitFor();
  const last = rowOf(page, "Room in Teams");
  await last.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("Room in Teams");
  await dialog.getByRole("button", { name: "Delete the channel" }).click();
  await expect.poll(() => last.count(), { timeout: 10_000 }).toBe(0);
  expectQuiet();
  await context.close();
});

const usageInProduct = "Use of PT: In the product";

test.each([true, false])(
  "what is told where, when and in which summary is chosen by page, script: %s",
  async (javaScriptEnabled) => {
    const user = await seedUser();
    const { page, context, expectQuiet } = await visit(browser, {
      user,
      javaScriptEnabled,
      width: javaScriptEnabled ? 1440 : 390,
    });
    await page.goto("/account/notifications");
    const box = (name: string) => page.getByRole("checkbox", { name });
    const digest = page.getByRole("combobox", { name: "Summary by mail" });
    expect(await box("Security: Mail").count()).toBe(0);
    expect(await box("Your team: Push").isChecked()).toBe(false);
    await box(usageInProduct).uncheck();
    await box("Your team: Push").check();
    await box("Keep quiet hours").check();
    await page.getByLabel("From").fill("21:30");
    await digest.selectOption("daily");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.goto("/account/notifications");
    expect(await box(usageInProduct).isChecked()).toBe(false);
    expect(await box("Your team: Push").isChecked()).toBe(true);
    expect(await box("Keep quiet hours").isChecked()).toBe(true);
    expect(await page.getByLabel("From").inputValue()).toBe("21:30");
    expect(await digest.inputValue()).toBe("daily");
    expectQuiet();
    await context.close();
  },
);

/**
 * A push service of one's own: the browser subscribes at the address that is given, because the one
 * of its maker is out of reach.
 */
function subscribeAt({ subscription }: { subscription: PushSubscriptionJSON }): void {
  const own = { ...subscription, toJSON: () => subscription };
  Object.assign(PushManager.prototype, {
    subscribe: () => {
      sessionStorage.setItem("subscribed", "yes");
      return Promise.resolve(own);
    },
    getSubscription: () =>
      Promise.resolve(sessionStorage.getItem("subscribed") === "yes" ? own : null),
  });
}

test("push is switched on, arrives sealed for this browser, is shown and leads to its page", async () => {
  const user = await seedUser();
  const { page, context, expectQuiet } = await visit(browser, { user });
  const origin = inject("productUrl");
  const receiver = newReceiver();
  const { subscription, open } = await makeSubscription(receiver.url);
  await page.addInitScript(subscribeAt, { subscription });
  await page.goto("/account/notifications");
  const switchOn = page.getByRole("button", { name: "Switch on here" });
  await switchOn.click();
  await page.getByText("This browser does not allow notifications").waitFor();
  await context.grantPermissions(["notifications"], { origin });
  const cdp = await context.newCDPSession(page);
  const registrations: string[] = [];
  cdp.on("ServiceWorker.workerRegistrationUpdated", (event) => {
    registrations.push(...event.registrations.map(({ registrationId }) => registrationId));
  });
  await cdp.send("ServiceWorker.enable");
  await switchOn.click();
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("The test arrived.").waitFor();
  expect(await switchOn.count()).toBe(0);
  await expectAccessible(page);

  const [request] = await receiver.received();
  const vapid = await readVapid(request?.headers["authorization"] ?? "");
  expect(vapid["aud"]).toBe(new URL(receiver.url).origin.replace("http:", "https:"));
  const data = await open(Uint8Array.from(Buffer.from(request?.bytes ?? "", "base64")));
  await expect.poll(() => registrations.length, { timeout: 10_000 }).toBeGreaterThan(0);
  await cdp.send("ServiceWorker.deliverPushMessage", {
    origin,
    registrationId: registrations.at(-1) ?? "",
    data,
  });
  const shown = async () =>
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const notifications = await registration.getNotifications();
      return notifications.map(({ title, body }) => ({ title, body }));
    });
  await expect
    .poll(shown, { timeout: 10_000 })
    .toEqual([
      { title: "A test from Selvedge", body: "If you can read this, notices arrive here." },
    ]);

  const [worker] = context.serviceWorkers();
  await page.goto("/keys");
  await worker?.evaluate(async () => {
    const scope = globalThis as unknown as {
      registration: ServiceWorkerRegistration;
      dispatchEvent: (event: Event) => boolean;
    };
    const [notification] = await scope.registration.getNotifications();
    const Click = Reflect.get(globalThis, "NotificationEvent") as new (
      type: string,
      init: object,
    ) => Event;
    scope.dispatchEvent(new Click("notificationclick", { notification }));
  });
  await page.waitForURL(/\/account\/notifications$/);
  expect(await shown()).toEqual([]);
  await page.getByRole("button", { name: "Switch off" }).click();
  await page.getByText("No device gets push yet.").waitFor();
  await switchOn.waitFor();
  expectQuiet();
  await context.close();
});
