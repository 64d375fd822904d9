import { Bot, KeyRound, ScrollText } from "lucide-react";
import type { ReactNode } from "react";
import { Form } from "react-router";
import { Avatar } from "#app/ui/avatar.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Field } from "#app/ui/field.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Select, type SelectOption } from "#app/ui/select.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { m } from "#messages";
import type { LogLine, ReadLog } from "./read-log.ts";
import { targetLink } from "./target-link.ts";

interface AuditLogProps {
  log: ReadLog;
  title?: string;
  description?: string;
  /** Where the log is exported, by `csv` and `json`; absent is nowhere. */
  exportPath?: string;
  /** Whom one may choose as the actor; without a list their id is typed. */
  people?: SelectOption[];
  deployment?: boolean;
}

/** What an address asks for stays a choice, also where the list does not have it. */
function withAsked(options: SelectOption[], asked: string): SelectOption[] {
  const isThere = asked === "" || options.some(({ value }) => value === asked);
  return isThere ? options : [...options, { value: asked, label: asked }];
}

function Filters({ log, people }: Pick<AuditLogProps, "log" | "people">) {
  const { values, actions, query } = log;
  const isFiltered = Object.keys(query.filters).length > 0;
  const who = people === undefined ? undefined : withAsked(people, values.actor);
  const what = [{ value: "", label: m.audit_log_anything() }, ...withAsked(actions, values.action)];
  return (
    <Form
      method="get"
      key={JSON.stringify(values)}
      className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2 xl:grid-cols-[1fr_1fr_1fr_auto_auto]"
    >
      <div className="col-span-full grid grid-cols-1 gap-4 sm:grid-cols-3 xl:col-span-3">
        <Field name="actor" label={m.workspaces_audit_who()}>
          {who === undefined ? (
            <TextInput
              mono
              maxLength={80}
              defaultValue={values.actor}
              title={m.audit_log_who_hint()}
            />
          ) : (
            <Select
              options={[{ value: "", label: m.audit_log_anyone() }, ...who]}
              defaultValue={values.actor}
            />
          )}
        </Field>
        <Field name="action" label={m.workspaces_audit_what()}>
          <Select options={what} defaultValue={values.action} />
        </Field>
        <Field name="target" label={m.workspaces_audit_which()}>
          <TextInput mono maxLength={80} defaultValue={values.target} />
        </Field>
      </div>
      <Field name="from" label={m.audit_log_from()}>
        <TextInput type="date" title={m.audit_log_days()} defaultValue={values.from} />
      </Field>
      <Field name="to" label={m.audit_log_to()}>
        <TextInput type="date" title={m.audit_log_days()} defaultValue={values.to} />
      </Field>
      <div className="col-span-full flex gap-2">
        <Button type="submit">{m.workspaces_audit_filter()}</Button>
        {isFiltered ? (
          <LinkButton to="?" variant="quiet">
            {m.audit_log_clear()}
          </LinkButton>
        ) : null}
      </div>
    </Form>
  );
}

function Id({ children }: { children: string }) {
  return (
    <bdi dir="ltr" className="font-mono text-xs break-all text-muted">
      {children}
    </bdi>
  );
}

function Named({ mark, name, sub }: { mark: ReactNode; name: ReactNode; sub?: ReactNode }) {
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      {mark}
      <span className="min-w-0">
        <bdi className="block truncate font-medium">{name}</bdi>
        {sub === undefined ? null : <span className="block text-xs text-muted">{sub}</span>}
      </span>
    </span>
  );
}

function Mark({ icon: Icon }: { icon: typeof Bot }) {
  return (
    <span
      aria-hidden="true"
      className="inline-flex size-8 flex-none items-center justify-center rounded-md bg-sunken text-muted"
    >
      <Icon className="size-4" />
    </span>
  );
}

