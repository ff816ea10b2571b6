import { afterEach, describe, expect, it } from '@jest/globals';
import { DEMO_PROVIDERS } from '../../demo/providers.js';
import { Season, type SeasonSize } from '../../demo/season/season.js';
import { assertConsents } from '../support/consent.assertion.js';
import { elapse } from '../support/fixed.wait.js';
import { connectForPush, push, type PushAccount } from '../support/push.accounts.js';
import { PushFaults, type PushFault, type PushTimes } from '../support/push.faults.js';
import { allSettled, targetsOf } from '../support/push.totals.js';
import { FLAWLESS, verdictOf } from '../support/push.verdict.js';
import { seeded } from '../support/seeded.random.js';
import { patient } from '../support/patience.js';

/** `OUTBOUND_ITEMS=5000 OUTBOUND_FAULTS=40 OUTBOUND_OUTAGE=600` is the long run. */
const ITEMS = Number(process.env.OUTBOUND_ITEMS ?? 200);
const FAULTS = Number(process.env.OUTBOUND_FAULTS ?? 6);
const OUTAGE_SECONDS = Number(process.env.OUTBOUND_OUTAGE ?? 3);
const NAMES = (process.env.OUTBOUND_PROVIDERS ?? Object.keys(DEMO_PROVIDERS).join(',')).split(',');
/** Payments, contacts and tickets alike, and an event for every hundred of them. */
const SIZE: SeasonSize = {
  contacts: Math.round(ITEMS / 3),
  tickets: Math.round(ITEMS / 3),
  payments: Math.round(ITEMS / 3),
  events: Math.max(2, Math.round(ITEMS / 100)),
};
/**
 * A key is trusted for less time than the vendor remembers it, and a late write is there before it is looked for. Between these
 * times there is room for a vendor that is slow to begin, as the processes of a busy machine are.
 */
const TIMES: PushTimes = { writeTimeout: 2, settle: 4, safeWindow: 6, keyLifetime: 12, late: 1, stop: 8 };
const LONGEST_FAULT_MS = 1_000;
/** After the last fault. */
const SETTLED_WITHIN_MS = 600_000;
const WITHIN_MS = 120_000 + FAULTS * 15_000 + ITEMS * 200 + OUTAGE_SECONDS * 2_000;

describe('What is pushed, under faults', () => {
  let faulty: PushFaults | undefined;
  afterEach(() => faulty?.end());

  const run = async (size: SeasonSize, faults: number, options: { isPlain?: boolean } = {}) => {
    const random = seeded();
    faulty = await PushFaults.start(NAMES, TIMES, options);
    const { world } = faulty;
    const tenant = world.tenant();
    const accounts = (await Promise.all(NAMES.map((name) => connectForPush(tenant, world.sandbox(name))))).filter(
      (account): account is PushAccount => account !== null,
    );
    expect(accounts.length).toBeGreaterThan(0);
    await faulty.spoil();
    const season = new Season(size, random);
    const calls = [...season.calls()];
    const kinds = faulty.faults(random);
    for (const [n, call] of calls.entries()) {
      await push(tenant, call, WITHIN_MS);
      const due = Math.ceil((faults * (n + 1)) / calls.length) - Math.ceil((faults * n) / calls.length);
      for (let times = 0; times < due; times++)
        await suffer(kinds.next().value as PushFault, random.integer(LONGEST_FAULT_MS));
    }
    const end = await faulty.away();
    await elapse(OUTAGE_SECONDS * 1_000);
    await end();
    await allSettled(faulty.adminUrl, SETTLED_WITHIN_MS);
    await faulty.heal();
    if (NAMES.includes('mailchimp')) await assertConsents(world.sandbox('mailchimp').control.url);
    return { tenant, accounts, season, targets: await targetsOf(faulty.adminUrl, tenant.id) };
  };

  const suffer = async ({ name, begin }: PushFault, ms: number) => {
    const end = await begin();
    await elapse(ms);
    await end?.();
    if (FAULTS > 20) process.stdout.write(`${new Date().toISOString()} ${name}\n`);
  };

  it(
    `makes each object once, with its last version (${ITEMS} items, ${FAULTS} faults)`,
    async () => {
      const { accounts, season, targets } = await run(SIZE, FAULTS);
      const unfinished = targets.filter(({ status, inDoubt }) => inDoubt || !['applied', 'skipped'].includes(status));
      expect(unfinished).toEqual([]);
      const verdicts = await Promise.all(accounts.map((account) => verdictOf(account, targets, season)));
      const compared: unknown = expect.any(Number);
      expect(verdicts).toEqual(NAMES.map((provider) => ({ provider, ...FLAWLESS, compared })));
      expect(verdicts.filter(({ compared }) => compared === 0)).toEqual([]);
    },
    patient(WITHIN_MS * 2),
  );

  it(
    'doubles some of them if a doubt is only a reason to send again',
    async () => {
      const { accounts } = await run({ contacts: 60, tickets: 0, payments: 60, events: 4 }, 1, { isPlain: true });
      const ledgers = await Promise.all(accounts.map((account) => account.ledger()));
      expect(ledgers.flatMap((ledger) => ledger.doubled()).length).toBeGreaterThan(0);
    },
    patient(WITHIN_MS),
  );
});
