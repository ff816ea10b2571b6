/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {number} [must]
 * @property {number} [aim]
 * @property {'up' | 'down'} better
 * @property {'aim met' | 'must met' | 'missed' | ''} verdict
 */

/**
 * A measured value beside what it has to reach. A miss is reported, never an error.
 * @param {string} name
 * @param {number} value
 * @param {object} [target]
 * @param {string} [target.unit]
 * @param {number} [target.must]
 * @param {number} [target.aim]
 * @param {'up' | 'down'} [target.better]
 * @returns {Figure}
 */
export function figure(name, value, { unit = '', must, aim, better = 'up' } = {}) {
  const reaches = (/** @type {number | undefined} */ bound) =>
    bound !== undefined && (better === 'up' ? value >= bound : value <= bound);
  const verdict = must === undefined ? '' : reaches(aim) ? 'aim met' : reaches(must) ? 'must met' : 'missed';
  return { name, value, unit, must, aim, better, verdict };
}
