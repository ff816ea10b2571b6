/** What content an account is to have, as `POST /_control/accounts` says it. */
export interface ContentSpec<Counts> {
  id?: string;
  seed?: number;
  /** About the number of customers or contacts. */
  scale?: number;
  counts?: Partial<Counts>;
  /** Epoch seconds. */
  createdFrom?: number;
  createdTo?: number;
}

const TWO_YEARS = 2 * 365 * 86_400;
const USUAL_SCALE = 1000;

/** Counts that are given alone are all there is; nothing given is a usual account of two years. */
export function plannedContent<Counts>(
  spec: ContentSpec<Counts>,
  now: number,
  streamCounts: (scale: number, given: Partial<Counts>) => Counts,
) {
  const createdTo = spec.createdTo ?? now - 60;
  const createdFrom = Math.min(spec.createdFrom ?? createdTo - TWO_YEARS, createdTo);
  const counts = streamCounts(spec.scale ?? (spec.counts ? 0 : USUAL_SCALE), spec.counts ?? {});
  return { counts, createdFrom, createdTo };
}
