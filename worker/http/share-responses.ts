type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonObject = { [name: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectAt(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Every operation's answers by status, as parts of the document that may be replaced. */
function responsesOf(document: JsonObject): JsonObject[] {
  return Object.values(objectAt(document["paths"])).flatMap((methods) =>
    Object.values(objectAt(methods)).map((operation) => objectAt(objectAt(operation)["responses"])),
  );
}

/** Gives equal values one name, the first of its `base` that is free. */
class Shared {
  readonly #names = new Map<string, string>();
  readonly named: JsonObject = {};

  refTo(kind: string, base: string, value: Json): JsonObject {
    const text = JSON.stringify(value);
    let name = this.#names.get(text);
    for (let n = 1; name === undefined; n++) {
      const wanted = n === 1 ? base : `${base}-${n}`;
      if (wanted in this.named) continue;
      name = wanted;
      this.#names.set(text, name);
      this.named[name] = value;
    }
    return { $ref: `#/components/${kind}/${name}` };
  }
}

/**
 * The document with its headers and its refusals written once under `components` and referred to,
 * because nearly every operation has the same ones. Answers of success stay where they are.
 */
export function shareResponses(document: JsonObject): JsonObject {
  const headers = new Shared();
  const refusals = new Shared();
  for (const responses of responsesOf(document)) {
    for (const [status, response] of Object.entries(responses)) {
      if (!isObject(response)) continue;
      const own = Object.entries(objectAt(response["headers"]));
      if (own.length > 0) {
        response["headers"] = Object.fromEntries(
          own.map(([name, header]) => [name, headers.refTo("headers", name, header)]),
        );
      }
      if (Number(status) >= 400) {
        responses[status] = refusals.refTo("responses", `Refused${status}`, response);
      }
    }
  }
  const components = { ...objectAt(document["components"]) };
  components["headers"] = headers.named;
  components["responses"] = refusals.named;
  return { ...document, components };
}
