import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_PROVIDERS } from '../../demo/providers.js';
import { Season, type PushedCall } from '../../demo/season/season.js';
import { SEASON_PLAN } from '../../demo/season/season.plan.js';
import type { DryRunAnswerDto } from '../../src/outbound/intake/dry-run.dto.js';
import type { RulePreviewDto } from '../../src/outbound/preview/rule-preview.dto.js';
import type { RuleListDto } from '../../src/outbound/rules/rule.dto.js';
import { eventually } from '../support/condition.wait.js';
import { query } from '../support/database.js';
import { startProviderSandboxes, type ProviderSandboxes } from '../support/provider.sandboxes.js';
import { connectForPush, push, type PushAccount } from '../support/push.accounts.js';
import { allSettled, targetsOf, type TargetRow } from '../support/push.totals.js';
import { FLAWLESS, verdictOf } from '../support/push.verdict.js';
import { seeded } from '../support/seeded.random.js';
import type { Tenant } from '../support/tenant.js';

const NAMES = Object.keys(DEMO_PROVIDERS);
const SIZE = { contacts: 12, tickets: 16, payments: 14, events: 3 };
const WITHIN_MS = 120_000;
/** A sync keeps the registration of webhooks up to date. */
const OF_WEBHOOKS = /\/(events|webhooks|webhook_endpoints)\b/;

/** What each provider takes as a request of its kind. Prices and documents of the books are made, and not changed. */
const KINDS = [
  'mailchimp member update',
  'mailchimp tags update',
  'quickbooks customer create',
  'quickbooks customer update',
  'quickbooks item create',
  'quickbooks item update',
  'quickbooks journal create',
  'quickbooks refund create',
  'quickbooks sale create',
  'square catalog create',
  'square catalog update',
  'square customer create',
  'square customer update',
  'stripe customer create',
  'stripe customer update',
  'stripe price create',
  'stripe product create',
  'stripe product update',
];

/** What a season does not bring, or not each: new names, prices that rise, a refund, and its failure. */
function laterCalls(calls: readonly PushedCall[]): PushedCall[] {
  const newest = (entity: string) => calls.filter((call) => call.entity === entity).flatMap(({ items }) => items);
  const contact = newest('contacts').at(-1)!;
  const event = newest('events').at(-1)!;
  const sale = newest('payments').at(-1)!;
  const ticketTypes = (event.ticketTypes as { priceMinor: number }[]).map((type) => ({ ...type, priceMinor: 4_700 }));
  const refund = { ...sale, id: `${sale.id}-back`, type: 'refund', refundOfId: sale.id };
  const updatedAt = '2026-05-01T10:00:00Z';
  return [
    { entity: 'events', items: [{ ...event, name: 'Finale', ticketTypes, updatedAt }] },
    { entity: 'contacts', items: [{ ...contact, firstName: 'Grace', updatedAt }] },
    { entity: 'payments', items: [{ ...refund, updatedAt }] },
    { entity: 'payments', items: [{ ...refund, status: 'failed', updatedAt: '2026-05-02T10:00:00Z' }] },
  ];
}

