/** Lanes of a tenant, and groups of lanes, of which nothing more is claimed for now. */
export interface TakenLanes {
  lanes: readonly string[];
  groups: readonly string[];
}

export const NO_LANES: TakenLanes = { lanes: [], groups: [] };
