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

interface Sets {
  /** By the names of fields and parameters that mean the same everywhere. */
  named: Readonly<Record<string, readonly string[]>>;
  syncTypes: readonly string[];
  /** What the `type` of records may be asked for: names of streams, and of shapes. */
  recordTypes: readonly string[];
}

/**
 * Adds the closed sets that depend on the providers, by the names of fields and parameters, and says which parameters
 * are UUIDs.
 */
export function documentEnums(document: OpenAPIObject, providers: readonly ProviderDescription[]): OpenAPIObject {
  const sets = setsOf(providers);
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    documentFields((schema as { properties?: Record<string, Field> }).properties ?? {}, sets);
  }
  for (const { path, operation } of operationsOf(document)) {
    for (const parameter of (operation.parameters ?? []) as Parameter[]) {
      if (parameter.in !== 'header') parameter.schema = parameterSchema(path, parameter, sets);
    }
  }
  return document;
}

function setsOf(providers: readonly ProviderDescription[]): Sets {
  const all = providers.flatMap(({ streams }) => streams);
  const names = [...new Set(all.map(({ name }) => name))];
  const syncTypes = [ALL, ...names];
  return {
    named: { provider: providers.map(({ name }) => name), syncType: syncTypes },
    syncTypes,
    recordTypes: [...new Set([...names, ...all.map(({ shape }) => shape)])],
  };
}

function documentFields(fields: Record<string, Field>, { named, syncTypes }: Sets): void {
  for (const [name, field] of Object.entries(fields)) {
    if (name === 'syncTypes' && field.items) field.items.enum = syncTypes;
    const values = named[name];
    if (values && field.type === 'string' && !field.enum) field.enum = values;
  }
}

function parameterSchema(path: string, parameter: Parameter, sets: Sets): Field {
  const { name, in: place, schema } = parameter;
  const values = schema?.enum ? undefined : valuesOf(path, parameter, sets);
  if (values) return { type: 'string', enum: values };
  const isUuid = place === 'path' && /^id$|Id$/.test(name) && name !== 'externalId';
  return isUuid ? { type: 'string', format: 'uuid' } : { type: 'string', ...schema };
}

function valuesOf(path: string, { name, in: place }: Parameter, sets: Sets): readonly string[] | undefined {
  if (name === 'type') return RECORD_TYPE.test(path) ? sets.recordTypes : undefined;
  if (place === 'path' && name === 'name') return QUEUE_NAMES;
  if (place === 'path' && name === 'kind') return DEAD_LETTER_KINDS;
  return sets.named[name];
}
