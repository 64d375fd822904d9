/**
 * Makes the start page's chat live: the price while typing, the answer as it is written, and Stop.
 * It stands alone, without the framework, and the form works without it.
 */
import { readEvents } from "./read-events.ts";
import { renderMarkdown } from "./render-markdown.ts";

interface Texts {
  estimate: string;
  tooDear: string;
  before: string;
  charged: string;
  left: string;
  writing: string;
  done: string;
  failed: string;
  stopped: string;
}

interface Estimate {
  minMicroPt: number;
  maxMicroPt: number;
  holdMicroPt: number;
  availableMicroPt: number;
  fits: boolean;
}

interface ProblemDocument {
  type?: string;
  slug?: string;
  title?: string;
  detail?: string;
}

interface Citation {
  title: string;
  url?: string;
}

interface Settled {
  chargedPt?: number | string;
  balance?: { availableMicroPt?: number };
}

type VisitorEvent =
  | { type: "started"; conversationId: string }
  | { type: "delta"; text: string }
  | { type: "restarted" }
  | { type: "citation"; citation: Citation }
  | ({ type: "settled" } & Settled)
  | { type: "failed"; problem?: ProblemDocument };

const TYPING_PAUSE_MS = 300;
const MARGIN_PX = 16;
const MICRO_PER_PT = 1_000_000;

const language = document.documentElement.lang;
const figures = new Intl.NumberFormat(language === "ar" ? "ar-u-nu-latn" : language, {
  maximumFractionDigits: 2,
});

function pt(micro: number): string {
  return `${figures.format(micro / MICRO_PER_PT)}\u00a0PT`;
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal });
}

