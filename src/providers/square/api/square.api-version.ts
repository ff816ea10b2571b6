/** The version whose objects the mappers are written for: that of the SDK, which sends it with each request. */
export const SQUARE_API_VERSION = '2026-09-16';
