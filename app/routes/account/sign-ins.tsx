import { data } from "react-router";
import { ctxOf } from "#app/context.ts";
import type { RouteHandle } from "#app/ui/handle.ts";
import { Problem } from "#core/problem";
import { listConnections, listProviders, removeConnection } from "#features/connections";
import {
  beginPasskey,
  listPasskeys,
  registerPasskey,
  removePasskey,
  renamePasskey,
} from "#features/passkeys";
import { disconnectCompany, listCompanies } from "#features/sign-on";
import { listPrograms, revokeProgram } from "#features/tokens";
import { m } from "#messages";
import { formFields } from "../identity/form-words.ts";
import { pageTitle } from "../identity/page-title.ts";
import { failureText } from "../identity/provider-words.ts";
import type { Route } from "./+types/sign-ins";
import { ConnectionList } from "./connection-list.tsx";
import { NewPasskeyForm } from "./new-passkey-form.tsx";
import { PasskeyList } from "./passkey-list.tsx";
import { parsePasskeyName } from "./passkey-words.ts";
import { ProgramList } from "./program-list.tsx";
import { Card } from "#app/ui/card.tsx";

export const handle: RouteHandle = { crumb: () => m.signins_tab() };

export function meta() {
  return pageTitle(m.signins_tab());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const { searchParams } = new URL(request.url);
  const [passkeys, connections, companies, programs] = await Promise.all([
    listPasskeys(ctx),
    listConnections(ctx),
    listCompanies(ctx),
    listPrograms(ctx),
  ]);
  return {
    passkeys,
    connections,
    companies,
    programs,
    providers: listProviders(ctx),
    connected: searchParams.has("connected"),
    failure: failureText(searchParams.get("failed")),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const { form, id = "", name = "", answer = "" } = await formFields(request);
  switch (form) {
    case "passkey-begin":
      return data({ asked: { name: parsePasskeyName(name), options: await beginPasskey(ctx) } });
    case "passkey-register":
      await registerPasskey(ctx, { name, answer });
      return data({ made: true });
    case "passkey-rename":
      await renamePasskey(ctx, id, { name: parsePasskeyName(name) });
      return data({ done: true });
    case "passkey-remove":
      await removePasskey(ctx, id);
      return data({ done: true });
    case "connection-remove":
      await removeConnection(ctx, id);
      return data({ done: true });
    case "company-remove":
      await disconnectCompany(ctx, id);
      return data({ done: true });
    case "program-end":
      await revokeProgram(ctx, id);
      return data({ done: true });
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

/** All the ways into the account beside the password, and who else may act for the person. */
export default function SignIns({ loaderData, actionData }: Route.ComponentProps) {
  const { passkeys, connections, companies, programs, providers, connected, failure } = loaderData;
  const asked = actionData !== undefined && "asked" in actionData ? actionData.asked : undefined;
  const made = actionData !== undefined && "made" in actionData;
  return (
    <div className="grid grid-cols-1 gap-6">
      <Card flush title={m.signins_passkeys_title()} description={m.signins_passkeys_about()}>
        <PasskeyList passkeys={passkeys} />
        <NewPasskeyForm
          key={`${passkeys.length}-${asked?.options.challenge ?? ""}`}
          asked={asked}
          made={made}
        />
      </Card>
      <ConnectionList {...{ connections, companies, providers, connected, failure }} />
      <ProgramList programs={programs} />
    </div>
  );
}
