import { use } from "react";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { fieldError, FormContext } from "#app/ui/form-context.ts";
import { Select } from "#app/ui/select.tsx";
import { Switch } from "#app/ui/switch.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { joinRoles } from "#features/domains/schema";
import type { SignOnView } from "#features/sign-on/schema";
import { m } from "#messages";
import { roleName } from "./role-name.ts";

interface Props {
  signOn: SignOnView | null;
  provenDomains: string[];
  disabled: boolean;
}

function Domains({ signOn, provenDomains }: Omit<Props, "disabled">) {
  const { problem } = use(FormContext);
  const error = fieldError(problem, "domains");
  const chosen = signOn?.domains ?? provenDomains;
  return (
    <fieldset className="grid gap-1">
      <legend className="font-medium">{m.signon_domains()}</legend>
      <p className="text-muted">{m.signon_domains_hint()}</p>
      {provenDomains.map((domain) => (
        <Checkbox
          key={domain}
          name="domains"
          value={domain}
          defaultChecked={chosen.includes(domain)}
          label={<bdi dir="ltr">{domain}</bdi>}
        />
      ))}
      {chosen
        .filter((domain) => !provenDomains.includes(domain))
        .map((domain) => (
          <p key={domain} className="text-warning">
            <bdi dir="ltr">{domain}</bdi> ({m.signon_domain_unproven()})
          </p>
        ))}
      {error === undefined ? null : <p className="text-danger">{error}</p>}
    </fieldset>
  );
}

function Enforced({ signOn }: Pick<Props, "signOn">) {
  const { problem } = use(FormContext);
  const error = fieldError(problem, "enforced");
  return (
    <div>
      <Switch
        name="enforced"
        label={m.signon_enforced()}
        hint={m.signon_enforced_hint()}
        defaultChecked={signOn?.enforced ?? false}
      />
      {error === undefined ? null : <p className="text-danger">{error}</p>}
    </div>
  );
}

/** What a workspace gives of its provider. */
export function SignOnFields({ signOn, provenDomains, disabled }: Props) {
  const roles = joinRoles.map((role) => ({ value: role, label: roleName(role) }));
  const hint = signOn === null ? m.signon_secret_new_hint() : m.signon_secret_keep_hint();
  return (
    <fieldset disabled={disabled} className="grid gap-5">
      <Field name="issuer" label={m.signon_issuer()} hint={m.signon_issuer_hint()} required>
        <TextInput
          type="url"
          maxLength={500}
          placeholder="https://login.example.com"
          autoComplete="off"
          defaultValue={signOn?.issuer}
        />
      </Field>
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <Field name="clientId" label={m.signon_client_id()} required>
          <TextInput mono maxLength={300} autoComplete="off" defaultValue={signOn?.clientId} />
        </Field>
        <Field
          name="clientSecret"
          label={m.signon_client_secret()}
          hint={hint}
          required={signOn === null}
        >
          <TextInput type="password" maxLength={1_000} autoComplete="new-password" />
        </Field>
      </div>
      <Domains signOn={signOn} provenDomains={provenDomains} />
      <Field name="defaultRole" label={m.signon_role()} hint={m.signon_role_hint()}>
        <Select options={roles} defaultValue={signOn?.defaultRole ?? "member"} />
      </Field>
      <Switch
        name="enabled"
        label={m.signon_enabled()}
        hint={m.signon_enabled_hint()}
        defaultChecked={signOn?.enabled ?? false}
      />
      <Enforced signOn={signOn} />
    </fieldset>
  );
}
