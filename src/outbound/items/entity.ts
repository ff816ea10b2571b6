/** What the platform's services push. Each entity has an intake route and a permission of its own. */
export const ENTITIES = ['events', 'tickets', 'payments', 'contacts'] as const;
export type Entity = (typeof ENTITIES)[number];
