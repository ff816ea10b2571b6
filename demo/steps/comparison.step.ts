import { isDeepStrictEqual } from 'node:util';
import type { SandboxObject } from '../clients/control.client.js';
import type { StoredRecord } from '../clients/service.answers.js';
import type { TenantClient } from '../clients/tenant.client.js';
import type { DemoProvider } from '../providers/demo.provider.js';
import type { StreamResult } from '../report/demo.result.js';
import type { ConnectedProvider } from './connected.provider.js';

type Money = StreamResult['money'];

/** More than a few at a time gain nothing: the service's processor is what they wait for. */
const AT_ONCE = 4;

/** Record for record, what the sandbox has against what can be read from the service, by stream. */
export async function compareAll(
  tenant: TenantClient,
  provider: ConnectedProvider,
): Promise<Record<string, StreamResult>> {
  const results: Record<string, StreamResult> = {};
  const sums = await provider.control.sums(provider.account.id);
  for (const stream of provider.streams) results[stream] = EMPTY;
  const waiting = [...provider.streams];
  const work = async () => {
    for (let stream = waiting.shift(); stream; stream = waiting.shift()) {
      results[stream] = await compareStream(tenant, provider, stream, sums[stream]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

const EMPTY: StreamResult = { expected: 0, actual: 0, missing: 0, extra: 0, different: 0, money: {} };

async function compareStream(
  tenant: TenantClient,
  { control, account, integrationId, plan }: ConnectedProvider,
  stream: string,
  sums: Record<string, number> | undefined,
): Promise<StreamResult> {
  const objects = await control.objects(account.id, stream);
  const expected = new Map(objects.map((one) => [one.id, one]));
  const money: Money = {};
  for (const [currency, sum] of Object.entries(sums ?? {})) money[currency] = { expected: sum, actual: 0 };
  const result = { ...EMPTY, expected: expected.size, money };
  for await (const { externalId, raw, data } of tenant.records(integrationId, stream)) {
    result.actual += 1;
    // As the service shows it, so that its normalisation is part of what is checked.
    if (sums) add(money, data.currency, data.amountMinor ?? data.totalMinor);
    const one = expected.get(externalId);
    if (!one) result.extra += 1;
    else if (!isSame(plan, one, raw)) result.different += 1;
    expected.delete(externalId);
  }
  return { ...result, missing: expected.size };
}

/** What came with an event of an old API version has the form of that version. */
function isSame(
  { stripped }: DemoProvider,
  { object, former }: SandboxObject,
  { api_version: version, ...raw }: StoredRecord['raw'],
): boolean {
  if (former === undefined || version === undefined) return isDeepStrictEqual(stripped.object(object), raw);
  return isDeepStrictEqual(ownOf(stripped.object(former)), ownOf(raw));
}

/**
 * An object that has objects within it, with their ids in their place. Old versions embed charges and coupons, which
 * change by themselves, and then no event shows the embedding object again.
 */
function ownOf(value: unknown, isWithin = false): unknown {
  if (Array.isArray(value)) return value.map((one) => ownOf(one, true));
  if (typeof value !== 'object' || value === null) return value;
  const { id, object } = value as Record<string, unknown>;
  if (isWithin && typeof id === 'string' && typeof object === 'string') return id;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, ownOf(member, true)]));
}

function add(money: Money, currency: unknown, amount: unknown): void {
  if (typeof currency !== 'string' || typeof amount !== 'number') return;
  const sums = (money[currency] ??= { expected: 0, actual: 0 });
  sums.actual += amount;
}
