import { expect, test } from "vitest";
import { targetLink } from "./target-link.ts";

test.each([
  ["dispute.opened", "dsp_01", false, "/disputes/dsp_01"],
  ["dispute.opened", "dsp_01", true, "/operations/disputes/dsp_01"],
  ["conversation.created", "conv_01", false, "/chat/conv_01"],
  ["conversation.created", "conv_01", true, undefined],
  ["conversation.deleted", "conv_01", false, undefined],
  ["session.started", "sess_01", false, undefined],
])("%s of %s leads to where it is seen", (action, target, deployment, expected) => {
  expect(targetLink({ action, target }, { deployment })).toBe(expected);
});
