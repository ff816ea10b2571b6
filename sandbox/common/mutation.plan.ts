/** How many random changes a control call asks for, and where. */
export interface MutationPlan<Stream> {
  updates?: number;
  deletes?: number;
  creates?: number;
  streams?: Stream[];
  seed?: number;
  /** Give all changes one and the same second. */
  sameSecond?: boolean;
}
