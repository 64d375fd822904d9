import type { RequestKind } from "#features/subject-requests/schema";
import { m } from "#messages";

/** What can be asked, in words. */
export const requestKindNames: Record<RequestKind, () => string> = {
  access: m.privacy_kind_access,
  erase: m.privacy_kind_erase,
  rectify: m.privacy_kind_rectify,
  restrict: m.privacy_kind_restrict,
  object: m.privacy_kind_object,
  other: m.privacy_kind_other,
};
