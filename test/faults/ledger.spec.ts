import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { elapse } from '../support/fixed.wait.js';
import { customerEvents, settledInbox, storedNames } from '../support/inbox.totals.js';
import { InfrastructureFaults, type InfrastructureFault } from '../support/infrastructure.faults.js';
import { seeded, type SeededRandom } from '../support/seeded.random.js';
import { eventually } from '../support/condition.wait.js';
import { WebhookSender } from '../support/webhook.sender.js';

/** `npm run ledger` asks for 100,000 and 100. */
const EVENTS = Number(process.env.LEDGER_EVENTS ?? 3_000);
const FAULTS = Number(process.env.LEDGER_FAULTS ?? 8);
const STATES = 50;
const CONNECTIONS = 50;
const LONGEST_FAULT_MS = 1_500;
/** Of every ten events, the vendor sends so many again though they were acknowledged. */
const AGAIN_OF_TEN = 1;
const WITHIN_MS = 120_000 + FAULTS * 15_000 + EVENTS * 5;
/** What takes seconds by default ends within a fault. */
const HURRY = {
  LEASE_SECONDS: '3',
  DATABASE_PROBE_INTERVAL_MS: '500',
  DATABASE_PROBE_TIMEOUT_MS: '1000',
  DATABASE_STATEMENT_TIMEOUT_MS: '3000',
  DATABASE_LOCK_TIMEOUT_MS: '2000',
  WEBHOOK_COMMIT_TIMEOUT_MS: '3000',
  DATABASE_PAUSE_MAX_MS: '2000',
};

/** What was acknowledged, against what is there in the end. */
describe('The ledger', () => {
  let faulty: InfrastructureFaults;
  let account: string;

  beforeAll(async () => {
    faulty = await InfrastructureFaults.start(HURRY);
    const { id, secretKey } = await faulty.world.account({ counts: { customers: 1 }, seed: 71 });
    account = id;
    await faulty.world.tenant().connect(secretKey);
  });
  afterAll(() => faulty?.end());

  /** Every kind before any of them comes again, in another order each time. */
  function* chosen(random: SeededRandom): Generator<InfrastructureFault> {
    for (;;) {
      const kinds = faulty.faults();
      while (kinds.length > 0) yield* kinds.splice(random.integer(kinds.length), 1);
    }
  }

  it(`loses none of ${EVENTS} acknowledged events under ${FAULTS} faults, keeps none twice, and leaves none undone`, async () => {
    const random = seeded();
    const { bodies, names } = customerEvents(account, 'evtledger', Math.ceil(EVENTS / STATES), STATES);
    const again = bodies.filter(() => random.integer(10) < AGAIN_OF_TEN);
    const sender = new WebhookSender(() => faulty.world.service.url, CONNECTIONS);
    const sending = sender.send(bodies).then(() => sender.send(again));
    const faults = chosen(random);
    for (let n = 0; n < FAULTS; n++) {
      const goal = (bodies.length * (n + 0.5)) / (FAULTS + 1);
      await eventually(
        async () => sender.acknowledged,
        (count) => count >= goal,
        WITHIN_MS,
      );
      const fault = faults.next().value as InfrastructureFault;
      const end = await fault.begin();
      await elapse(random.integer(LONGEST_FAULT_MS));
      await end?.();
      if (FAULTS > 20) process.stdout.write(`${n + 1}/${FAULTS} ${fault.name}: ${sender.acknowledged} acknowledged\n`);
    }
    await sending;
    sender.end();
    expect(sender.acknowledged).toBe(bodies.length + again.length);
    const totals = await settledInbox(faulty.adminUrl, 'evtledger', bodies.length, WITHIN_MS);
    const { length } = bodies;
    expect(totals).toMatchObject({ events: length, ids: length, done: length, open: 0, dead: 0 });
    expect(await storedNames(faulty.adminUrl, 'evtledger')).toEqual(names);
    expect(faulty.exitCodes).toEqual([null, null]);
  });
});
