import { type ReactNode, useEffect, useState } from "react";
import { Form } from "react-router";
import { m } from "#messages";
import { formatNumber } from "./format.ts";

interface SelectionBarProps {
  /** The form that the rows' checkboxes belong to. */
  id: string;
  action?: string;
  actions: ReactNode;
}

/** How many ticked rows the form has; undefined until the page has come alive. */
function useTickedCount(formId: string): number | undefined {
  const [count, setCount] = useState<number>();
  useEffect(() => {
    const recount = () => {
      const form = document.getElementById(formId);
      if (!(form instanceof HTMLFormElement)) return;
      setCount(new FormData(form).getAll("ids").length);
    };
    recount();
    document.addEventListener("change", recount);
    return () => document.removeEventListener("change", recount);
  }, [formId]);
  return count;
}

/** What can be done with the ticked rows. Without script it is always there. */
export function SelectionBar({ id, action, actions }: SelectionBarProps) {
  const count = useTickedCount(id);
  return (
    <Form
      id={id}
      method="post"
      action={action}
      hidden={count === 0}
      className="flex flex-wrap items-center gap-3 border-b border-line bg-accent-soft px-5 py-2"
    >
      <span aria-live="polite" className="font-medium">
        {count === undefined ? null : m.shell_table_selected({ count: formatNumber(count) })}
      </span>
      <div className="ms-auto flex flex-wrap gap-2">{actions}</div>
    </Form>
  );
}
