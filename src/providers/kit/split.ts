/**
 * Splits an amount by weights, so that the parts add up to it: each part is rounded down, and what is left goes to those
 * with the largest remainders, the first of them first.
 * @param amount in minor units; may be negative
 * @param weights not negative; if all are zero, the parts are as equal as they can be
 */
export function splitByWeight(amount: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) return [];
  if (weights.some((weight) => weight < 0n)) throw new RangeError('A weight is not negative');
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  const used = whole === 0n ? weights.map(() => 1n) : weights;
  const total = whole === 0n ? BigInt(weights.length) : whole;
  const isNegative = amount < 0n;
  const size = isNegative ? -amount : amount;
  const parts = used.map((weight) => (size * weight) / total);
  const left = size - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = used
    .map((weight, index) => ({ index, remainder: (size * weight) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  for (const { index } of byRemainder.slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n;
  return isNegative ? parts.map((part) => -part) : parts;
}
