/** What a route may say about itself in its `handle` export. */
export interface RouteHandle {
  /** `false`: the page is plain HTML and gets none of the framework's script. */
  hydrate?: boolean;
  /** Its name in the breadcrumbs, made from its loader's data. */
  crumb?: (loaderData: unknown) => string;
}

export function isRouteHandle(handle: unknown): handle is RouteHandle {
  return typeof handle === "object" && handle !== null;
}
