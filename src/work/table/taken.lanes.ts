/** Of which lanes of a tenant a claim may take rows. */
export interface TakenLanes {
  /** Nothing more is claimed of these for now. */
  lanes: readonly string[];
  /** How many lanes of a group may be taken besides, where some are taken. */
  left: ReadonlyMap<string, number>;
  /** How many lanes of any other group may be taken. */
  most: number;
}

export const NO_LANES: TakenLanes = { lanes: [], left: new Map(), most: 2 ** 31 - 1 };
