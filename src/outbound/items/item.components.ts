import { z } from 'zod';
import { componentReference, simplifySchema } from '../../providers/shapes.components.js';
import { ENTITIES, type Entity } from './entity.js';
import { ITEM_EXAMPLES } from './item.examples.js';
import { ITEM_SCHEMAS } from '../../providers/items/item.schemas.js';

type Schema = Record<string, unknown>;

const NAMES: Readonly<Record<Entity, string>> = {
  events: 'EventItem',
  tickets: 'TicketItem',
  payments: 'PaymentItem',
  contacts: 'ContactItem',
};

/** Name of the component that describes an item of the entity. */
export const itemComponentName = (entity: Entity): string => NAMES[entity];

/** The items that can be pushed, as components of an OpenAPI 3.0 document. */
export function itemComponents(): Record<string, Schema> {
  const registry = z.registry<{ id: string }>();
  for (const entity of ENTITIES) registry.add(ITEM_SCHEMAS[entity], { id: NAMES[entity] });
  const { schemas } = z.toJSONSchema(registry, {
    target: 'openapi-3.0',
    io: 'input',
    uri: (id) => componentReference(id).$ref,
    override: ({ jsonSchema }) => simplifySchema(jsonSchema as Schema),
  });
  const components = schemas as Record<string, Schema>;
  for (const entity of ENTITIES) {
    const schema = components[NAMES[entity]];
    if (!schema) continue;
    delete schema.$id;
    schema.example = ITEM_EXAMPLES[entity];
  }
  return components;
}
