import type { OpenAPIObject } from '@nestjs/swagger';
import { DEAD_LETTER_KINDS } from '../admin/dead-letters/dead-letter.dto.js';
import type { ProviderDescription } from '../providers/provider.port.js';
import { ALL } from '../sync/runs/sync-type.js';
import { QUEUE_NAMES } from '../work/queue.table.js';
import { operationsOf } from './openapi.operations.js';

interface Field {
  type?: string;
  format?: string;
  enum?: readonly unknown[];
  items?: Field;
}
type Parameter = { name: string; in: string; schema?: Field };

const RECORD_TYPE = /\/records/;

/**
 * Adds the closed sets that depend on the providers, by the names of fields and parameters, and says which parameters
 * are UUIDs.
 */
export function documentEnums(document: OpenAPIObject, providers: readonly ProviderDescription[]): OpenAPIObject {
  const names = providers.map(({ name }) => name);
  const streams = [...new Set(providers.flatMap((provider) => provider.streams.map(({ name }) => name)))];
  const shapes = [...new Set(providers.flatMap((provider) => provider.streams.map(({ shape }) => shape)))];
  const types = [...new Set([...streams, ...shapes])];
  const syncTypes = [ALL, ...streams];
  const fields: Readonly<Record<string, readonly string[]>> = { provider: names, syncType: syncTypes };
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    const { properties = {} } = schema as { properties?: Record<string, Field> };
    for (const [name, field] of Object.entries(properties)) {
      if (name === 'syncTypes' && field.items) field.items.enum = syncTypes;
      const values = fields[name];
      if (values && field.type === 'string' && !field.enum) field.enum = values;
    }
  }
  for (const { path, operation } of operationsOf(document)) {
    for (const parameter of (operation.parameters ?? []) as Parameter[]) {
      if (parameter.in === 'header') continue;
      const { name, schema } = parameter;
      const values = parameterValues(path, parameter, fields, types);
      if (values) parameter.schema = { type: 'string', enum: values };
      else if (parameter.in === 'path' && /^id$|Id$/.test(name) && name !== 'externalId') {
        parameter.schema = { type: 'string', format: 'uuid' };
      } else if (!schema?.type) parameter.schema = { ...schema, type: 'string' };
    }
  }
  return document;
}

function parameterValues(
  path: string,
  { name, in: place, schema }: Parameter,
  fields: Readonly<Record<string, readonly string[]>>,
  types: readonly string[],
): readonly string[] | undefined {
  if (schema?.enum) return undefined;
  if (name === 'type') return RECORD_TYPE.test(path) ? types : undefined;
  if (place === 'path' && name === 'name') return QUEUE_NAMES;
  if (place === 'path' && name === 'kind') return DEAD_LETTER_KINDS;
  return fields[name];
}
