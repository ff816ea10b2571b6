import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * Sibling folders import each other in one direction only, at every level of a tree: two folders that need each other are
 * one folder, or lack a third below them. A folder stands for all that it contains; files directly in the parent are left
 * out, because a module file imports its folders and they its ports. Imports of types count; specs and `testing/` do not.
 */
const ROOTS = ['src', 'sandbox'];
const LEFT_OUT = /\.spec\.ts$|\/testing\//;
const IMPORT = /(?:\bfrom|\bimport\(|^import)\s*['"](\.[^'"]+)['"]/gm;

const files = ROOTS.flatMap((root) => readdirSync(root, { recursive: true }).map((file) => join(root, file)))
  .map((file) => file.split(sep).join('/'))
  .filter((file) => file.endsWith('.ts') && !LEFT_OUT.test(file));

const imports = files.flatMap((from) =>
  [...readFileSync(from, 'utf8').matchAll(IMPORT)].map(([, path]) => ({
    from,
    to: relative('.', resolve(dirname(from), path))
      .split(sep)
      .join('/')
      .replace(/\.js$/, '.ts'),
  })),
);

/** By parent folder, then by sibling, then by the sibling it imports: the imports that make the edge. */
const levels = new Map();
for (const { from, to } of imports) {
  const [a, b] = [from.split('/'), to.split('/')];
  let depth = 0;
  while (a[depth] === b[depth] && depth < Math.min(a.length, b.length) - 1) depth++;
  // Where one of the two is a file of the common parent there are no two folders.
  if (a.length - 1 <= depth || b.length - 1 <= depth || b[0] === '..') continue;
  const edges = childOf(childOf(levels, a.slice(0, depth).join('/')), a[depth]);
  if (!edges.has(b[depth])) edges.set(b[depth], []);
  edges.get(b[depth]).push(`${from} -> ${to}`);
}

function childOf(map, key) {
  if (!map.has(key)) map.set(key, new Map());
  return map.get(key);
}

function reachableFrom(edges, start) {
  const seen = new Set();
  for (const waiting = [start]; waiting.length > 0;) {
    for (const next of edges.get(waiting.pop())?.keys() ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return seen;
}

/** Folders that reach each other, each group once. */
function cyclesIn(edges) {
  const reach = new Map([...edges.keys()].map((folder) => [folder, reachableFrom(edges, folder)]));
  const inCycle = [...reach.keys()].filter((folder) => reach.get(folder).has(folder));
  const groups = inCycle.map((folder) => inCycle.filter((o) => reach.get(folder).has(o) && reach.get(o).has(folder)));
  return [...new Map(groups.map((group) => [group.sort().join(), group])).values()];
}

const cycles = [...levels].flatMap(([parent, edges]) => cyclesIn(edges).map((group) => ({ parent, group, edges })));
for (const { parent, group, edges } of cycles) {
  console.error(`Folders of ${parent || '.'} that import each other: ${group.join(', ')}`);
  for (const from of group) {
    for (const [to, lines] of edges.get(from)) {
      if (group.includes(to)) for (const line of lines) console.error(`  ${line}`);
    }
  }
}
process.exit(cycles.length > 0 ? 1 : 0);
