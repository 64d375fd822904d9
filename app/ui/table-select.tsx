import { m } from "#messages";
import { Checkbox } from "./checkbox.tsx";

function boxesOf(formId: string): HTMLInputElement[] {
  const form = document.getElementById(formId);
  if (!(form instanceof HTMLFormElement)) return [];
  return [...form.elements].filter(
    (element): element is HTMLInputElement =>
      element instanceof HTMLInputElement && element.name === "ids",
  );
}

/** Ticks or clears every row on the page. */
export function SelectAll({ formId }: { formId: string }) {
  return (
    <Checkbox
      bare
      label={m.shell_table_select_all()}
      onChange={(event) => {
        for (const box of boxesOf(formId)) {
          if (box.checked !== event.currentTarget.checked) box.click();
        }
      }}
    />
  );
}

interface SelectRowProps {
  formId: string;
  id: string;
  label: string;
}

export function SelectRow({ formId, id, label }: SelectRowProps) {
  return (
    <Checkbox
      bare
      form={formId}
      name="ids"
      value={id}
      label={m.shell_table_select_row({ name: label })}
    />
  );
}
