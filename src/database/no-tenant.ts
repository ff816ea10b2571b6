/** Owner of rows that belong to no tenant, or to one that is not known. */
export const NO_TENANT = '00000000-0000-0000-0000-000000000000';
