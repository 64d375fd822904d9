import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

/** A text, by the key or the file and line that says it. */
interface Text {
  name: string;
  words: string;
}

interface Rule {
  what: string;
  pattern: RegExp;
  /** The texts that may, because the word means something else in them. */
  except?: readonly string[];
}

const MAILS = "worker/features/mail/words";

/** Every text below a key: plural forms, but not what they are chosen by. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return [value];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value)
    .filter(([key]) => key !== "declarations" && key !== "selectors")
    .flatMap(([, inner]) => textsIn(inner));
}

function catalogue(locale: string): Text[] {
  return readdirSync("messages").flatMap((area) => {
    const file = readFileSync(path.join("messages", area, `${locale}.json`), "utf8");
    return Object.entries(JSON.parse(file) as Record<string, unknown>)
      .filter(([key]) => key !== "$schema")
      .flatMap(([name, value]) => textsIn(value).map((words) => ({ name, words })));
  });
}

function mails(locale: string): Text[] {
  return readdirSync(MAILS)
    .filter((file) => file === `${locale}.ts` || file.startsWith(`${locale}-`))
    .flatMap((file) => literalsOf(file, readFileSync(path.join(MAILS, file), "utf8")));
}

/** What a file says: its literals, with what is filled in left out. */
function literalsOf(file: string, source: string): Text[] {
  return source
    .split("\n")
    .map((line) => (line.startsWith("import ") ? "" : line))
    .flatMap((line, index) =>
      [...line.replaceAll(/\$\{[^}]*\}+/gu, "{}").matchAll(/"([^"]*)"|`([^`]*)`/gu)].map(
        (match) => ({ name: `${file}:${String(index + 1)}`, words: match[1] ?? match[2] ?? "" }),
      ),
    );
}

function word(of: string): RegExp {
  return new RegExp(String.raw`(?<![\p{L}-])(?:${of})(?!\p{L})`, "iu");
}

/** A word that begins a sentence or one of its parts, where an order stands. */
function order(of: string): RegExp {
  return new RegExp(String.raw`(?:^|[.;:] )(?:${of})(?!\p{L})`, "iu");
}

const everywhere: Rule[] = [
  { what: "three dots for an ellipsis", pattern: /\.\.\./u },
  { what: "a straight apostrophe", pattern: /\p{L}'\p{L}/u },
  { what: "a straight quotation mark", pattern: /"/u },
];

const rules: Record<string, Rule[]> = {
  en: [
    { what: "a plan is frozen", pattern: word("suspended") },
    { what: "a deployment", pattern: word("installation") },
  ],
  es: [
    { what: "usted", pattern: word("ustedes|usted") },
    {
      what: "an order to usted",
      pattern: order(
        "abra|active|apunte|aumente|averigüe|busque|compre|compruebe|conecte|copie|cópielo|corrija|cree|defina|demuestre|dirija|elija|elimine|envíe|envíelo|escriba|espere|indique|inicie|inténtelo|lea|llévese|pague|pida|ponga|pregunte|publique|quite|recargue|rellene|revise|termine|use|vea|vuelva",
      ),
    },
    {
      what: "what usted will do or did",
      pattern: word("después podrá|no ha iniciado|lo que ha escrito|recibirá"),
    },
    {
      what: "what is usted’s",
      pattern: word("sus? (?:borrador|contraseña|cuenta|empresa|navegador)"),
      except: ["operations_operators_remove_text", "billing_plan_past_due_text"],
    },
    { what: "a question or an exclamation that is not opened", pattern: /^[^¿]*\?|^[^¡]*!/u },
    { what: "periodo", pattern: word("períodos?") },
    { what: "plaza", pattern: word("puestos?"), except: ["maildomain_not_connected_text"] },
    { what: "reclamación, contracargo", pattern: word("disputas?|impugnar") },
    { what: "activar", pattern: word("encender|apagar|apagado") },
    { what: "congelado", pattern: word("suspendid[oa]") },
    { what: "medio de pago", pattern: word("forma de pago|método de pago") },
    { what: "solicitud", pattern: word("petición|peticiones") },
    { what: "libro mayor", pattern: word("libro de cuentas|libro contable") },
  ],
  fr: [
    { what: "tu", pattern: word("tu|toi|te|tes|ta") },
    { what: "a plain space before ; : ! ? »", pattern: /[ \u00A0](?:[;!?»]|:(?=\s|$))/u },
    { what: "no space before ; ! ? »", pattern: /[^\s?!][;!?»](?=\s|$)/u },
    { what: "a plain space after «", pattern: /«[^\u202F]/u },
    { what: "formule", pattern: word("forfaits?") },
    { what: "réclamation, rétrofacturation", pattern: word("contestations?|litiges?") },
    { what: "place", pattern: word("sièges?") },
    { what: "gelée", pattern: word("suspendue?") },
    { what: "e-mail", pattern: word("courriels?") },
    { what: "opérateur", pattern: word("exploitants?") },
    { what: "déploiement", pattern: word("installation") },
    {
      what: "formule, not offre",
      pattern: word("offres?"),
      except: ["audit_workspace_ownership_offer_ended", "billing_cancel_offer_text"],
    },
  ],
  de: [
    { what: "du", pattern: word("du|dir|dich|dein|deine[mnrs]?|deins") },
    {
      what: "an order to du",
      pattern: order("antworte|erhöhe|erstelle|gib|lege|nimm|öffne|prüfe|sieh|wähle"),
    },
    { what: "E-Mail", pattern: /(?<![\p{L}_-])Mails?(?![\p{L}_])/u },
    { what: "Einspruch", pattern: word("Beanstandung(?:en)?") },
    { what: "Kontoauszug", pattern: word("Auszug|Auszugs|Auszüge") },
    { what: "Unterhaltung", pattern: word("Gespräch(?:e|en|s)?") },
    { what: "Zeitraum", pattern: word("Perioden?") },
    { what: "Inhaber", pattern: word("Besitzer|Eigentümer") },
    { what: "Buchung", pattern: word("Abbuchung(?:en)?|Belastung(?:en)?") },
    { what: "Zahlungsmittel", pattern: word("Zahlungsart(?:en)?|Zahlungsmethoden?") },
    { what: "eingefroren", pattern: word("ausgesetzt") },
    { what: "Installation", pattern: word("Deployments?") },
    { what: "quotation marks of another language", pattern: /[«»”]|„[^“]*$/u },
  ],
  ar: [
    { what: "a Latin comma, semicolon or question mark", pattern: /[\u0621-\u064A][,;?]/u },
    { what: "an address to several", pattern: word("أنتم|لكم|يمكنكم|حسابكم|اختاروا") },
    { what: "اعتراض", pattern: word("نزاع") },
    { what: "استرداد قسري", pattern: word("(?:استرداد|اعتراض) (?:بنكي|مصرفي)|الاعتراض البنكي") },
    { what: "النظام", pattern: word("هذا التثبيت|هذا النشر") },
    { what: "quotation marks of another language", pattern: /[“”„]/u },
  ],
};

it.each(Object.entries(rules))(
  "says one thing one way, and sets it as its readers do: %s",
  (locale, own) => {
    const texts = [...catalogue(locale), ...mails(locale)];
    const faults = [...everywhere, ...own].flatMap(({ what, pattern, except = [] }) =>
      texts
        .filter(({ name, words }) => pattern.test(words) && !except.includes(name))
        .map(({ name, words }) => `${what}: ${name}: ${words}`),
    );
    expect(texts.length).toBeGreaterThan(1000);
    expect(faults).toEqual([]);
  },
);
