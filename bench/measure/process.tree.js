import { readFileSync, readdirSync } from 'node:fs';

/**
 * @typedef {object} ProcessStat
 * @property {number} pid
 * @property {number} parent
 * @property {number} ticks of user and system time, its own and that of children it has waited for
 */

/**
 * The process and all its descendants, from /proc; empty where there is no /proc.
 * @param {number} root
 * @returns {ProcessStat[]}
 */
export function processTree(root) {
  const all = allProcesses();
  const children = groupByParent(all);
  const tree = all.filter(({ pid }) => pid === root);
  for (const stat of tree) tree.push(...(children.get(stat.pid) ?? []));
  return tree;
}

/** @param {ProcessStat[]} all */
function groupByParent(all) {
  /** @type {Map<number, ProcessStat[]>} */
  const groups = new Map();
  for (const stat of all) groups.set(stat.parent, [...(groups.get(stat.parent) ?? []), stat]);
  return groups;
}

/** @returns {ProcessStat[]} */
function allProcesses() {
  return entries('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
}

/** @param {string} folder */
function entries(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * @param {number} pid
 * @returns {ProcessStat | undefined}
 */
function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may itself hold blanks and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
    return { pid, parent: Number(fields[1]), ticks: user + system + childUser + childSystem };
  } catch {
    return undefined;
  }
}
