import type { Plugin } from "vite";

const SERVER = /[\\/]react-dom[\\/]server\.edge\.js$/;

/** React's server in its streaming form; `renderToString` is a second renderer as large again. */
export function reactStreamOnly(): Plugin {
  return {
    name: "selvedge:react-stream-only",
    enforce: "pre",
    apply: "build",
    load: (id) =>
      SERVER.test(id)
        ? 'export { renderToReadableStream } from "./cjs/react-dom-server.edge.production.js";'
        : undefined,
  };
}
