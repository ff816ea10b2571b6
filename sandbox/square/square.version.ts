/** The newest version of the API, which the SDK sends. */
export const API_VERSION = '2026-09-16';
