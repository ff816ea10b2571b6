/** Of which lanes of a tenant a claim may take rows. */
export interface FreeLanes {
  /** Lanes of which nothing more is claimed for now. */
  taken: readonly string[];
  /** How many lanes of a group may be taken besides, where some are taken. */
  left: ReadonlyMap<string, number>;
  /** How many lanes of any other group may be taken. */
  most: number;
}

export const ALL_LANES: FreeLanes = { taken: [], left: new Map(), most: 2 ** 31 - 1 };
