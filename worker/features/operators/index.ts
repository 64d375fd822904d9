/**
 * Operators: who runs this deployment. The first person of a deployment is one; an operator names
 * others and takes the right away again. There is always one at least.
 */
export { nameOperator } from "./name-operator.ts";
export { removeOperator } from "./remove-operator.ts";
export { listOperatorViews } from "./list-operator-views.ts";
