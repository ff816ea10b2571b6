/** Marks routes whose body must reach its handler as the bytes that were sent. */
export const RAW_BODY = { rawBody: true } as const;
