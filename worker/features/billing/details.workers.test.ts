import { expect, test } from "vitest";
import { openBillingWorld, rowsOf } from "../../../tests/support/billing.ts";
import { makePerson } from "../../../tests/support/people.ts";
import {
  ensureCustomer,
  getBillingDetails,
  getInvoiceBranding,
  openPortal,
  syncCustomer,
  updateBillingDetails,
  updateInvoiceBranding,
} from "./index.ts";
import { sweepBilling } from "./sweep-billing.ts";

const address = {
  line1: "1 Analytical Way",
  city: "London",
  postalCode: "N1 9GU",
  country: "gb",
};

test("what invoices say is kept at Stripe and shown from our own copy", async () => {
  const { ctx, stripe } = await openBillingWorld("details");
  const details = await updateBillingDetails(ctx, {
    name: "Ada Ltd",
    email: "billing@example.com",
    address,
    taxId: { type: "gb_vat", value: "GB123456789" },
  });
  expect(details).toMatchObject({
    name: "Ada Ltd",
    email: "billing@example.com",
    address: { line1: "1 Analytical Way", country: "GB" },
    taxIds: [{ type: "gb_vat", value: "GB123456789" }],
  });
  const { customerId } = await ensureCustomer(ctx);
  const customer = await stripe.customers.retrieve(customerId);
  expect(customer).toMatchObject({ name: "Ada Ltd", address: { postal_code: "N1 9GU" } });
  expect(await getBillingDetails(ctx)).toEqual(details);
});

test("the same again changes nothing, another number replaces the first, an empty one takes it away", async () => {
  const { ctx, stripe } = await openBillingWorld("details");
  const taxId = { type: "eu_vat", value: "DE123456789" };
  await updateBillingDetails(ctx, { taxId });
  await updateBillingDetails(ctx, { taxId });
  const { customerId } = await ensureCustomer(ctx);
  expect((await stripe.customers.listTaxIds(customerId)).data).toHaveLength(1);
  const other = await updateBillingDetails(ctx, {
    taxId: { type: "gb_vat", value: "GB123456789" },
  });
  expect(other.taxIds.map(({ value }) => value)).toEqual(["GB123456789"]);
  const none = await updateBillingDetails(ctx, { taxId: { type: "", value: "" } });
  expect(none.taxIds).toEqual([]);
});

test("a number that is none of its kind is refused beside its field", async () => {
  const { ctx, control } = await openBillingWorld("details");
  const { customerId } = await ensureCustomer(ctx);
  const path = `/v1/customers/${customerId}/tax_ids`;
  await control.fault({ method: "POST", path, kind: "error", status: 400 });
  await expect(
    updateBillingDetails(ctx, { taxId: { type: "gb_vat", value: "1" } }),
  ).rejects.toMatchObject({ slug: "invalid-input", errors: [{ pointer: "/taxId/value" }] });
  await expect(
    updateBillingDetails(ctx, { address: { ...address, country: "Britain" } }),
  ).rejects.toMatchObject({ errors: [{ pointer: "/address/country" }] });
});

test("what is changed in Stripe's portal is brought in", async () => {
  const { ctx, job, stripe } = await openBillingWorld("details");
  const { customerId } = await ensureCustomer(ctx);
  await stripe.customers.update(customerId, { name: "Renamed Ltd" });
  await syncCustomer(job, customerId);
  expect((await getBillingDetails(ctx)).name).toBe("Renamed Ltd");
});

test("the portal opens for who has bought, on the payment method when asked", async () => {
  const { ctx, as } = await openBillingWorld("portal");
  await expect(openPortal(ctx)).rejects.toMatchObject({ slug: "not-found" });
  await ensureCustomer(ctx);
  expect((await openPortal(ctx)).url).toContain("http");
  expect((await openPortal(ctx, { flow: "payment_method_update" })).url).toContain("http");
  await expect(openPortal(as("member"))).rejects.toMatchObject({ slug: "forbidden" });
});

test("members read the details and change nothing", async () => {
  const { as } = await openBillingWorld("details");
  await expect(getBillingDetails(as("member"))).resolves.toMatchObject({ taxIds: [] });
  await expect(updateBillingDetails(as("member"), { name: "Mine" })).rejects.toMatchObject({
    slug: "forbidden",
  });
});

test("invoices are signed by the operator, for new customers at once and for others by the sweep", async () => {
  const { ctx, job, stripe } = await openBillingWorld("branding");
  const { customerId } = await ensureCustomer(ctx);
  await updateInvoiceBranding(job, { sellerName: "Selvedge Ltd", footer: "Reg. 1234" });
  const again = await updateInvoiceBranding(job, {
    sellerName: "Selvedge Ltd",
    footer: "Reg. 1234",
  });
  expect(await getInvoiceBranding(job)).toEqual(again);
  await sweepBilling(job);
  const customer = await stripe.customers.retrieve(customerId);
  expect(customer).toMatchObject({ invoice_settings: { footer: "Selvedge Ltd\nReg. 1234" } });
  expect(await rowsOf("SELECT version FROM invoice_brandings")).toHaveLength(1);
  const person = await makePerson();
  await expect(
    updateInvoiceBranding(person.ctx, { sellerName: "x", footer: "" }),
  ).rejects.toMatchObject({ slug: "forbidden" });
});
