/**
 * Audit: who did what to which thing. Verbs write its rows in their own batches; nobody changes or
 * removes one. Read here, by the workspace or over the whole deployment, and exported page by page.
 * See docs/design/workspaces.md.
 */
export { exportAudit } from "./export-audit.ts";
export { listAudit, listDeploymentAudit } from "./list-audit.ts";
