/** Follows a provider's own redirects as a browser with cookies, until one leads to `back` of ours. */
export async function walk(url: string, back: RegExp): Promise<URL> {
  const jar = new Map<string, string>();
  let next = new URL(url);
  for (let hop = 0; hop < 10; hop++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(next, { redirect: "manual", headers: { cookie } });
    await answer.text();
    for (const one of answer.headers.getSetCookie()) {
      const [pair = ""] = one.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    next = new URL(answer.headers.get("location") ?? "", next);
    if (back.test(next.pathname)) return next;
  }
  throw new Error("the provider did not lead back");
}
