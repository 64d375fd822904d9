import { z } from "zod";
import { Email } from "#features/identity/schema";

/** More than these would each get every mail about the deployment. */
export const OPERATORS_MAX = 50;

export const NewOperator = z.object({ email: Email });
export type NewOperator = z.input<typeof NewOperator>;

export interface OperatorView {
  userId: string;
  name: string;
  email: string;
  /** Whether it is who asks. */
  isYou: boolean;
}
