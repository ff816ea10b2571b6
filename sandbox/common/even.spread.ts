/** Children spread evenly over their parents, in order of time: the parent's index, or -1 when there is none. */
export function parentOf(child: number, children: number, parents: number): number {
  return parents === 0 ? -1 : Math.floor((child * parents) / children);
}

/** The indexes [from, to) of the children that a parent has. */
export function childrenOf(parent: number, children: number, parents: number): [number, number] {
  if (parent >= parents || children === 0) return [0, 0];
  return [Math.ceil((parent * children) / parents), Math.ceil(((parent + 1) * children) / parents)];
}

/** Some older object among others, for the object at that index of so many, or -1. */
export function someEarlier(others: number, index: number, count: number, hash: number): number {
  if (others === 0) return -1;
  const share = Math.min(1, (index + 1) / Math.max(1, count));
  return Math.floor((hash / 0x100000000) * Math.max(1, Math.floor(others * share)));
}
