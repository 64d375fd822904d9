import { createContext, useContext } from "react";
import type { FormOutcome, ProblemView } from "./problem-view.ts";

interface FormState {
  id: string;
  problem: ProblemView | undefined;
  values: FormOutcome["values"];
}

export const FormContext = createContext<FormState>({
  id: "form",
  problem: undefined,
  values: undefined,
});

export interface FieldState {
  id: string;
  name: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
  /** What was typed before the form came back with an error. */
  typed: string | string[] | undefined;
}

export const FieldContext = createContext<FieldState | undefined>(undefined);

/** A field's id within its form; the error summary links to it. */
export function fieldId(formId: string, name: string): string {
  return `${formId}-${name.replaceAll(/[^\w-]/g, "-")}`;
}

/** The first error that the form's problem has for this member of the input. */
export function fieldError(problem: ProblemView | undefined, name: string): string | undefined {
  const pointer = `/${name.replaceAll(".", "/")}`;
  return problem?.errors?.find((error) => error.pointer === pointer)?.detail;
}

export interface ControlOwnProps {
  id?: string | undefined;
  name?: string | undefined;
  defaultValue?: string | number | readonly string[] | undefined;
  value?: string | number | readonly string[] | undefined;
}

/** Wires a control to the field around it: id, name, errors, and what was typed before. */
export function useControl({ id, name, defaultValue, value }: ControlOwnProps) {
  const field = useContext(FieldContext);
  const typed = Array.isArray(field?.typed) ? field.typed[0] : field?.typed;
  return {
    id: id ?? field?.id,
    name: name ?? field?.name,
    "aria-describedby": field?.describedBy,
    "aria-invalid": field?.invalid === true ? true : undefined,
    required: field?.required === true ? true : undefined,
    ...(value === undefined ? { defaultValue: typed ?? defaultValue } : { value }),
  };
}

export const controlClass = [
  "w-full rounded-md border border-field bg-surface px-3 text-ink",
  "text-base sm:text-sm transition-colors hover:border-muted",
  "focus-visible:border-accent focus-visible:outline-offset-0",
  "aria-invalid:border-danger disabled:bg-sunken disabled:text-muted",
].join(" ");
