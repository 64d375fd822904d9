import { expect, test } from "vitest";
import { MessageTree, type TreeNode } from "./message-tree.ts";

const node = (id: string, parentId: string | null) => ({ id, parentId }) as TreeNode;
const id = (name: string) => name as TreeNode["id"];

/** a → b → c, and d and e as other children of a. */
const tree = new MessageTree([
  node("a", null),
  node("b", "a"),
  node("c", "b"),
  node("d", "a"),
  node("e", "d"),
]);

test("a path goes from the first message to the head", () => {
  expect(tree.pathTo(id("e")).map((one) => one.id)).toEqual(["a", "d", "e"]);
  expect(tree.pathTo(null)).toEqual([]);
  expect(tree.pathTo(id("unknown"))).toEqual([]);
});

test("siblings are the children of one parent, oldest first, itself included", () => {
  expect(tree.siblingsOf(node("b", "a"))).toEqual(["b", "d"]);
  expect(tree.siblingsOf(node("a", null))).toEqual(["a"]);
});

test("the newest leaf follows the branch that was written last", () => {
  expect(tree.newestLeaf(id("a"))).toBe("e");
  expect(tree.newestLeaf(id("b"))).toBe("c");
  expect(tree.newestLeaf(id("c"))).toBe("c");
});
