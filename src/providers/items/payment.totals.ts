interface Line {
  quantity: number;
  unitAmountMinor: number;
  taxMinor?: number | null;
}

interface Totals {
  amountMinor: number;
  taxMinor?: number | null;
  lines?: readonly Line[] | null;
}

/** Of a line, tax included. Exact: a product of two safe integers may not be one. */
function lineTotal({ quantity, unitAmountMinor, taxMinor }: Line): bigint {
  return BigInt(quantity) * BigInt(unitAmountMinor) + BigInt(taxMinor ?? 0);
}

/**
 * Whether the lines add up to the amount, and their taxes to its tax. A payment without lines is one line of what is left when
 * the tax is taken off. Of an amount that is wrong in itself nothing is said: that is an error already.
 */
export function addUp({ amountMinor, taxMinor, lines }: Totals): boolean {
  if (!isAmount(amountMinor) || !isAmount(taxMinor ?? 0)) return true;
  if (!lines?.length) return (taxMinor ?? 0) <= amountMinor;
  const total = lines.reduce((sum, line) => sum + lineTotal(line), 0n);
  const tax = lines.reduce((sum, line) => sum + BigInt(line.taxMinor ?? 0), 0n);
  return total === BigInt(amountMinor) && tax === BigInt(taxMinor ?? 0);
}

const isAmount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