function Actor({ actor, actorName, actorAvatarPath }: LogLine) {
  const [prefix = ""] = actor.split("_");
  if (actor.startsWith("job:")) {
    const job = <bdi dir="ltr">{actor.slice("job:".length)}</bdi>;
    return <Named mark={<Mark icon={Bot} />} name={m.audit_log_itself()} sub={job} />;
  }
  switch (prefix) {
    case "user": {
      const name = actorName ?? m.audit_log_gone();
      return <Named mark={<Avatar name={name} path={actorAvatarPath} />} name={name} />;
    }
    case "key":
      return (
        <Named
          mark={<Mark icon={KeyRound} />}
          name={actorName ?? <Id>{actor}</Id>}
          sub={m.audit_log_key()}
        />
      );
    case "prog":
      return (
        <Named
          mark={<Mark icon={KeyRound} />}
          name={actorName ?? <Id>{actor}</Id>}
          sub={m.audit_log_program()}
        />
      );
    case "vis":
      return <Named mark={<Avatar name="?" path={null} />} name={m.audit_log_visitor()} />;
    case "anonymous":
      return <Named mark={<Avatar name="?" path={null} />} name={m.audit_log_nobody()} />;
    default:
      return <Id>{actor}</Id>;
  }
}

function factOf(name: string, value: unknown): string {
  if (name.endsWith("AtMs") && typeof value === "number") {
    return `${name.slice(0, -"AtMs".length)}: ${new Date(value).toISOString().slice(0, 10)}`;
  }
  if (Array.isArray(value)) return `${name}: ${value.join(", ")}`;
  return `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
}

/** What a line says beyond its action, as `name: value`. */
function detailOf(detail: unknown): string {
  if (detail === null || typeof detail !== "object") return "";
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => factOf(name, value))
    .join(" · ");
}

function Action({ action, actionName, detail }: LogLine) {
  const more = detailOf(detail);
  return (
    <span title={action} className="block min-w-0">
      <span className="block">{actionName}</span>
      {more === "" ? null : (
        <bdi dir="ltr" className="line-clamp-2 text-xs wrap-anywhere text-muted">
          {more}
        </bdi>
      )}
    </span>
  );
}

function Target({ line, deployment }: { line: LogLine; deployment: boolean }) {
  const { target, targetName } = line;
  const to = targetLink(line, { deployment });
  const shown = targetName === null ? <Id>{target}</Id> : <bdi>{targetName}</bdi>;
  return (
    <span title={target} className="block max-w-64 min-w-0">
      {to === undefined ? shown : <TextLink to={to}>{shown}</TextLink>}
    </span>
  );
}

function columnsOf(deployment: boolean): Column<LogLine>[] {
  const inWorkspace: Column<LogLine> = {
    id: "workspace",
    header: m.audit_log_workspace(),
    cell: ({ workspaceName, workspaceId }) =>
      workspaceId === null ? "–" : <bdi>{workspaceName ?? <Id>{workspaceId}</Id>}</bdi>,
  };
  return [
    {
      id: "who",
      header: m.workspaces_audit_who(),
      cell: (line) => (
        <span className="block max-w-64 py-1.5">
          <Actor {...line} />
        </span>
      ),
    },
    { id: "what", header: m.workspaces_audit_what(), cell: (line) => <Action {...line} /> },
    {
      id: "which",
      header: m.workspaces_audit_which(),
      cell: (line) => <Target line={line} deployment={deployment} />,
    },
    ...(deployment ? [inWorkspace] : []),
    {
      id: "when",
      header: m.workspaces_audit_when(),
      align: "end",
      cell: ({ atMs }) => (
        <span className="whitespace-nowrap">
          <RelativeTime atMs={atMs} />
        </span>
      ),
    },
  ];
}

/** Who did what to which thing, newest first. The filters are in the address. */
export function AuditLog(props: AuditLogProps) {
  const { log, title, description, exportPath, deployment = false } = props;
  const { lines, query, nextCursor, exportSearch } = log;
  const links =
    exportPath === undefined ? undefined : (
      <span className="flex gap-2">
        <LinkButton to={`${exportPath}/csv${exportSearch}`} size="sm" reloadDocument>
          CSV
        </LinkButton>
        <LinkButton to={`${exportPath}/json${exportSearch}`} size="sm" reloadDocument>
          JSON
        </LinkButton>
      </span>
    );
  return (
    <Card title={title} description={description} actions={links} flush>
      <div className="border-b border-line px-5 py-4">
        <Filters {...props} />
      </div>
      <Table
        caption={title ?? m.audit_log_deployment()}
        rows={lines}
        columns={columnsOf(deployment)}
        rowId={({ id }) => id}
        query={query}
        nextCursor={nextCursor}
        empty={
          <EmptyState icon={ScrollText} title={m.workspaces_audit_empty()}>
            {m.audit_log_empty_text()}
          </EmptyState>
        }
      />
    </Card>
  );
}
