import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { NULL_SCHEMA } from '../providers/shapes.components.js';
import { documentRecords } from './openapi.records.js';

const stream = (name: string, shape: 'customer' | 'payment') => ({ name, shape });
const provider = (...streams: object[]) => ({ describe: () => ({ streams }) }) as never;
const REFERENCE = { $ref: '#/components/schemas/RecordDto' };
const FIELDS = { externalId: { type: 'string' }, type: { type: 'string' } };

describe('documentRecords', () => {
  const schemasOf = (record: object = REFERENCE, providers = [provider(stream('customers', 'customer'))]) => {
    const document = {
      openapi: '3.0.0',
      info: { title: '', version: '1' },
      paths: {},
      components: {
        schemas: {
          RecordDto: {
            type: 'object',
            properties: { ...FIELDS, data: { type: 'object' } },
            required: ['type', 'data'],
          },
          ChangeDto: { type: 'object', properties: { ...FIELDS, record }, required: ['type', 'record'] },
        },
      },
    } as OpenAPIObject;
    return documentRecords(document, providers).components?.schemas ?? {};
  };

  it('makes a component for each type, which `type` selects', () => {
    const providers = [provider(stream('customers', 'customer')), provider(stream('bank_payments', 'payment'))];
    const schemas = schemasOf(REFERENCE, providers);
    const mapping = {
      customers: '#/components/schemas/CustomersRecord',
      bank_payments: '#/components/schemas/BankPaymentsRecord',
    };
    expect(schemas.RecordDto).toEqual({
      oneOf: Object.values(mapping).map(($ref) => ({ $ref })),
      discriminator: { propertyName: 'type', mapping },
    });
    expect(schemas.BankPaymentsRecord).toEqual({
      type: 'object',
      required: ['type', 'data'],
      properties: {
        externalId: { type: 'string' },
        type: { type: 'string', enum: ['bank_payments'] },
        data: { $ref: '#/components/schemas/PaymentShape' },
      },
    });
    expect(schemas.PaymentShape).toMatchObject({ type: 'object', properties: { amountMinor: { type: 'integer' } } });
  });

  it('makes one component of a type that several providers have, with all of its shapes', () => {
    const twice = [provider(stream('people', 'customer')), provider(stream('people', 'payment'))];
    const { PeopleRecord } = schemasOf(REFERENCE, twice);
    const anyOf = [{ $ref: '#/components/schemas/CustomerShape' }, { $ref: '#/components/schemas/PaymentShape' }];
    expect(PeopleRecord).toMatchObject({ properties: { data: { anyOf } } });
  });

  it.each<[string, object, object]>([
    ['', REFERENCE, { $ref: '#/components/schemas/CustomersRecord' }],
    [
      ' that can be null',
      { oneOf: [REFERENCE, NULL_SCHEMA] },
      { oneOf: [{ $ref: '#/components/schemas/CustomersRecord' }, NULL_SCHEMA] },
    ],
  ])('gives the change of a type its record%s', (_, given, record) => {
    const schemas = schemasOf(given);
    expect(schemas.ChangeDto).toMatchObject({
      discriminator: { mapping: { customers: '#/components/schemas/CustomersChange' } },
    });
    expect(schemas.CustomersChange).toMatchObject({ properties: { type: { enum: ['customers'] }, record } });
  });
});