class VisitorChat {
  readonly #panel: HTMLElement;
  readonly #form: HTMLFormElement;
  readonly #texts: Texts;
  readonly #refusals: Record<string, string>;
  readonly #input: HTMLTextAreaElement;
  readonly #conversation: HTMLInputElement;
  #running: AbortController | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(panel: HTMLElement, form: HTMLFormElement) {
    this.#panel = panel;
    this.#form = form;
    this.#texts = JSON.parse(form.dataset.texts ?? "{}") as Texts;
    this.#refusals = JSON.parse(form.dataset.refusals ?? "{}") as Record<string, string>;
    this.#input = form.elements.namedItem("text") as HTMLTextAreaElement;
    this.#conversation = form.elements.namedItem("conversation") as HTMLInputElement;
  }

  start(): void {
    this.#input.addEventListener("input", () => this.#onInput());
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      void this.#send(this.#input.value);
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const asked = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "";
      void this.#send(asked === "" ? this.#input.value : asked);
    });
    this.#part("stop")?.addEventListener("click", () => this.#stop());
    this.#follow();
  }

  #part(name: string, within: HTMLElement = this.#panel): HTMLElement | null {
    return within.querySelector<HTMLElement>(`[data-${name}]`);
  }

  #say(name: string, text: string, within?: HTMLElement): void {
    const element = this.#part(name, within);
    if (element !== null) element.textContent = text;
  }

  #show(name: string, shown: boolean, within?: HTMLElement): void {
    const element = this.#part(name, within);
    if (element !== null) element.hidden = !shown;
  }

  #add(kind: "user" | "answer"): HTMLElement | undefined {
    const template = this.#panel.querySelector<HTMLTemplateElement>(`template[data-of=${kind}]`);
    const node = template?.content.firstElementChild?.cloneNode(true);
    if (!(node instanceof HTMLElement)) return undefined;
    this.#part("log")?.appendChild(node);
    return node;
  }

  /** Follows the end until the last question has reached the top; then reading is left alone. */
  #follow(): void {
    const scroll = this.#part("scroll");
    const questions = this.#panel.querySelectorAll<HTMLElement>("[data-log] > [data-question]");
    const last = questions[questions.length - 1];
    if (scroll === null || last === undefined) return;
    scroll.scrollTo({ top: Math.min(scroll.scrollHeight, last.offsetTop - MARGIN_PX) });
  }

  #setBusy(busy: boolean): void {
    this.#show("stop", busy);
    this.#show("send", !busy);
    this.#panel.setAttribute("aria-busy", String(busy));
  }

  #refuse(problem: ProblemDocument | undefined): void {
    const slug = problem?.slug ?? problem?.type?.split("/").pop() ?? "";
    const words = this.#refusals[slug] ?? problem?.detail ?? problem?.title ?? this.#texts.failed;
    this.#say("problem-text", words);
    this.#show("problem", true);
    this.#show("keep", true);
    this.#say("live", words);
  }

  #settle({ chargedPt, balance }: Settled, answer: HTMLElement | undefined): void {
    if (chargedPt !== undefined && answer !== undefined) {
      const amount = pt(Number(chargedPt) * MICRO_PER_PT);
      this.#say("charge", fill(this.#texts.charged, { amount }), answer);
      this.#show("charge", true, answer);
    }
    const available = balance?.availableMicroPt;
    if (available !== undefined) {
      this.#say("left", fill(this.#texts.left, { amount: pt(available) }));
    }
    this.#say("live", this.#texts.done);
    this.#show("keep", true);
  }

  /** Lists the sources that the answer does not link to by itself, each once. */
  #cite(citations: Citation[], text: string, answer: HTMLElement | undefined): void {
    const list = answer === undefined ? null : this.#part("sources", answer);
    if (list === null) return;
    const seen = new Set<string>();
    for (const { title, url } of citations) {
      if (seen.has(title) || (url !== undefined && text.includes(`](${url})`))) continue;
      seen.add(title);
      const item = document.createElement("li");
      item.textContent = `${seen.size}. `;
      const source = document.createElement(url?.startsWith("/") === true ? "a" : "span");
      source.textContent = title;
      if (source instanceof HTMLAnchorElement && url !== undefined) source.href = url;
      item.appendChild(source);
      list.appendChild(item);
    }
    list.hidden = seen.size === 0;
  }

  async #read(response: Response): Promise<void> {
    const answer = this.#add("answer");
    const body = answer === undefined ? null : this.#part("text", answer);
    const citations: Citation[] = [];
    let text = "";
    for await (const event of readEvents<VisitorEvent>(response)) {
      if (event.type === "started") this.#conversation.value = event.conversationId;
      if (event.type === "restarted") text = "";
      if (event.type === "citation") citations.push(event.citation);
      if (event.type === "settled") this.#settle(event, answer);
      if (event.type === "failed") this.#refuse(event.problem);
      if (event.type !== "delta") continue;
      text += event.text;
      if (body !== null) renderMarkdown(body, text);
      this.#follow();
    }
    this.#cite(citations, text, answer);
    if (text === "") answer?.remove();
  }

  async #send(text: string): Promise<void> {
    if (this.#running !== undefined || text.trim() === "") return;
    const running = new AbortController();
    this.#running = running;
    this.#show("intro", false);
    this.#show("problem", false);
    const question = this.#add("user");
    if (question !== undefined) this.#say("text", text, question);
    this.#input.value = "";
    this.#say("price", this.#texts.before);
    this.#say("live", this.#texts.writing);
    this.#setBusy(true);
    this.#follow();
    try {
      const clientId = `home-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
      const conversationId = this.#conversation.value || undefined;
      const sent = await post(
        "/visitor/messages",
        { clientId, text, conversationId },
        running.signal,
      );
      if (sent.ok) {
        await this.#read(sent);
      } else {
        question?.remove();
        this.#input.value = text;
        this.#refuse(await sent.json<ProblemDocument>().catch(() => undefined));
      }
    } catch {
      if (running.signal.aborted) this.#say("live", this.#texts.stopped);
      else this.#refuse(undefined);
    }
    this.#running = undefined;
    this.#setBusy(false);
    this.#follow();
    this.#input.focus();
  }

  #stop(): void {
    const id = this.#conversation.value;
    if (id !== "") void post(`/api/v1/conversations/${id}/stop`, {});
    this.#running?.abort();
  }

  #onInput(): void {
    clearTimeout(this.#pause);
    const text = this.#input.value;
    if (text.trim() === "") this.#say("price", this.#texts.before);
    else this.#pause = setTimeout(() => void this.#estimate(text), TYPING_PAUSE_MS);
  }

  async #estimate(text: string): Promise<void> {
    const conversationId = this.#conversation.value || undefined;
    const answer = await post("/visitor/estimate", { text, conversationId }).catch(() => undefined);
    if (answer?.ok !== true || this.#input.value !== text) return;
    const estimate = await answer.json<Estimate>();
    const max = pt(estimate.maxMicroPt);
    const min = figures.format(estimate.minMicroPt / MICRO_PER_PT);
    const range = estimate.minMicroPt === estimate.maxMicroPt ? max : `${min}–${max}`;
    const amount = pt(estimate.holdMicroPt);
    const left = pt(estimate.availableMicroPt);
    const { estimate: fits, tooDear } = this.#texts;
    this.#say("price", estimate.fits ? fill(fits, { range }) : fill(tooDear, { amount, left }));
  }
}

const panel = document.getElementById("chat");
const form = document.querySelector<HTMLFormElement>("#visitor-chat-form");
if (panel !== null && form !== null) new VisitorChat(panel, form).start();
