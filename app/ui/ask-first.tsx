import type { ReactNode } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { DialogTrigger } from "./dialog-trigger.tsx";
import { Form } from "./form.tsx";

interface AskFirstProps extends Pick<ButtonProps, "size" | "variant" | "className"> {
  /** Names the form among those of the page. */
  name: string;
  /** Hidden fields that say what to do. */
  fields: Record<string, string>;
  /** What the button does, and the one that confirms it. */
  label: string;
  /** What a list's screen readers hear instead of a label that every line repeats. */
  labelOfOne?: string;
  title: ReactNode;
  /** What follows from it, in plain words. */
  children: ReactNode;
}

/**
 * A button that asks before it does what cannot simply be undone. What is refused is said beside it,
 * where the reader is once the question is gone.
 */
export function AskFirst(props: AskFirstProps) {
  const { name, fields, label, labelOfOne, title, children, size, className } = props;
  const { variant = "danger" } = props;
  const dialogId = `${name}-dialog`;
  const formId = `${name}-form`;
  return (
    <>
      <Form id={formId} name={name} className="contents!">
        {Object.entries(fields).map(([key, value]) => (
          <input key={key} type="hidden" name={key} value={value} />
        ))}
      </Form>
      <DialogTrigger
        dialog={dialogId}
        variant={variant}
        size={size}
        className={className}
        aria-label={labelOfOne}
      >
        {label}
      </DialogTrigger>
      <Dialog
        id={dialogId}
        title={title}
        footer={
          <Button
            type="submit"
            form={formId}
            variant="danger"
            onClick={({ currentTarget }) => currentTarget.closest("dialog")?.close()}
          >
            {label}
          </Button>
        }
      >
        <div className="text-muted">{children}</div>
      </Dialog>
    </>
  );
}
