import { m } from "#messages";

/** A class of models in words. */
export function modelClassName(modelClass: string): string {
  return modelClass === "core" ? m.plans_class_core() : m.plans_class_advanced();
}
