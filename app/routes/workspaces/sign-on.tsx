import { useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { ConfirmByName } from "#app/ui/confirm-by-name.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Problem } from "#core/problem";
import { isFresh } from "#features/sessions";
import { getSignOn, removeSignOn, setSignOn, testSignOn } from "#features/sign-on";
import type { ProviderReport, SignOnView } from "#features/sign-on/schema";
import { may } from "#features/workspaces";
import { KeyRound } from "lucide-react";
import { m } from "#messages";
import type { Route } from "./+types/sign-on";
import { SignOnFields } from "./sign-on-fields.tsx";
import { SignOnReport } from "./sign-on-report.tsx";
import { inReadersWords, parseSignOnForm } from "./sign-on-words.ts";

export const handle = { crumb: () => m.signon_tab() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.signon_tab()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const mayWrite = may(ctx, "sign-on.write");
  return { ...(await getSignOn(ctx)), mayWrite, asksProof: mayWrite && !isFresh(ctx) };
}

interface Outcome {
  saved?: boolean;
  report?: ProviderReport;
}

export async function action({ request, context }: Route.ActionArgs): Promise<Outcome> {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (form.get("intent")) {
    case "set":
      await inReadersWords(setSignOn(ctx, parseSignOnForm(form)));
      return { saved: true };
    case "test":
      return { report: await testSignOn(ctx) };
    case "remove": {
      const { signOn } = await getSignOn(ctx);
      if (signOn !== null && form.get("confirm") !== new URL(signOn.issuer).host) {
        throw new Problem("invalid-input", { errors: [{ pointer: "/confirm", detail: "" }] });
      }
      await removeSignOn(ctx);
      return {};
    }
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

function State({ signOn }: { signOn: SignOnView | null }) {
  if (signOn === null) return null;
  if (!signOn.enabled) return <Badge tone="warning">{m.signon_state_off()}</Badge>;
  return (
    <>
      <Badge tone="success">{m.signon_state_on()}</Badge>
      {signOn.enforced ? <Badge tone="info">{m.signon_state_required()}</Badge> : null}
    </>
  );
}

function AtProvider({ redirectUri }: { redirectUri: string }) {
  return (
    <Card title={m.signon_at_provider()} description={m.signon_at_provider_about()}>
      <p className="mb-1.5 font-medium">{m.signon_redirect()}</p>
      <p className="flex min-w-0 max-w-2xl items-center gap-1 rounded-md border border-line bg-sunken ps-3 pe-1">
        <code dir="ltr" className="min-w-0 flex-1 py-2 font-mono text-xs break-all select-all">
          {redirectUri}
        </code>
        <CopyButton text={redirectUri} />
      </p>
    </Card>
  );
}

function Remove({ signOn }: { signOn: SignOnView }) {
  const { host } = new URL(signOn.issuer);
  return (
    <Card tone="danger" title={m.signon_remove()} description={m.signon_remove_about()}>
      <DialogTrigger dialog="remove-sign-on" variant="danger">
        {m.signon_remove()}
      </DialogTrigger>
      <ConfirmByName
        id="remove-sign-on"
        title={m.signon_remove()}
        name={host}
        fields={{ intent: "remove" }}
        confirmLabel={m.signon_remove()}
      >
        {m.signon_remove_about()}
      </ConfirmByName>
    </Card>
  );
}

/** How people of the company come in by its own provider. */
export default function SignOn({ loaderData, actionData }: Route.ComponentProps) {
  const { redirectUri, provenDomains, signOn, mayWrite, asksProof } = loaderData;
  const isSending = useNavigation().formMethod === "POST";
  const outcome: Outcome = actionData ?? {};
  if (provenDomains.length === 0 && signOn === null) {
    return (
      <EmptyState
        icon={KeyRound}
        title={m.signon_needs_domain_title()}
        action={
          <LinkButton to="/workspace/domains" variant="primary">
            {m.signon_to_domains()}
          </LinkButton>
        }
      >
        {m.signon_needs_domain_text()}
      </EmptyState>
    );
  }
  return (
    <>
      <p className="max-w-2xl text-muted">{m.signon_about()}</p>
      {asksProof ? (
        <Notice
          title={m.signon_fresh_title()}
          actions={
            <LinkButton size="sm" to="/confirm-identity?next=/workspace/sign-on" reloadDocument>
              {m.signon_fresh_action()}
            </LinkButton>
          }
        >
          {m.signon_fresh_text()}
        </Notice>
      ) : null}
      <AtProvider redirectUri={redirectUri} />
      <Card
        title={m.signon_provider()}
        description={signOn === null ? undefined : m.signon_people({ count: signOn.people })}
        actions={<State signOn={signOn} />}
      >
        <Form key={signOn?.updatedAtMs ?? 0} name="set" guarded className="max-w-2xl">
          <input type="hidden" name="intent" value="set" />
          <SignOnFields signOn={signOn} provenDomains={provenDomains} disabled={!mayWrite} />
          {outcome.saved === true ? (
            <Notice tone="success" urgent>
              {m.signon_saved()}
            </Notice>
          ) : null}
          {mayWrite ? (
            <Button
              type="submit"
              variant="primary"
              pending={isSending}
              className="justify-self-start"
            >
              {m.signon_save()}
            </Button>
          ) : null}
        </Form>
      </Card>
      {signOn !== null && mayWrite ? (
        <>
          <Card title={m.signon_test()} description={m.signon_test_about()}>
            <Form name="test">
              <input type="hidden" name="intent" value="test" />
              {outcome.report === undefined ? null : <SignOnReport report={outcome.report} />}
              <Button type="submit" pending={isSending} className="justify-self-start">
                {m.signon_test_action()}
              </Button>
            </Form>
          </Card>
          <Remove signOn={signOn} />
        </>
      ) : null}
    </>
  );
}
