/** What the platform's services push. Each entity has its own intake route and permission. */
export const ENTITIES = ['events', 'tickets', 'payments', 'contacts'] as const;
export type Entity = (typeof ENTITIES)[number];
