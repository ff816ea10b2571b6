import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  EndpointFixture,
  FRESH_MS,
  MOST_KNOWN,
  RELOAD_MS,
  UNREADABLE,
  forgedToken,
  randomToken,
  signedToken,
  times,
} from '../testing/endpoint.fixture.js';

let fixture: EndpointFixture;
const mustLookUp = (token: string) => fixture.directory.mustLookUp('fake', token);
const together = (count: number, deliver: (n: number) => Promise<unknown>) => Promise.all(times(count, deliver));

beforeEach(() => {
  fixture = new EndpointFixture();
});

describe('EndpointDirectory', () => {
  it.each([
    ['signed', signedToken],
    ['random', randomToken],
    ['signed by a key that is gone', forgedToken],
  ])('finds an endpoint by a token that is %s', async (_, make) => {
    const { id, token } = fixture.add('s', make());
    const found = await fixture.directory.own('fake', token, () => true);
    const owner = { tenantId: 't', integrationId: 'i', externalAccountId: 'a' };
    expect(found).toEqual({ id, secrets: ['s'], owner });
  });

  it('finds one without any secret', async () => {
    const token = randomToken();
    fixture.table.put('fake', token, []);
    expect(await fixture.directory.own('fake', token, ({ secrets }) => secrets.length === 0)).not.toBeNull();
  });

  it('tells by the MAC of a signed token, not by the database, that it was issued', async () => {
    const { token } = fixture.add('s');
    expect([mustLookUp(token), fixture.table.queries]).toEqual([false, 0]);
  });

  it('tells a random token that is in use by its memory, also while it reads and once that is old', async () => {
    const { token } = fixture.add('s', randomToken());
    expect(mustLookUp(token)).toBe(true);
    const delivery = fixture.deliver(token, 's');
    expect(mustLookUp(token)).toBe(false);
    await delivery;
    expect(mustLookUp(token)).toBe(false);
    fixture.clock.time += 10 * FRESH_MS;
    expect(mustLookUp(token)).toBe(false);
  });

  it('asks once for 100 deliveries that come at the same time', async () => {
    const { token } = fixture.add('s');
    const outcomes = await together(100, () => fixture.deliver(token, 's'));
    expect([new Set(outcomes), fixture.table.queries]).toEqual([new Set(['accepted']), 1]);
  });

  it('asks once for who only wants to know that there is one, and then verifies without asking', async () => {
    const { token } = fixture.add('s');
    await together(100, () => fixture.directory.require('fake', token));
    expect([await fixture.deliver(token, 's'), fixture.table.queries]).toEqual(['accepted', 1]);
  });

  it('verifies each of them for itself, and asks once more for those that do not fit', async () => {
    const { token } = fixture.add('s');
    const outcomes = await together(100, (n) => fixture.deliver(token, n % 2 ? 'forged' : 's'));
    expect(outcomes).toEqual(times(100, (n) => (n % 2 ? 'bad signature' : 'accepted')));
    expect(fixture.table.queries).toBe(2);
  });

  it('asks again after FRESH_MS, once for all that come', async () => {
    const { token } = fixture.add('s');
    await fixture.deliver(token, 's');
    fixture.clock.time += FRESH_MS - 1;
    expect(await fixture.queriesOf(() => fixture.deliver(token, 's'))).toBe(0);
    fixture.clock.time += 1;
    expect(await fixture.queriesOf(() => together(100, () => fixture.deliver(token, 's')))).toBe(1);
  });

  it('evicts the endpoint that was used least recently, and no other', async () => {
    const [first, second, ...others] = times(MOST_KNOWN, () => fixture.add('s').token) as [string, string, ...string[]];
    const { token: extra } = fixture.add('s');
    await fixture.outcomes([first, second, ...others, first, extra]);
    expect(await fixture.queriesOf(() => fixture.outcomes([first, ...others, extra]))).toBe(0);
    expect(await fixture.queriesOf(() => fixture.outcomes([second]))).toBe(1);
  });

  it('no longer finds one FRESH_MS after it was deleted elsewhere, and then asks seldom', async () => {
    const { token } = fixture.add('s');
    await fixture.deliver(token, 's');
    fixture.table.remove('fake', token);
    fixture.clock.time += FRESH_MS;
    expect(await fixture.outcomes([token, token])).toEqual(new Set(['not found']));
    expect(fixture.table.queries).toBe(2);
  });

  it('no longer finds one that it was told to forget, and knows the others as before', async () => {
    const [kept, gone] = [fixture.add('s'), fixture.add('s')];
    await fixture.outcomes([kept.token, gone.token]);
    fixture.table.remove('fake', gone.token);
    fixture.directory.forget(gone.id);
    expect(await fixture.deliver(gone.token, 's')).toBe('not found');
    expect(await fixture.queriesOf(() => fixture.deliver(kept.token, 's'))).toBe(0);
  });

  it('finds one a moment later that was asked for before it was committed', async () => {
    const token = signedToken();
    expect(await fixture.deliver(token, 's')).toBe('not found');
    fixture.add('s', token);
    fixture.clock.time += RELOAD_MS;
    expect(await fixture.deliver(token, 's')).toBe('accepted');
  });

  it('remembers nothing of a database that was away', async () => {
    const { token } = fixture.add('s');
    const failure = (fixture.table.failure = new Error('away'));
    const outcomes = await together(10, () => fixture.deliver(token, 's').catch((error: unknown) => error));
    expect([outcomes, fixture.table.queries]).toEqual([times(10, () => failure), 1]);
    fixture.table.failure = undefined;
    expect(await fixture.deliver(token, 's')).toBe('accepted');
  });
});

