/** Tenant id of rows that belong to no tenant, or to an unknown one. */
export const NO_TENANT = '00000000-0000-0000-0000-000000000000';
