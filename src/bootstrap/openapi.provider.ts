import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProviderDto } from '../integrations/dto/provider.dto.js';
import { operationsOf } from './openapi.operations.js';

interface Example {
  example?: unknown;
}
type Parameters = (Example & { name?: string; description?: string })[];

type Description = Required<Example> & { description: string };

const TYPE: Description = { description: 'Name of a stream, or of the shape of its records.', example: 'customers' };

/** Descriptions of path parameters. Query parameters are described by the fields of their class. */
const PARAMETERS: Readonly<Record<string, Description>> = {
  id: { description: 'UUID of the object.', example: '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' },
  integrationId: { description: 'UUID of the integration.', example: '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' },
  endpointId: { description: 'UUID of the webhook endpoint.', example: 'e7a90d13-6b2c-4f81-9d3a-5c4b3a2f1e0d' },
  endpointToken: { description: 'The secret part of the URL of a webhook endpoint.', example: 'token-shown-once' },
  syncType: { description: '`all`, or a stream of the provider.', example: 'all' },
  externalId: { description: 'The id of the object at the provider.', example: 'cus_NffrFeUfNV2Hib' },
  name: { description: 'Name of the queue.', example: 'integration-high' },
  rule: { description: 'Name of a rule of the integration, as the list of its rules has it.', example: 'sale' },
  option: { description: 'Name of an option of one of the rules of the integration.', example: 'depositTo' },
  kind: { description: 'Kind of the dead letter: `webhook` or `run`.', example: 'run' },
};

/**
 * Adds examples that need a vendor's name. They are taken from the list of providers, because only a vendor's own
 * folder may name it.
 */
export function documentProvider(document: OpenAPIObject, provider: ProviderDto): OpenAPIObject {
  const name = { description: 'Name of a provider, as `GET /providers` lists it.', example: provider.provider };
  for (const { path, operation } of operationsOf(document)) {
    for (const parameter of (operation.parameters ?? []) as Parameters) {
      const known = knownParameter(path, parameter.name ?? '', name);
      if (!known) continue;
      parameter.description ??= known.description;
      parameter.example ??= known.example;
    }
  }
  const schemas = document.components?.schemas ?? {};
  for (const schema of Object.values(schemas)) {
    const field = propertyOf(schema, 'provider');
    if (field) field.example ??= provider.provider;
  }
  setExample(propertyOf(schemas.CreateIntegrationDto, 'credentials'), credentialsOf(provider));
  setExample(propertyOf(schemas.HealthSummaryDto, 'integrations'), { [provider.provider]: { connected: 3 } });
  setExample(schemas.ProviderDto as Example | undefined, provider);
  return document;
}

function knownParameter(path: string, name: string, provider: Description): Description | undefined {
  if (name === 'provider') return provider;
  return name === 'type' ? (path.includes('/records') ? TYPE : undefined) : PARAMETERS[name];
}

function credentialsOf({ credentialFields }: ProviderDto): Record<string, string> {
  return Object.fromEntries(credentialFields.map(({ name }) => [name, `the ${name} of the account`]));
}

function propertyOf(schema: object | undefined, name: string): Example | undefined {
  return (schema as { properties?: Record<string, Example> } | undefined)?.properties?.[name];
}

function setExample(target: Example | undefined, example: unknown): void {
  if (target) target.example = example;
}
