import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  redirect,
  type ServerBuild,
} from "react-router";
import { isProblem, Problem } from "#core/problem";
import { ctxContext } from "./context.ts";
import { problemAdvice, problemTitle } from "./problem-texts.ts";
import { isSecretField } from "./secret-field.ts";
import type { FormOutcome, ProblemView } from "./ui/problem-view.ts";

type Handler<Args> = (args: Args) => unknown;
type AnyArgs = LoaderFunctionArgs | ActionFunctionArgs;

function ctxFor(args: AnyArgs) {
  try {
    return args.context.get(ctxContext);
  } catch {
    return undefined;
  }
}

/** Unknown errors are logged with their cause and shown without it. */
function toProblem(args: AnyArgs, error: unknown): Problem {
  if (isProblem(error)) return error;
  ctxFor(args)?.log.error("page.failed", error, { path: new URL(args.request.url).pathname });
  return new Problem("internal");
}

function toProblemView(problem: Problem, requestId: string | undefined): ProblemView {
  const { slug, status, detail, errors, retryAfterSeconds, extensions } = problem;
  const [title, advice] = [problemTitle(slug), problemAdvice(slug)];
  return { slug, status, title, advice, detail, errors, requestId, retryAfterSeconds, extensions };
}

function asNext(request: Request): string {
  const { pathname, search } = new URL(request.url);
  const next = pathname.endsWith(".data") ? pathname.slice(0, -".data".length) : pathname;
  return encodeURIComponent(next + search);
}

function signIn(request: Request): Response {
  return redirect(`/sign-in?next=${asNext(request)}`);
}

/**
 * A form follows its sender (307 keeps method and body): the page carries the fields on and offers
 * to send them again after the proof, so that only secrets and files are typed or chosen again.
 */
function confirmIdentity(request: Request, carriesForm: boolean): Response {
  return redirect(`/confirm-identity?next=${asNext(request)}`, carriesForm ? 307 : 303);
}

/** The way into a workspace that lets its people in by their company's sign-on alone. */
function signOn(request: Request): Response {
  return redirect(`/sign-in/company?next=${asNext(request)}`, 303);
}

function withLoaderProblems(loader: Handler<LoaderFunctionArgs>): Handler<LoaderFunctionArgs> {
  return async (args) => {
    try {
      return await loader(args);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const problem = toProblem(args, error);
      if (problem.slug === "unauthorized") throw signIn(args.request);
      if (problem.slug === "sign-in-refused") throw signOn(args.request);
      if (problem.slug === "reauthentication-required") throw confirmIdentity(args.request, false);
      const view = toProblemView(problem, ctxFor(args)?.requestId);
      throw data(view, { status: problem.status, headers: headersOf(problem) });
    }
  };
}

/** What was typed, to fill the form again; secrets and files are never sent back. */
async function typedValues(
  request: Pick<Request, "headers" | "formData">,
): Promise<FormOutcome["values"]> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.includes("form")) return undefined;
  try {
    const values: Record<string, string | string[]> = {};
    for (const [name, value] of await request.formData()) {
      if (typeof value !== "string" || isSecretField(name)) continue;
      const before = values[name];
      values[name] = before === undefined ? value : [before, value].flat();
    }
    return values;
  } catch {
    return undefined;
  }
}

function withActionProblems(action: Handler<ActionFunctionArgs>): Handler<ActionFunctionArgs> {
  return async (args) => {
    const isForm = args.request.headers.get("content-type")?.includes("urlencoded") === true;
    const copy = isForm ? args.request.clone() : undefined;
    try {
      return await action(args);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const problem = toProblem(args, error);
      if (problem.slug === "unauthorized") throw signIn(args.request);
      if (problem.slug === "sign-in-refused") throw signOn(args.request);
      if (problem.slug === "reauthentication-required") throw confirmIdentity(args.request, isForm);
      const outcome: FormOutcome = { problem: toProblemView(problem, ctxFor(args)?.requestId) };
      if (copy !== undefined) outcome.values = await typedValues(copy);
      return data(outcome, { status: problem.status, headers: headersOf(problem) });
    }
  };
}

function headersOf(problem: Problem): HeadersInit {
  if (problem.retryAfterSeconds === undefined) return {};
  return { "retry-after": String(problem.retryAfterSeconds) };
}

/**
 * The build with every loader and action turning a Problem into what the pages show: a loader's
 * becomes the error boundary with its status, an action's comes back as the `FormOutcome` that the
 * form shows beside its fields, and a missing session, or a proof that is too old, leads to the page
 * that asks for it and back. No page
 * catches Problems itself.
 */
export function withProblems(build: ServerBuild): ServerBuild {
  const routes: ServerBuild["routes"] = {};
  for (const [id, route] of Object.entries(build.routes)) {
    if (route === undefined) continue;
    const { loader, action } = route.module;
    routes[id] = {
      ...route,
      module: {
        ...route.module,
        ...(loader === undefined ? {} : { loader: withLoaderProblems(loader) }),
        ...(action === undefined ? {} : { action: withActionProblems(action) }),
      },
    };
  }
  return { ...build, routes };
}
