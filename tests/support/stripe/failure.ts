import type { Stripe } from "stripe";

/** The `error` member of Stripe's refusals. https://docs.stripe.com/api/errors */
export interface FailureBody {
  type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  message: string;
  code?: string;
  decline_code?: string;
  advice_code?: string;
  param?: string;
  doc_url?: string;
  request_log_url?: string;
  charge?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
  setup_intent?: Stripe.SetupIntent;
}

/** A refusal that the server answers with, as Stripe words it. */
export class Failure extends Error {
  readonly status: number;
  readonly body: FailureBody;

  constructor(status: number, body: FailureBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

interface InvalidOptions {
  param?: string;
  code?: string;
  status?: number;
}

/** Stripe's invalid_request_error, 400 unless said otherwise. */
export function invalid(message: string, { param, code, status }: InvalidOptions = {}): Failure {
  return new Failure(status ?? 400, {
    type: "invalid_request_error",
    message,
    ...(code === undefined
      ? {}
      : { code, doc_url: `https://docs.stripe.com/error-codes/${code.replaceAll("_", "-")}` }),
    ...(param === undefined ? {} : { param }),
  });
}

export function missingParameter(param: string): Failure {
  return invalid(`Missing required param: ${param}.`, { param, code: "parameter_missing" });
}

export function unknownParameter(param: string): Failure {
  return invalid(`Received unknown parameter: ${param}`, { param, code: "parameter_unknown" });
}

/** What Stripe answers when an id is not there: 404 in a path, 400 in a parameter. */
export function notThere(kind: string, id: string, param = "id"): Failure {
  return invalid(`No such ${kind}: '${id}'`, {
    param,
    code: "resource_missing",
    status: param === "id" ? 404 : 400,
  });
}
