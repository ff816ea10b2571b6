import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeExtract } from './extract.js';

/** QuickBooks' entities from Intuit's XSDs: `node .ci/schemas/quickbooks.js <folder of the XSDs>`. */
const ENTITIES =
  'Account Bill BillPayment Class CompanyInfo CreditMemo Customer Department Deposit Employee Estimate Invoice Item JournalEntry Payment PaymentMethod Preferences Purchase PurchaseOrder RefundReceipt SalesReceipt TaxCode TaxRate Term TimeActivity Transfer Vendor VendorCredit'.split(
    ' ',
  );
const TRANSACTIONS =
  'Bill BillPayment CreditMemo Deposit Estimate Invoice JournalEntry Payment Purchase PurchaseOrder RefundReceipt SalesReceipt Transfer VendorCredit'.split(
    ' ',
  );
const ALWAYS_SENT = ['Id', 'SyncToken', 'MetaData', 'domain', 'sparse'];
const NEVER_SENT = {
  JournalEntry: ['TotalAmt?', 'HomeTotalAmt?'],
  Payment: ['HomeTotalAmt?'],
  Bill: ['HomeTotalAmt?'],
};
const FILES = ['Finance.xsd', 'IntuitBaseTypes.xsd', 'IntuitNamesTypes.xsd', 'SalesTax.xsd'];
const SIMPLE = {
  'xs:boolean': 'boolean',
  'xs:decimal': 'number',
  'xs:double': 'number',
  'xs:float': 'number',
  'xs:int': 'integer',
  'xs:integer': 'integer',
  'xs:long': 'integer',
  'xs:positiveInteger': 'integer',
  'xs:nonNegativeInteger': 'integer',
  'xs:anyType': 'any',
};

