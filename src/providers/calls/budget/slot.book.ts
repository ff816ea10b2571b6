/** Who is inside: slots of a lane, each for one call under way. */
export interface SlotBook {
  /** Asks for a place; to be asked again, by the same name, until there is one. @throws Error when it cannot be asked */
  enter(lane: string, slot: string, most: number): Promise<boolean>;
  /** Gives the place back, or up; never fails. */
  leave(lane: string, slot: string): Promise<void>;
}
