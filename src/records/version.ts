/**
 * A record's version is a second of the provider's clock, then a sequence within it: `seconds * 2^20 + sequence`.
 * In SQL, so that a 64-bit version never passes through a JavaScript number.
 */
const SEQUENCE_BITS = 20;

const startOf = (seconds: string): string => `((${seconds})::bigint << ${SEQUENCE_BITS})`;

/**
 * A state that the provider dates: the object became so in this second. Two such states of one second tie, unless
 * the provider tells their order too.
 */
export const versionOfChange = (seconds: string, sequence: string): string =>
  `(${startOf(seconds)} + coalesce((${sequence})::int, 0))`;

/**
 * A state that was read in this second holds whatever happened before it, and perhaps some of what happened in it.
 * So it is placed at the end of the second before: any event of the same second is newer, and is news or repeats it.
 */
export const versionOfRead = (seconds: string): string => `(${startOf(seconds)} - 1)`;

export const secondOf = (version: string): string => `(${version} >> ${SEQUENCE_BITS})`;

/** Whether the version is that of a read, which is newer than every event of its second. */
export const isRead = (version: string): string =>
  `(${version} & ${2 ** SEQUENCE_BITS - 1}) = ${2 ** SEQUENCE_BITS - 1}`;