describe('EndpointDirectory, after a secret was rotated elsewhere', () => {
  let token: string;
  const rotate = (secret: string) => fixture.table.put('fake', token, [secret]);

  beforeEach(async () => {
    ({ token } = fixture.add('old'));
    await fixture.deliver(token, 'old');
  });

  it('takes the new one at once, and as often as it is rotated', async () => {
    for (const secret of ['second', 'third', 'fourth']) {
      rotate(secret);
      expect(await fixture.queriesOf(() => fixture.deliver(token, secret))).toBe(1);
      expect(await fixture.deliver(token, secret)).toBe('accepted');
    }
    expect(await fixture.deliver(token, 'old')).toBe('bad signature');
  });

  it('reads the secrets once for 100 deliveries at the same time', async () => {
    rotate('new');
    const queries = await fixture.queriesOf(async () => {
      expect(new Set(await together(100, () => fixture.deliver(token, 'new')))).toEqual(new Set(['accepted']));
    });
    expect(queries).toBe(1);
  });

  it('reads them once a second for any number of bad signatures', async () => {
    const flood = async () => {
      await together(100, (n) => fixture.deliver(token, `forged ${n}`));
      for (const n of times(100, (each) => each)) await fixture.deliver(token, `forged ${n}`);
    };
    for (let second = 0; second < 5; second++) {
      expect(await fixture.queriesOf(flood)).toBe(1);
      expect(await fixture.deliver(token, 'old')).toBe('accepted');
      fixture.clock.time += RELOAD_MS - 1;
      expect(await fixture.queriesOf(flood)).toBe(0);
      fixture.clock.time += 1;
    }
  });

  it('takes the new one a second after a bad signature', async () => {
    expect(await fixture.deliver(token, 'forged')).toBe('bad signature');
    rotate('new');
    fixture.clock.time += RELOAD_MS;
    expect(await fixture.deliver(token, 'new')).toBe('accepted');
  });

  it('takes the new one when the old one was just being read for another delivery', async () => {
    fixture.clock.time += FRESH_MS;
    const release = fixture.table.hold();
    const before = fixture.deliver(token, 'old');
    rotate('new');
    const after = fixture.deliver(token, 'new');
    release();
    expect(await Promise.all([before, after])).toEqual(['accepted', 'accepted']);
  });

  it.each([
    ['joins it', true],
    ['keeps what it found', false],
  ])('forgets a leaked one although a read is under way: nothing later %s', async (_, joins) => {
    const { id, token: leaking } = fixture.add('leaked');
    const release = fixture.table.hold();
    const before = fixture.deliver(leaking, 'leaked');
    fixture.table.put('fake', leaking, ['new'], id);
    fixture.directory.forget(id);
    const after = joins ? fixture.deliver(leaking, 'leaked') : undefined;
    release();
    await before;
    expect(await after).not.toBe('accepted');
    expect(await fixture.deliver(leaking, 'leaked')).toBe('bad signature');
  });
});

describe('EndpointDirectory, with a secret that does not open', () => {
  it('accepts what another one fits, and has the provider try again otherwise', async () => {
    const token = signedToken();
    fixture.table.put('fake', token, [UNREADABLE, 'readable']);
    expect(await fixture.outcomes([token, token], 'readable')).toEqual(new Set(['accepted']));
    expect(await fixture.outcomes([token, token], 'other')).toEqual(new Set(['try again']));
  });

  it('is no endpoint without secrets, where its path alone would do', async () => {
    const token = signedToken();
    fixture.table.put('fake', token, [UNREADABLE]);
    const unsigned = () => fixture.directory.own('fake', token, ({ secrets }) => secrets.length === 0);
    for (let tries = 0; tries < 3; tries++) {
      await expect(unsigned()).rejects.toMatchObject({ code: 'secret_unreadable', status: 503 });
      fixture.clock.time += RELOAD_MS;
    }
  });

  it('reads them once a second for any number of deliveries', async () => {
    const token = signedToken();
    fixture.table.put('fake', token, [UNREADABLE]);
    const flood = () => together(100, () => fixture.deliver(token, 's'));
    expect(await fixture.queriesOf(flood)).toBe(1);
    fixture.clock.time += RELOAD_MS - 1;
    expect(await fixture.queriesOf(flood)).toBe(0);
  });

  it('accepts again once it opens', async () => {
    const token = signedToken();
    fixture.table.put('fake', token, [UNREADABLE]);
    expect(await fixture.deliver(token, 's')).toBe('try again');
    fixture.table.put('fake', token, ['s']);
    fixture.clock.time += RELOAD_MS;
    expect(await fixture.deliver(token, 's')).toBe('accepted');
    expect(await fixture.deliver(token, 'forged')).toBe('bad signature');
  });
});
