/** A unit of a run is named by its stream, or its feed of changes. Further lists of a stream have names beside it. */
export const relistOf = (stream: string): string => `${stream}/relist`;
export const recountOf = (stream: string): string => `${stream}/recount`;

/** Whether the unit lists the stream for what its changes do not show, and brings it up to date in nothing else. */
export const isRelist = (unit: string): boolean => unit.endsWith('/relist');
