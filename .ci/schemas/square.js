import { readFileSync } from 'node:fs';
import { writeExtract } from './extract.js';

/** Square's operations and types: `node .ci/schemas/square.js <api.json of square/connect-api-specification>`. */
const KEPT =
  /^\/(v2\/(bank-accounts|catalog|customers|disputes|events|gift-cards|inventory|invoices|locations|loyalty|merchants|orders|payments|payouts|refunds|subscriptions|team-members|webhooks)|oauth2)(\/|$)/;
const EVENTS =
  /^(bank_account|catalog|customer\.(?!custom)|dispute|gift_card|inventory|invoice|location\.(?!custom)|loyalty|oauth|order\.(?!custom)|payment|payout|refund|terminal\.(refund|checkout))/;
const { paths, components } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
/** Shown by the examples in the same file, and missing in its types. */
const BY_EXAMPLE = {
  CatalogVersionUpdatedEventData: { 'id?': 'string' },
  CatalogObject: { 'created_at?': 'string' },
  CustomerDeletedEventData: { 'deleted?': 'boolean' },
  DisputeStateUpdatedEventObject: { 'dispute?': '#Dispute' },
};
const types = {};
const operations = {};
const queue = [];

function encode(schema) {
  const plain = encodePlain(schema);
  return schema?.nullable ? ['null', plain].flat() : plain;
}

function encodePlain(schema) {
  if (!schema) return 'any';
  if (schema.$ref) return reference(schema.$ref.split('/').at(-1));
  if (schema.allOf?.length === 1) return encodePlain(schema.allOf[0]);
  if (schema.enum) return { enum: schema.enum };
  if (schema.type === 'array') return { list: encode(schema.items) };
  if (schema.properties) return { fields: fieldsOf(schema) };
  if (schema.additionalProperties)
    return { map: schema.additionalProperties === true ? 'any' : encode(schema.additionalProperties) };
  if (schema.type === 'object' || schema.type === undefined) return 'any';
  return schema.type;
}

function reference(name) {
  if (!types[name]) {
    types[name] = {};
    queue.push(name);
  }
  return `#${name}`;
}

function fieldsOf({ properties, required = [] }) {
  const entries = Object.entries(properties);
  return Object.fromEntries(
    entries.map(([name, schema]) => [required.includes(name) ? name : `${name}?`, encode(schema)]),
  );
}

function resolved(schema) {
  return schema?.$ref ? components.schemas[schema.$ref.split('/').at(-1)] : schema;
}

for (const [path, methods] of Object.entries(paths)) {
  if (!KEPT.test(path)) continue;
  for (const [method, operation] of Object.entries(methods)) {
    const query = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
    const body = resolved(operation.requestBody?.content?.['application/json']?.schema)?.properties ?? {};
    const answer = operation.responses?.['200']?.content?.['application/json']?.schema;
    operations[`${method.toUpperCase()} ${path}`] = {
      parameters: [...query, ...Object.keys(body)].sort(),
      answer: answer ? encode(answer) : 'any',
    };
  }
}
/** The specification says of `data.object` no more than that it is an object; each event's own type does. */
const events = [];
for (const [name, { properties, example }] of Object.entries(components.schemas)) {
  if (!name.endsWith('Event') || !EVENTS.test(example?.type)) continue;
  const { fields } = encode({ properties });
  events.push({
    fields: {
      ...fieldsOf({ properties: components.schemas.Event.properties }),
      ...fields,
      'type?': { enum: [example.type] },
    },
  });
}

while (queue.length > 0) {
  const name = queue.pop();
  types[name] = encode(components.schemas[name]);
}
for (const [name, fields] of Object.entries(BY_EXAMPLE)) Object.assign(types[name].fields, fields);
types.Event = events;
writeExtract('square', { source: 'square/connect-api-specification, Apache 2.0', operations, types });
