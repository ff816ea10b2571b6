type Tree = Map<string, Tree>;

const EVERYTHING: Tree = new Map();

/** `fields` and `exclude_fields`: comma lists of dotted paths; lists of objects on the way are looked into. */
export class FieldSelection {
  private readonly included: Tree | null;
  private readonly excluded: Tree;

  constructor(fields: string | null, excludeFields: string | null) {
    this.included = fields ? treeOf(fields) : null;
    this.excluded = excludeFields ? treeOf(excludeFields) : EVERYTHING;
  }

  /** Whether anything at this path will be sent: what is costly is not made otherwise. */
  wants(path: string): boolean {
    const parts = path.split('.');
    return (this.included === null || covers(this.included, parts, true)) && !covers(this.excluded, parts, false);
  }

  apply(value: unknown): unknown {
    const chosen = this.included === null ? value : pick(value, this.included);
    return this.excluded.size === 0 ? chosen : omit(chosen, this.excluded);
  }
}

function treeOf(list: string): Tree {
  const root: Tree = new Map();
  for (const path of list.split(',')) {
    let node = root;
    for (const part of path.trim().split('.')) {
      const next = node.get(part) ?? (new Map() as Tree);
      node.set(part, next);
      node = next;
    }
  }
  return root;
}

/** Whether the tree names the path or, as a leaf, what it lies below; otherwise `inside`, when it ends above a leaf. */
function covers(tree: Tree, parts: string[], inside: boolean): boolean {
  let node = tree;
  for (const part of parts) {
    const next = node.get(part);
    if (!next) return false;
    if (next.size === 0) return true;
    node = next;
  }
  return inside;
}

function pick(value: unknown, tree: Tree): unknown {
  if (tree.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => pick(item, tree));
  if (value === null || typeof value !== 'object') return value;
  const chosen: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const below = tree.get(name);
    if (below) chosen[name] = pick(inner, below);
  }
  return chosen;
}

function omit(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((item) => omit(item, tree));
  if (value === null || typeof value !== 'object') return value;
  const left = { ...(value as Record<string, unknown>) };
  for (const [name, below] of tree) {
    if (!(name in left)) continue;
    if (below.size === 0) delete left[name];
    else left[name] = omit(left[name], below);
  }
  return left;
}
