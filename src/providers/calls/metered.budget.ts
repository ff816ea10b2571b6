/**
 * What a provider allows, or gives for its price, in a month, over all accounts together. Counting never refuses a
 * call: it warns, while there is time to do something about it.
 */
export interface MeteredBudget {
  /** @param calls that were answered, and so will be on the bill */
  count(calls: number): void;
}
