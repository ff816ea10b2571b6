import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ENTITIES } from '../outbound/items/entity.js';
import { documentItems } from './openapi.items.js';

const body = () => ({ content: { 'application/json': { schema: { $ref: '#/components/schemas/IntakeDto' } } } });

describe('documentItems', () => {
  const document = () =>
    documentItems({
      openapi: '3.0.0',
      info: { title: '', version: '1' },
      paths: Object.fromEntries(
        ENTITIES.map((entity) => [`/api/v1/sync/${entity}`, { post: { requestBody: body() } }]),
      ),
      components: {
        schemas: {
          IntakeDto: {
            type: 'object',
            properties: {
              items: { type: 'array', maxItems: 500, items: { type: 'object' } },
              dryRun: { type: 'boolean' },
            },
          },
        },
      },
    } as unknown as OpenAPIObject);

  it('gives each intake route the items of its entity', () => {
    const { paths, components } = document();
    expect(paths['/api/v1/sync/events']).toMatchObject({
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/EventIntakeDto' } } } },
      },
    });
    expect(components?.schemas?.IntakeDto).toBeUndefined();
    expect(components?.schemas?.EventIntakeDto).toMatchObject({
      properties: { items: { maxItems: 500, items: { $ref: '#/components/schemas/EventItem' } } },
    });
    expect(components?.schemas?.ContactItem).toMatchObject({
      properties: { emailConsent: { enum: ['granted', 'revoked', 'pending', 'unknown'] } },
      required: expect.arrayContaining(['id', 'email', 'updatedAt']),
    });
  });
});
