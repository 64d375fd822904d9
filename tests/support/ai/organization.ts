import type { ReportScript, UsageBook } from "./usage-book.ts";

/** A call to a provider's organisation interface. */
export interface OrganizationCall {
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
}

export interface OrganizationAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  /** Sent as it is instead of `body`. */
  text?: string;
}

/** The part of a fake provider that reports what an organisation used and pays. */
export interface OrganizationProtocol {
  paths: readonly string[];
  adminKeyOf(call: OrganizationCall): string;
  refusal(status: number, message: string): unknown;
  report(call: OrganizationCall, adminKey: string, book: UsageBook): OrganizationAnswer;
}

/** Answers a report as the protocol and the key's script say. */
export function answerOrganization(
  protocol: OrganizationProtocol,
  call: OrganizationCall,
  book: UsageBook,
): OrganizationAnswer {
  const adminKey = protocol.adminKeyOf(call);
  if (!/^sk-(admin|ant-admin)/.test(adminKey)) {
    return { status: 401, body: protocol.refusal(401, "Missing or wrong admin key.") };
  }
  const error = book.takeError(adminKey);
  if (error !== undefined) {
    const { status, retryAfterSeconds } = error;
    const headers: Record<string, string> = {};
    if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
    return { status, body: protocol.refusal(status, `Scripted error ${status}`), headers };
  }
  return brokenAs(book.of(adminKey), protocol.report(call, adminKey, book));
}

function brokenAs(script: ReportScript, answer: OrganizationAnswer): OrganizationAnswer {
  if (answer.status !== 200) return answer;
  const body = answer.body as Record<string, unknown>;
  switch (script.broken) {
    case "not-json":
      return { ...answer, text: "<html>502 Bad Gateway</html>" };
    case "wrong-shape":
      return { ...answer, body: { object: "page", items: body["data"] } };
    case "no-next":
      return { ...answer, body: { ...body, has_more: true, next_page: null } };
    default:
      return answer;
  }
}
