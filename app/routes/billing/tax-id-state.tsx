import type { BillingDetails } from "#features/billing/schema";
import { m } from "#messages";

/** What the authorities say of a tax number. */
export function TaxIdState({ taxId }: { taxId: BillingDetails["taxIds"][number] }) {
  switch (taxId.verification) {
    case "verified":
      return m.billing_details_tax_verified();
    case "unverified":
      return m.billing_details_tax_unverified();
    case "pending":
      return m.billing_details_tax_pending();
    default:
      return m.billing_details_tax_kept();
  }
}
