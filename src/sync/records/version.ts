/**
 * A record's version is the provider's second, then a sequence within it: `seconds * 2^20 + sequence`. Two states
 * of one second tie, and a tie is settled by reading the object again, which takes the next sequence number.
 */
export const SEQUENCE_BITS = 20;

/** In SQL, so that a 64-bit version never passes through a JavaScript number. */
export const versionOf = (seconds: string): string => `((${seconds})::bigint << ${SEQUENCE_BITS})`;
export const secondOf = (version: string): string => `(${version} >> ${SEQUENCE_BITS})`;
