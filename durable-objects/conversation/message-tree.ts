import type { MessageId } from "#core/ids";

/** A message's place in the tree of branches. */
export interface TreeNode {
  id: MessageId;
  parentId: MessageId | null;
}

/**
 * The tree of a conversation's messages, given oldest first. A parent is always older than its
 * children, so that no walk can run in a circle.
 */
export class MessageTree<N extends TreeNode> {
  readonly #nodes = new Map<MessageId, N>();
  readonly #children = new Map<MessageId | null, MessageId[]>();

  constructor(nodes: readonly N[]) {
    for (const node of nodes) this.add(node);
  }

  /** Adds a message that is newer than all others. */
  add(node: N): void {
    this.#nodes.set(node.id, node);
    const siblings = this.#children.get(node.parentId);
    if (siblings === undefined) this.#children.set(node.parentId, [node.id]);
    else siblings.push(node.id);
  }

  find(id: MessageId): N | undefined {
    return this.#nodes.get(id);
  }

  /** Oldest first. */
  nodes(): N[] {
    return [...this.#nodes.values()];
  }

  /** From the first message down to `id`; empty for null and for an unknown id. */
  pathTo(id: MessageId | null): N[] {
    const path: N[] = [];
    let node = id === null ? undefined : this.#nodes.get(id);
    while (node !== undefined) {
      path.push(node);
      node = node.parentId === null ? undefined : this.#nodes.get(node.parentId);
    }
    return path.reverse();
  }

  /** Children of the same parent, itself included, oldest first. */
  siblingsOf(node: TreeNode): MessageId[] {
    return [...(this.#children.get(node.parentId) ?? [])];
  }

  /** The end of the branch through `id` that was written last. */
  newestLeaf(id: MessageId): MessageId {
    let leaf = id;
    let next = this.#children.get(leaf)?.at(-1);
    while (next !== undefined) {
      leaf = next;
      next = this.#children.get(leaf)?.at(-1);
    }
    return leaf;
  }
}
