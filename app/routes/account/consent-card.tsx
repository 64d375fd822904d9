import { ChevronRight } from "lucide-react";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Form } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Switch } from "#app/ui/switch.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { ConsentKind, ConsentState, ConsentView, ConsentWay } from "#features/consents/schema";
import { m } from "#messages";

const kinds: Record<ConsentKind, () => string> = {
  terms: m.privacy_terms,
  privacy: m.privacy_notice,
  marketing: m.privacy_marketing,
  "no-sale": m.privacy_no_sale,
};

const ways: Record<ConsentWay, () => string> = {
  registration: m.privacy_way_registration,
  "asked-again": m.privacy_way_asked,
  settings: m.privacy_way_settings,
  gpc: m.privacy_way_gpc,
  seed: m.privacy_way_seed,
};

function isDocument(kind: ConsentKind): boolean {
  return kind === "terms" || kind === "privacy";
}

function HistoryLine({ one }: { one: ConsentView }) {
  const { kind, version, given, how, atMs } = one;
  const what = kinds[kind]();
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-2">
      <span>
        {isDocument(kind) ? (
          <TextLink to={`/legal/${kind}?version=${version}`} reloadDocument>
            {what}
          </TextLink>
        ) : (
          what
        )}
        <span className="text-muted">
          {" · "}
          {isDocument(kind) ? <bdi className="figures">{version}</bdi> : null}
          {isDocument(kind) ? null : given ? m.privacy_yes() : m.privacy_no()}
          {" · "}
          {ways[how]()}
        </span>
      </span>
      <span className="text-muted">
        <RelativeTime atMs={atMs} />
      </span>
    </li>
  );
}

interface ConsentCardProps {
  consents: ConsentState;
  /** The browser says Global Privacy Control. */
  gpc: boolean;
  saved: boolean;
}

/** What the person agrees to, and everything that was recorded of it. */
export function ConsentCard({ consents, gpc, saved }: ConsentCardProps) {
  const { marketing, noSale, history } = consents;
  return (
    <Card title={m.privacy_choices_title()} description={m.privacy_choices_text()}>
      <Form name="choices">
        {saved ? (
          <output className="block">
            <Notice tone="success">{m.identity_saved()}</Notice>
          </output>
        ) : null}
        <Switch
          name="marketing"
          label={m.privacy_marketing()}
          hint={m.privacy_marketing_hint()}
          defaultChecked={marketing}
        />
        <Switch
          name="noSale"
          label={m.privacy_no_sale()}
          hint={gpc ? m.privacy_no_sale_gpc() : m.privacy_no_sale_hint()}
          defaultChecked={noSale}
        />
        <div>
          <Button type="submit">{m.shell_save()}</Button>
        </div>
      </Form>
      <details className="group mt-5 border-t border-line pt-4">
        <summary className="flex w-fit cursor-pointer list-none items-center gap-1.5 rounded-sm font-medium">
          <ChevronRight
            aria-hidden="true"
            className="size-4 text-muted transition-transform group-open:rotate-90 rtl:-scale-x-100"
          />
          {m.privacy_history()}
        </summary>
        <ul className="mt-2 divide-y divide-line">
          {history.map((one) => (
            <HistoryLine key={one.id} one={one} />
          ))}
        </ul>
      </details>
    </Card>
  );
}
