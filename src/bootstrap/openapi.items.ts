import type { OpenAPIObject } from '@nestjs/swagger';
import { ENTITIES } from '../outbound/items/entity.js';
import { itemComponentName, itemComponents } from '../outbound/items/item.components.js';
import { componentReference } from '../providers/shapes.components.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Exclude<Schemas[string], { $ref: string }>;
interface Body {
  content?: Record<string, { schema?: Schemas[string] }>;
}

const INTAKE = 'IntakeDto';

/** Each intake route gets its own body: `IntakeDto` with the items of its entity. */
export function documentItems(document: OpenAPIObject): OpenAPIObject {
  const schemas = (document.components ??= {}).schemas ?? {};
  const { [INTAKE]: intake, ...others } = schemas;
  const whole = intake as Schema | undefined;
  if (!whole) return document;
  const bodies: Schemas = {};
  for (const entity of ENTITIES) {
    const name = itemComponentName(entity);
    const items = { ...(whole.properties?.items as Schema), items: componentReference(name) };
    const body = `${name.replace('Item', INTAKE)}`;
    bodies[body] = { ...whole, properties: { ...whole.properties, items } };
    const content = (document.paths[`/api/v1/sync/${entity}`]?.post?.requestBody as Body | undefined)?.content;
    for (const media of Object.values(content ?? {})) media.schema = componentReference(body);
  }
  document.components.schemas = { ...others, ...bodies, ...(itemComponents() as Schemas) };
  return document;
}
