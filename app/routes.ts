import { index, layout, route, type RouteConfig } from "@react-router/dev/routes";

export default [
  index("routes/home/home.tsx"),
  route("preferences", "routes/shell/preferences.ts"),
  route("search", "routes/shell/search.ts"),

  layout("routes/shell/shell.tsx", [layout("routes/shell/boundary.tsx", [])]),
] satisfies RouteConfig;
