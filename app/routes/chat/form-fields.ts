/** A text field's value; undefined when it is absent or empty. */
export function textField(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A number field's value; undefined when it is absent, empty or no number. */
export function numberField(form: FormData, name: string): number | undefined {
  const value = Number(textField(form, name));
  return Number.isFinite(value) ? value : undefined;
}

/** The chosen files of a file field. */
export function fileFields(form: FormData, name: string): File[] {
  return form
    .getAll(name)
    .filter((value): value is File => value instanceof File && value.size > 0);
}

/** What a file holds; browsers do not know Markdown's type. */
export function contentTypeOf(file: File): string {
  if (/\.(md|markdown)$/i.test(file.name)) return "text/markdown";
  if (file.type !== "") return file.type;
  return /\.txt$/i.test(file.name) ? "text/plain" : "application/octet-stream";
}