/** The tags of a schema as a tree; its texts are only documentation. */
function parse(text) {
  const top = { tag: 'root', attributes: {}, children: [] };
  const stack = [top];
  const tags = text
    .replace(/<!--[\s\S]*?-->/g, '')
    .matchAll(/<(\/?)(xs:\w+)((?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g);
  for (const [, closing, tag, attributes, empty] of tags) {
    if (closing) {
      stack.pop();
      continue;
    }
    const pairs = [...attributes.matchAll(/([\w:]+)\s*=\s*["']([^"']*)["']/g)].map(([, name, value]) => [name, value]);
    const node = { tag: tag.slice(3), attributes: Object.fromEntries(pairs), children: [] };
    stack.at(-1).children.push(node);
    if (!empty) stack.push(node);
  }
  return top.children[0];
}

const declared = new Map();
const groups = new Map();
for (const file of FILES) {
  for (const node of parse(readFileSync(join(process.argv[2], file), 'utf8')).children) {
    if (node.tag === 'complexType' || node.tag === 'simpleType') declared.set(node.attributes.name, node);
    if (node.tag === 'group') groups.set(node.attributes.name, node);
  }
}

const types = {};
const queue = [];
const child = (node, tag) => node.children.find((one) => one.tag === tag);

function encode(name) {
  if (name === undefined) return 'any';
  if (name.startsWith('xs:')) return SIMPLE[name] ?? 'string';
  const node = declared.get(name);
  if (!node) return 'any';
  if (node.tag === 'simpleType') return simple(node);
  if (!types[name]) {
    types[name] = { fields: {} };
    queue.push(name);
  }
  return `#${name}`;
}

function simple(node) {
  const restriction = child(node, 'restriction');
  if (!restriction) return 'string';
  const values = restriction.children
    .filter(({ tag }) => tag === 'enumeration')
    .map(({ attributes }) => attributes.value);
  return values.length > 0 ? { enum: values } : encode(restriction.attributes.base);
}

function contentOf(node, optional = false) {
  const fields = {};
  for (const part of node.children) {
    const { name, type, ref, base, minOccurs, maxOccurs, use } = part.attributes;
    if (part.tag === 'element' && name) {
      const inner = child(part, 'simpleType') ?? child(part, 'complexType');
      const of = type
        ? encode(type)
        : inner?.tag === 'simpleType'
          ? simple(inner)
          : inner
            ? { fields: contentOf(inner) }
            : 'any';
      const isList = maxOccurs === 'unbounded' || Number(maxOccurs) > 1;
      // `…Ex` is a place for extensions, of internal use only.
      fields[optional || minOccurs === '0' || type === 'IntuitAnyType' ? `${name}?` : name] = isList
        ? { list: of }
        : of;
    } else if (part.tag === 'attribute') fields[use === 'required' ? name : `${name}?`] = encode(type);
    else if (part.tag === 'group' && ref)
      Object.assign(fields, contentOf(groups.get(ref), optional || minOccurs === '0'));
    else if (part.tag === 'simpleContent') {
      const extension = child(part, 'extension');
      Object.assign(fields, { value: encode(extension.attributes.base) }, contentOf(extension));
    } else if (part.tag === 'extension') {
      Object.assign(fields, declared.has(base) ? contentOf(declared.get(base)) : {}, contentOf(part));
    } else if (['sequence', 'all', 'choice', 'complexContent'].includes(part.tag)) {
      Object.assign(fields, contentOf(part, optional || part.tag === 'choice' || minOccurs === '0'));
    }
  }
  return fields;
}

for (const entity of ENTITIES) encode(entity);
while (queue.length > 0) {
  const name = queue.pop();
  types[name].fields = contentOf(declared.get(name));
}

// The XSDs call nearly everything optional, and declare fields that the API never sends.
for (const [name, fields] of Object.entries(NEVER_SENT)) for (const field of fields) delete types[name].fields[field];
const require = (name, fields) => {
  for (const field of fields) {
    types[name].fields[field] = types[name].fields[`${field}?`];
    delete types[name].fields[`${field}?`];
  }
};
for (const entity of ENTITIES) require(entity, ALWAYS_SENT);
for (const entity of TRANSACTIONS) require(entity, ['TxnDate']);
require('ModificationMetaData', ['CreateTime', 'LastUpdatedTime']);

const DELETED = {
  fields: {
    Id: 'string',
    status: { enum: ['Deleted'] },
    MetaData: { fields: { LastUpdatedTime: 'string', 'CreateTime?': 'string' } },
    'domain?': 'string',
    'sparse?': 'boolean',
    'SyncToken?': 'string',
  },
};
const listed = (of) => Object.fromEntries(ENTITIES.map((entity) => [`${entity}?`, { list: of(entity) }]));
const COUNTS = { 'startPosition?': 'integer', 'maxResults?': 'integer', 'totalCount?': 'integer' };
const FAULT = {
  fields: {
    type: 'string',
    Error: { list: { fields: { Message: 'string', code: 'string', 'Detail?': 'string', 'element?': 'string' } } },
  },
};
types.QueryResponse = { fields: { ...listed((entity) => `#${entity}`), ...COUNTS } };
types.Deleted = DELETED;
types.Fault = FAULT;
const captured = { fields: { ...listed((entity) => [`#${entity}`, '#Deleted']), ...COUNTS, 'Fault?': '#Fault' } };
const PREFIX = '/v3/company/{realmId}';
const COMMON = ['minorversion', 'requestid'];
const operation = (parameters, fields) => ({
  parameters: [...parameters, ...COMMON].sort(),
  answer: { fields: { ...fields, time: 'string' } },
});
const query = operation(['query'], { QueryResponse: '#QueryResponse' });
const operations = {
  [`GET ${PREFIX}/query`]: query,
  [`POST ${PREFIX}/query`]: query,
  [`GET ${PREFIX}/cdc`]: operation(['changedSince', 'entities'], {
    CDCResponse: { list: { fields: { 'QueryResponse?': { list: captured }, 'Fault?': '#Fault' } } },
  }),
  [`POST ${PREFIX}/batch`]: operation(['BatchItemRequest'], {
    BatchItemResponse: {
      list: {
        fields: {
          bId: 'string',
          'Fault?': '#Fault',
          'QueryResponse?': '#QueryResponse',
          'CDCResponse?': 'any',
          ...Object.fromEntries(ENTITIES.map((entity) => [`${entity}?`, [`#${entity}`, '#Deleted']])),
        },
      },
    },
  }),
};
for (const entity of ENTITIES) {
  const path = `${PREFIX}/${entity.toLowerCase()}`;
  operations[`GET ${path}${entity === 'Preferences' ? '' : '/{id}'}`] = operation([], { [entity]: `#${entity}` });
  operations[`POST ${path}`] = operation(['operation', 'include', ...bodyOf(entity)], {
    [entity]: [`#${entity}`, '#Deleted'],
  });
}
const token = {
  fields: {
    access_token: 'string',
    refresh_token: 'string',
    token_type: 'string',
    expires_in: 'integer',
    x_refresh_token_expires_in: 'integer',
    'id_token?': 'string',
  },
};
Object.assign(operations, {
  'GET /connect/oauth2': {
    parameters: ['client_id', 'redirect_uri', 'response_type', 'scope', 'state'],
    answer: 'any',
  },
  'POST /oauth2/v1/tokens/bearer': {
    parameters: ['code', 'grant_type', 'redirect_uri', 'refresh_token'],
    answer: token,
  },
  'POST /v2/oauth2/tokens/revoke': { parameters: ['token'], answer: 'any' },
});
writeExtract('quickbooks', { source: "Intuit's XSDs for v3, Apache 2.0", operations, types });

function bodyOf(entity) {
  return Object.keys(types[entity].fields).map((name) => name.replace('?', ''));
}
