import { numberText, textTable } from './text.table.js';

/**
 * @typedef {object} ScenarioResult
 * @property {string} title
 * @property {string[]} notes
 * @property {Record<string, any>[]} rounds raw, one entry a contestant and round
 * @property {{head: string[], rows: (string | number)[][]}} table medians
 * @property {import('./figure.js').Figure[]} figures
 */

/**
 * @param {string} part
 * @param {ScenarioResult} result
 */
export function scenarioText(part, { title, notes, table, figures }) {
  const rows = figures.map(({ name, value, unit, must, aim, better, verdict }) => [
    name,
    `${numberText(value)}${unit}`,
    must === undefined ? '' : bound(must, aim, better),
    verdict,
  ]);
  return [
    `\n(${part}) ${title}`,
    textTable(table.head, table.rows),
    '',
    textTable(['figure', 'measured', 'must / aim', ''], rows),
    ...notes.map((note) => `  ${note}`),
  ].join('\n');
}

/**
 * @param {number} must
 * @param {number | undefined} aim
 * @param {'up' | 'down'} better
 */
function bound(must, aim, better) {
  return `${better === 'up' ? '>=' : '<='} ${numberText(must)}${aim === undefined ? '' : ` / ${numberText(aim)}`}`;
}
