import { isName } from '../kit/event.fields.js';
import { UnreadableError } from '../kit/unreadable.error.js';
import type { WebhookDelivery, WebhookPort } from '../webhook.port.js';

const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;

/** Values that are JSON, and hardly ever what a field should hold. */
export const ODD_VALUES: readonly unknown[] = [
  ...[null, true, 7, -0.5, 1e300, '', ' ', 'x'.repeat(255), 'x'.repeat(256), 'x'.repeat(100_000)],
  ...[
    '\0',
    'a\0b',
    '\ud800',
    '\udc00x',
    '\ufeff',
    '../..',
    '__proto__',
    'constructor',
    'toString',
    '9'.repeat(100_000),
  ],
  ...[[], {}, [null], [[]], [{}], { toString: 1, valueOf: 1 }, { length: -1 }, nested(40), Array(500).fill(0)],
  JSON.parse('{"__proto__":{"id":"x"},"constructor":{"undefined":"y"},"hasOwnProperty":1}'),
];

/** Bodies that are no JSON of any event, and those that are hardly one. */
export const ODD_BODIES: readonly string[] = [
  ...[
    '',
    ' ',
    '{',
    '}',
    '[',
    'x',
    'null',
    'true',
    '0',
    '"x"',
    '[]',
    '[[]]',
    '[null]',
    '{}',
    '[{}]',
    '{"id":',
    '\0',
    '%',
  ],
  ...[
    'NaN',
    '{"id":"a"}{"id":"b"}',
    '{"id":"a"} trailing',
    '{"id":"a"}\0',
    '\ufeff{"id":"a","type":"b"}',
    "{'id':'a'}",
  ],
  ...['{"id":"a","id":7}', '{"id":7,"id":"a"}', '{"__proto__":{"id":"a","type":"b"}}', 'a=1&a=2', '&&&&', '=', 'type='],
  ...[
    '9'.repeat(1_000_000),
    `{"id":${'9'.repeat(1_000_000)}}`,
    `"${'\\u0000'.repeat(100_000)}"`,
    '-'.repeat(1_000_000),
  ],
  ...['['.repeat(500_000), `${'['.repeat(100)}${']'.repeat(100)}`, `[${'{},'.repeat(60_000)}{}]`],
  ...['{"a":'.repeat(100_000), `[${'1,'.repeat(40_000)}1]`, `{"type":"${'\ud83d'.repeat(10)}"}`],
];

/** `value`, with each of its fields in turn, however deep, replaced by each odd value, or left out. */
export function* withOddFields(value: unknown): Generator<unknown> {
  yield* ODD_VALUES;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const odd of withOddFields(inner)) yield replaced(value, key, odd);
    yield replaced(value, key, undefined);
  }
}

function replaced(value: object, key: string, inner: unknown): unknown {
  return Array.isArray(value)
    ? value.map((item: unknown, n) => (String(n) === key ? inner : item))
    : { ...value, [key]: inner };
}

/** What a provider makes of a body that nothing else could be made of: names and effects that cannot be stored. */
export function flawsIn(webhook: WebhookPort, body: string): unknown[] {
  const delivery: WebhookDelivery = { headers: {}, body: Buffer.from(body), notificationUrl: 'https://x', own: true };
  return unlessUnreadable(() => webhook.parse(delivery)).flatMap((event) => {
    const { dedupeKey, type, eventId, account, unreadable } = event;
    const names = [dedupeKey, type, eventId, account].filter((name) => name !== null);
    const read = () => webhook.effects(event.body.toString('utf8'));
    const effects = unreadable ? [] : unlessUnreadable(read);
    const flawed = effects.filter((effect) => 'externalId' in effect && typeof effect.externalId !== 'string');
    const isDefect = unreadable?.code === 'internal_error';
    return names.every(isName) && flawed.length === 0 && !isDefect ? [] : [{ event, flawed, cause: unreadable?.cause }];
  });
}

/** Nothing, where it says that this is no event. @throws whatever else is thrown */
function unlessUnreadable<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableError) return [];
    throw error;
  }
}
