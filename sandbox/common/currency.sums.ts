const READ_AT_ONCE = 2000;

interface Money {
  currency: string;
  /** In minor units. */
  amount: number;
}

/** Adds up by currency, and now and then leaves room for other requests. */
export async function currencySums<T>(
  objects: Iterable<T>,
  moneyOf: (object: T) => Money | undefined,
): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  let read = 0;
  for (const object of objects) {
    const money = moneyOf(object);
    if (money) sums[money.currency] = (sums[money.currency] ?? 0) + money.amount;
    read += 1;
    if (read % READ_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return sums;
}
