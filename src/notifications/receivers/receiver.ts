/** Where a notification goes, and what signs it. */
export interface Receiver {
  url: string;
  /** All that are valid now. */
  secrets: readonly string[];
  /** Set by the operator, who may name any address. */
  isTrusted: boolean;
}