describe('What the platform pushes', () => {
  let world: ProviderSandboxes;
  let tenant: Tenant;
  let season: Season;
  let accounts: PushAccount[];
  let targets: TargetRow[];

  beforeAll(async () => {
    world = await startProviderSandboxes(NAMES, { OUTBOUND_STATE_SECONDS: '1' });
    tenant = world.tenant();
    const connected = await Promise.all(NAMES.map((name) => connectForPush(tenant, world.sandbox(name))));
    accounts = connected.filter((account): account is PushAccount => account !== null);
    season = new Season(SIZE, seeded());
    for (const call of season.calls()) await push(tenant, call, WITHIN_MS);
    await allSettled(world.database.adminUrl, WITHIN_MS);
    targets = await targetsOf(world.database.adminUrl, tenant.id);
  });
  afterAll(() => world?.end());

  const of = ({ provider }: PushAccount) => targets.filter((target) => target.provider === provider);
  const pathsOf = async (account: PushAccount) =>
    (await account.ledger()).applied
      .map(({ method, path }) => `${method} ${path}`)
      .filter((path) => !OF_WEBHOOKS.test(path));
  /** Content of the records with the ids of our objects. Ids are unique for each type only. */
  const stored = async ({ integrationId }: PushAccount) => {
    const rows = await query<{ name: string; hash: string }>(
      world.database.adminUrl,
      `SELECT type || ' ' || external_id AS name, hash::text FROM records WHERE integration_id = $1 AND external_id IN (
         SELECT t.external_id FROM outbound_targets t WHERE t.integration_id = $1)`,
      [integrationId],
    );
    return new Map(rows.map(({ name, hash }) => [name, hash]));
  };

  it('arrives at every provider, or says why it does not', () => {
    expect(accounts.map(({ provider }) => provider)).toEqual(NAMES);
    const unfinished = targets.filter(({ status }) => !['applied', 'skipped'].includes(status));
    expect(unfinished).toEqual([]);
    for (const account of accounts) expect(of(account).some(({ status }) => status === 'applied')).toBe(true);
  });

  it('is there once, with its last version, and never the older one after the newer', async () => {
    const verdicts = await Promise.all(accounts.map((account) => verdictOf(account, targets, season)));
    const compared: unknown = expect.any(Number);
    expect(verdicts).toEqual(NAMES.map((provider) => ({ provider, ...FLAWLESS, compared })));
    expect(verdicts.filter(({ compared }) => compared === 0)).toEqual([]);
  });

  it('changes nothing when it comes back by webhook and by sync', async () => {
    for (const account of accounts) {
      const writes = await pathsOf(account);
      // Mailchimp sets tags some time after its answer, so what became of them is read first.
      await tenant.syncAndWait(account.integrationId);
      const before = await stored(account);
      await tenant.syncAndWait(account.integrationId, 'all', 'full');
      await eventually(
        () => world.sandbox(account.provider).control.deliveries(),
        ({ pending }) => pending === 0,
      );
      await allSettled(world.database.adminUrl, WITHIN_MS);
      const after = await stored(account);
      const changed = [...before].filter(([name, hash]) => after.get(name) !== hash);
      expect([account.provider, before.size > 0, changed]).toEqual([account.provider, true, []]);
      expect([account.provider, await pathsOf(account)]).toEqual([account.provider, writes]);
    }
  });

  it('is not sent again when it is pushed again', async () => {
    const counts = () => Promise.all(accounts.map(async (account) => (await account.ledger()).applied.length));
    const before = await counts();
    for (const call of new Season(SIZE, seeded()).calls()) await push(tenant, call, WITHIN_MS);
    await allSettled(world.database.adminUrl, WITHIN_MS);
    expect(await counts()).toEqual(before);
  });

  it('is previewed with the bytes that are sent, wherever what it needs is there', async () => {
    const next = [
      ...new Season({ contacts: 3, tickets: 3, payments: 3, events: 2 }, seeded(), {
        ...SEASON_PLAN,
        name: 'p',
      }).calls(),
    ];
    const ORDER = ['events', 'contacts', 'tickets', 'payments'];
    const rounds = next.map((call, n) => ({ ...call, place: Math.floor(n / 4) * 4 + ORDER.indexOf(call.entity) }));
    const compared = new Set<string>();
    for (const call of [...rounds.toSorted((a, b) => a.place - b.place), ...laterCalls(next)]) {
      const { status, body } = await tenant.call<DryRunAnswerDto>('POST', `/sync/${call.entity}`, {
        items: call.items,
        dryRun: true,
      });
      expect(status).toBe(200);
      await push(tenant, call, WITHIN_MS);
      await allSettled(world.database.adminUrl, WITHIN_MS);
      for (const { provider, integrationId, target, decision, exact, request } of body.accepted.flatMap(
        (one) => one.targets,
      )) {
        if (decision !== 'send' || !exact || !request) continue;
        const account = accounts.find((one) => one.integrationId === integrationId);
        const { writes } = await account!.ledger();
        const base64 = Buffer.from(request.body).toString('base64');
        const sent = writes.filter(({ key, path }) => key === request.idempotencyKey || request.url.startsWith(path));
        expect([provider, request.url, sent.some((write) => write.body.base64 === base64)]).toEqual([
          provider,
          request.url,
          true,
        ]);
        compared.add(`${provider} ${target} ${request.kind}`);
      }
    }
    expect([...compared].toSorted()).toEqual(expect.arrayContaining(KINDS));
  });

  it('is counted by a preview of each rule, which posts nothing', async () => {
    for (const { provider, integrationId, ledger } of accounts) {
      const before = (await ledger()).writes.length;
      const { data } = (await tenant.call<RuleListDto>('GET', `/integrations/${integrationId}/rules`)).body;
      for (const { rule } of data) {
        const path = `/integrations/${integrationId}/rules/${rule}/preview`;
        const { status, body } = await tenant.call<RulePreviewDto>('POST', path, {});
        expect([provider, rule, status, body.complete]).toEqual([provider, rule, 200, true]);
        expect(body.counts.filter(({ decision }) => decision === 'dead')).toEqual([]);
      }
      expect([provider, (await ledger()).writes.length]).toEqual([provider, before]);
    }
  });

  it('is counted, without a tenant in a label', async () => {
    const lines = await eventually(
      async () => (await (await fetch(`${world.service.url}/metrics`)).text()).split('\n'),
      (all) =>
        all.some((line) => line.startsWith('outbound_open')) && all.some((line) => line.startsWith('outbound_dead')),
    );
    const accepted = lines.filter((line) => line.startsWith('outbound_items_total') && line.includes('accepted'));
    expect(accepted.length).toBe(4);
    expect(lines.filter((line) => line.startsWith('outbound_operations_total')).length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes(tenant.id))).toEqual([]);
  });
});
