import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { writeExtract } from './extract.js';

/**
 * Stripe's operations and types from the installed SDK: paths from its JavaScript, types from its declarations.
 * Only what stands under these paths, and only what those answers reach.
 */
const KEPT =
  /^\/v1\/(accounts?|application_fees|balance|balance_transactions|charges|checkout\/sessions|coupons|credit_notes|customers|disputes|events|invoice_payments|invoiceitems|invoices|payment_intents|payment_links|payment_methods|payouts|prices|products|promotion_codes|quotes|radar\/early_fraud_warnings|refunds|setup_intents|subscription_items|subscriptions|tax_rates|transfers|webhook_endpoints)(\/|$)/;
const LEFT_OUT =
  /sources|bank_accounts|cards|funding_instructions|cash_balance|capabilities|persons|external_accounts|login_links|tax_ids/;
/** Events whose object is none of the above would bring in half of the SDK. */
const EVENTS =
  /^(account\.(updated|application)|application_fee|charge|checkout|coupon|credit_note|customer\.(?!source|tax_id|cash)|customer_cash|invoice|invoiceitem|payment_intent|payment_link|payment_method|payout|price|product|promotion_code|quote|radar|refund|setup_intent|tax_rate|transfer|balance\.)/;

/** Objects that no answer of a sandbox holds; anything goes there. */
const OPAQUE =
  /^(Account\.(Capabilities|Company|FutureRequirements|Requirements|Settings)|Capability|Card|Cardholder|Configuration|DestinationDetails|Mandate|NextAction|Person|Reader|SubscriptionSchedule|Token|Transaction|Authorization|FinancialAccount|Funding|InboundTransfer|NodeJS|OutboundPayment|OutboundTransfer|ReceivedCredit|ReceivedDebit|Refund\.DestinationDetails)/;
/** Enums of more values are written once. */
const LONG_ENUM = 12;

const root = resolve('node_modules/stripe/esm');
const resources = join(root, 'resources');
const files = readdirSync(resources, { recursive: true })
  .filter((file) => file.endsWith('.d.ts') && !file.startsWith('V2'))
  .map((file) => join(resources, file));
const program = ts.createProgram(files, {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  types: ['node'],
  skipLibCheck: true,
});
const checker = program.getTypeChecker();
const types = {};
const operations = {};
const queue = [];
const names = new Map();

