const MetaData = { CreateTime: '2026-05-05T03:13:29-07:00', LastUpdatedTime: '2026-05-06T03:13:29-07:00' };
export const USD = { value: 'USD', name: 'United States Dollar' };

/** What every object has. */
export const base = { Id: '1', SyncToken: '0', MetaData };
/** When it was created, as it is normalised. */
export const createdAt = '2026-05-05T10:13:29.000Z';
