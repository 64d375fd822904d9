import { redirect } from "react-router";
import type { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import {
  deleteEndpoint,
  getEndpoint,
  replayDelivery,
  replayFailedDeliveries,
  rotateSecret,
  testEndpoint,
  updateEndpoint,
} from "#features/webhooks";
import { type DeliveryDetail, EndpointChange } from "#features/webhooks/schema";
import { textField } from "../chat/form-fields.ts";
import { checkForm, inReadersWords, parseEndpointForm } from "./endpoint-form.ts";
import { sinceAtMs } from "./since.ts";

type Ctx = ReturnType<typeof ctxOf>;

/** What was done to an endpoint, for the page to say. */
export type EndpointAnswer =
  | { saved: true }
  | { secret: string }
  | { replayed: number }
  | {
      tested: Pick<DeliveryDetail, "id" | "state" | "lastStatus" | "lastFailure"> & {
        durationMs: number;
      };
    };

async function test(ctx: Ctx, id: string): Promise<EndpointAnswer> {
  const { id: deliveryId, state, lastStatus, lastFailure, attempts } = await testEndpoint(ctx, id);
  const durationMs = attempts.at(-1)?.durationMs ?? 0;
  return { tested: { id: deliveryId, state, lastStatus, lastFailure, durationMs } };
}

/** Deletes the endpoint when its host was typed, as the dialog asks. */
async function remove(ctx: Ctx, id: string, confirmed: string | undefined): Promise<Response> {
  const { url } = await getEndpoint(ctx, id);
  if (confirmed !== new URL(url).host) {
    throw new Problem("invalid-input", { detail: "The host name was not typed." });
  }
  await deleteEndpoint(ctx, id);
  return redirect("/webhooks");
}

/** Does what a form of the endpoint's page asks for. */
export async function actOnEndpoint(
  ctx: Ctx,
  id: string,
  form: FormData,
): Promise<EndpointAnswer | Response> {
  switch (textField(form, "intent")) {
    case "save": {
      const change = checkForm(EndpointChange, parseEndpointForm(form));
      await inReadersWords(() => updateEndpoint(ctx, id, change));
      return { saved: true };
    }
    case "switch":
      await updateEndpoint(ctx, id, { state: form.get("on") === "1" ? "active" : "off" });
      return { saved: true };
    case "test":
      return await test(ctx, id);
    case "rotate": {
      const { secret } = await rotateSecret(ctx, id);
      return { secret };
    }
    case "replay":
      await replayDelivery(ctx, textField(form, "deliveryId") ?? "", id);
      return { replayed: 1 };
    case "replay-failed": {
      const fromAtMs = sinceAtMs(textField(form, "since"), ctx.clock.now());
      return await replayFailedDeliveries(ctx, id, { fromAtMs });
    }
    case "delete":
      return await remove(ctx, id, textField(form, "confirm"));
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}
