/**
 * Margins: what is left of the revenue when the AI providers are paid, by plan, model and account,
 * for the last 30 days. A figure is said only where revenue and every price it needs are known.
 * See docs/design/closing.md.
 */
export { findMarginSettings, updateMarginSettings } from "./margin-settings.ts";
export { findMarginReport, watchMargins } from "./watch-margins.ts";
