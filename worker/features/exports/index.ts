/**
 * Exports: everything about a person as one archive. It is gathered in steps on the work queue, each
 * of which can be cut short and done again, and put together without holding it in memory; only the
 * person it is about can fetch it, for seven days. See docs/design/privacy.md.
 */
export { readExport } from "./read-export.ts";
export { listExports, requestExport } from "./request-export.ts";