/** Path by method, of each class of a file: `{ 'CustomerResource.list': 'GET /v1/customers' }`. */
function pathsOf(file) {
  const found = {};
  let current = '';
  let method = '';
  for (const line of readFileSync(file.replace(/\.d\.ts$/, '.js'), 'utf8').split('\n')) {
    current = /^export class (\w+)/.exec(line)?.[1] ?? current;
    method = /^ {4}(\w+)\(/.exec(line)?.[1] ?? method;
    const call = /_makeRequest\('(\w+)', ['`]([^'`]+)['`]/.exec(line);
    if (call) found[`${current}.${method}`] = `${call[1]} ${call[2].replace(/\$\{[^}]*\}/g, '{id}')}`;
  }
  return found;
}

function nameOf(type) {
  const symbol = type.aliasSymbol ?? type.symbol;
  const known = names.get(symbol);
  if (known) return known;
  const parts = [];
  for (let at = symbol; at && !at.name.startsWith('"'); at = at.parent) parts.unshift(at.name);
  let name = parts.join('.');
  // Two files may declare the same name: `Session` of checkout and of billing portal.
  for (let more = 2; [...names.values()].includes(name); more += 1) name = `${parts.join('.')}${more}`;
  names.set(symbol, name);
  return name;
}

const isDecimal = (type) => (type.aliasSymbol ?? type.symbol)?.name === 'Decimal';

function encode(type) {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return 'any';
  if (type.isUnion()) return union(type.types);
  if (type.isStringLiteral()) return { enum: [type.value] };
  if (type.flags & ts.TypeFlags.BooleanLiteral) return { enum: [checker.typeToString(type) === 'true'] };
  if (type.flags & ts.TypeFlags.StringLike) return 'string';
  if (type.flags & ts.TypeFlags.NumberLike) return 'number';
  if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean';
  // Sent as text: the SDK makes numbers of them.
  if (type.flags & ts.TypeFlags.BigIntLike) return 'string';
  if (type.flags & ts.TypeFlags.Null) return 'null';
  if (isDecimal(type)) return 'string';
  if (checker.isArrayType(type)) return { list: encode(checker.getTypeArguments(type)[0]) };
  if (type.isIntersection()) {
    const objects = type.types.filter((part) => part.symbol?.name !== 'Response' && part.flags & ts.TypeFlags.Object);
    const text = type.types.some((part) => part.flags & ts.TypeFlags.StringLike);
    return text ? 'string' : encode(objects[0]);
  }
  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (index && type.getProperties().length === 0) return { map: encode(index) };
  if (type.symbol?.name === 'ApiList') return listOf(encode(checker.getTypeArguments(type)[0]));
  const name = nameOf(type);
  if (OPAQUE.test(name)) return 'any';
  if (!types[name]) {
    types[name] = { fields: {} };
    queue.push([name, type]);
  }
  return `#${name}`;
}

const listOf = (element) => ({
  fields: {
    object: { enum: ['list'] },
    data: { list: element },
    has_more: 'boolean',
    url: 'string',
    'total_count?': 'number',
  },
});

function union(parts) {
  const isText = (part) => part.flags & ts.TypeFlags.String && !part.isStringLiteral();
  const objects = parts.filter((part) => part.flags & ts.TypeFlags.Object && !isDecimal(part));
  const literals = parts.filter((part) => part.isStringLiteral()).map((part) => part.value);
  // `'a' | 'b' | OtherString`: a sandbox sends what is documented.
  const rest = parts.filter((part) => !part.isStringLiteral() && !(part.flags & ts.TypeFlags.Undefined));
  const open = literals.length > 0 ? rest.filter((part) => !part.isIntersection()) : rest;
  // An id that may be expanded: only to what is an answer itself.
  const expandable = open.some(isText) && objects.length > 0;
  const kept = expandable ? open.filter((part) => !objects.includes(part) || isAnswer(part)) : open;
  const encoded = kept.map(encode);
  if (literals.length > 0) encoded.unshift(enumOf(literals.sort()));
  const unique = [...new Map(encoded.map((one) => [JSON.stringify(one), one])).values()];
  const flags = unique.filter((one) => typeof one.enum?.[0] === 'boolean');
  const both = flags.length === 2 ? [...unique.filter((one) => !flags.includes(one)), 'boolean'] : unique;
  return both.length === 1 ? both[0] : both;
}

const enums = new Map();

function enumOf(values) {
  if (values.length <= LONG_ENUM) return { enum: values };
  const text = JSON.stringify(values);
  if (!enums.has(text)) {
    enums.set(text, `Enum${enums.size + 1}`);
    types[enums.get(text)] = { enum: values };
  }
  return `#${enums.get(text)}`;
}

const answers = new Set();
const isAnswer = (type) => answers.has(type.aliasSymbol ?? type.symbol);

function answerOf(signature) {
  const returned = checker.getReturnTypeOfSignature(signature);
  const name = returned.symbol?.name;
  const [argument] = returned.aliasTypeArguments ?? checker.getTypeArguments(returned) ?? [];
  if (name === 'ApiListPromise') return { list: argument };
  if (name === 'ApiSearchResultPromise') return { search: argument };
  return { one: argument };
}

const methods = [];
for (const file of files) {
  const paths = pathsOf(file);
  ts.forEachChild(program.getSourceFile(file), (node) => {
    if (!ts.isClassDeclaration(node)) return;
    for (const member of node.members.filter(ts.isMethodDeclaration)) {
      const operation = paths[`${node.name.text}.${member.name.text}`];
      const path = operation?.split(' ')[1];
      if (!path || !KEPT.test(path) || LEFT_OUT.test(path)) continue;
      methods.push({ operation, signature: checker.getSignatureFromDeclaration(member), member });
    }
  });
}

for (const { operation, signature } of methods) {
  if (!operation.startsWith('GET')) continue;
  const answer = Object.values(answerOf(signature))[0];
  const type = answer.isIntersection() ? answer.types[0] : answer;
  for (const part of type.isUnion() ? type.types : [type]) {
    if (part.symbol) answers.add(part.aliasSymbol ?? part.symbol);
  }
}

/** One alternative an object: all its events have the same form. */
function eventOf(type) {
  const groups = new Map();
  for (const one of unwrapped(type)) {
    const literal = checker.getTypeOfSymbol(one.getProperty('type'));
    if (!literal.isStringLiteral() || !EVENTS.test(literal.value)) continue;
    const data = checker.getTypeOfSymbol(one.getProperty('data'));
    const object = encode(checker.getTypeOfSymbol(data.getProperty('object')));
    const key = JSON.stringify(object);
    groups.set(key, { object, one, literals: [...(groups.get(key)?.literals ?? []), literal.value] });
  }
  return [...groups.values()].map(({ object, one, literals }) => ({
    fields: {
      ...fieldsOf(one),
      type: { enum: literals },
      data: { fields: { object, 'previous_attributes?': { map: 'any' } } },
    },
  }));
}

const unwrapped = (type) =>
  type.types.map((part) =>
    part.isIntersection() ? part.types.find(({ symbol }) => symbol?.name.endsWith('Event')) : part,
  );

function fieldsOf(type) {
  const fields = {};
  for (const property of checker.getPropertiesOfType(type)) {
    if (['lastResponse', 'data'].includes(property.name) && type.getProperty('api_version')) continue;
    const of = checker.getTypeOfSymbol(property);
    if (of.flags & (ts.TypeFlags.Never | ts.TypeFlags.Void | ts.TypeFlags.Undefined)) continue;
    const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Void;
    const parts = of.isUnion() ? of.types : [of];
    if (parts.every(({ flags }) => flags & nothing)) continue;
    const optional = property.flags & ts.SymbolFlags.Optional || parts.some(({ flags }) => flags & nothing);
    fields[`${property.name}${optional ? '?' : ''}`] = encode(of);
  }
  return fields;
}

for (const { operation, signature, member } of methods) {
  const answer = answerOf(signature);
  const parameters = member.parameters.find(({ name }) => name.text === 'params');
  const declared = parameters && checker.getNonNullableType(checker.getTypeAtLocation(parameters));
  const [[kind, type]] = Object.entries(answer);
  const isEvent = / \/v1\/events/.test(operation);
  if (isEvent) types.Event ??= eventOf(type);
  const encoded = isEvent ? '#Event' : encode(type);
  operations[operation] = {
    parameters: (declared?.getProperties() ?? []).map(({ name }) => name).sort(),
    answer:
      kind === 'list'
        ? listOf(encoded)
        : kind === 'search'
          ? {
              fields: {
                ...listOf(encoded).fields,
                object: { enum: ['search_result'] },
                'next_page?': ['string', 'null'],
              },
            }
          : encoded,
  };
}

while (queue.length > 0) {
  const [name, type] = queue.pop();
  types[name].fields = fieldsOf(type);
}

// Connect's login host, and the full form of a thin event.
Object.assign(operations, {
  'GET /oauth/authorize': {
    parameters: ['client_id', 'redirect_uri', 'response_type', 'scope', 'state', 'stripe_landing', 'always_prompt'],
    answer: 'any',
  },
  'POST /oauth/token': { parameters: ['client_secret', 'code', 'grant_type', 'refresh_token', 'scope'], answer: 'any' },
  'POST /oauth/deauthorize': { parameters: ['client_id', 'client_secret', 'stripe_user_id'], answer: 'any' },
  'GET /v2/core/events/{id}': { parameters: ['include'], answer: 'any' },
});

const { version } = JSON.parse(readFileSync('node_modules/stripe/package.json', 'utf8'));
writeExtract('stripe', { source: `stripe ${version} (npm), MIT`, operations, types });
