/** A plain page of the stand-in: readable, usable without scripts. */
export function page(title: string, body: string, status = 200): Response {
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-inline-size: 34rem; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.375rem; }
h2 { font-size: 1.125rem; margin-block: 2rem .5rem; }
table { inline-size: 100%; border-collapse: collapse; margin-block: 1rem; }
td, th { padding: .5rem 0; border-block-end: 1px solid #8884; text-align: start; }
td.amount, th.amount { text-align: end; font-variant-numeric: tabular-nums; }
form { margin-block: .5rem; }
fieldset { border: 1px solid #8886; border-radius: .5rem; margin-block: 1rem; padding: 1rem; }
label { display: block; margin-block: .5rem; }
input { font: inherit; padding: .375rem .5rem; inline-size: 100%; box-sizing: border-box; }
button { font: inherit; padding: .625rem 1rem; inline-size: 100%; margin-block: .25rem;
  border: 1px solid #8886; border-radius: .5rem; background: #8882; cursor: pointer; }
button.first { background: #0a5fd8; border-color: #0a5fd8; color: #fff; }
.note { border-inline-start: 4px solid #c33; padding: .25rem .75rem; background: #c331; }
.quiet { color: #777; font-size: .875rem; }
</style>
</head>
<body>
<p class="quiet">Stand-in for Stripe · test money only</p>
${body}
</body>
</html>
`;
  return new Response(text, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

export function notFoundPage(): Response {
  return page("Not found", "<h1>There is nothing here</h1>", 404);
}

export function redirect(url: string): Response {
  return new Response(null, { status: 303, headers: { location: url } });
}

/** A button that posts its name and value. */
export function button(name: string, value: string, words: string, isFirst = false): string {
  const kind = isFirst ? ' class="first"' : "";
  return (
    `<button${kind} type="submit" name="${escapeHtml(name)}" value="${escapeHtml(value)}">` +
    `${escapeHtml(words)}</button>`
  );
}

export function note(words: string | undefined): string {
  return words === undefined ? "" : `<p class="note" role="alert">${escapeHtml(words)}</p>`;
}
