/** Owns the tables and migrates. Any other name works too, but the next two names are fixed. */
export const OWNER_ROLE = 'integration_owner';
export const API_ROLE = 'integration_api';
export const WORKER_ROLE = 'integration_worker';

/** Logins that get grants if they exist. The operator of the database creates them (docs/operations.md). */
export const LOGINS = [API_ROLE, WORKER_ROLE] as const;
export type Login = (typeof LOGINS)[number];
