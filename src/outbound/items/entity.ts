import { DOMAINS, type Domain } from '../../providers/provider.values.js';

/** What the platform's services push, by the domain of its permission. Each entity has its own intake route. */
export const ENTITIES = DOMAINS;
export type Entity = Domain;
