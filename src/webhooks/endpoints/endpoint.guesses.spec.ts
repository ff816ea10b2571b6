import { beforeEach, describe, expect, it } from '@jest/globals';
import { seeded } from '../../../test/support/seeded.random.js';
import {
  EndpointFixture,
  MOST_UNKNOWN,
  RELOAD_MS,
  UNKNOWN_MS,
  forgedToken,
  randomToken,
  signedToken,
  times,
} from '../testing/endpoint.fixture.js';

const NOT_FOUND = new Set(['not found']);
const random = seeded();
const otherShape = (n: number) => {
  const length = [0, 1, 31, 33, 43, 47, 49, 64, 100][n % 9];
  return random.bytes(100).toString('base64url').slice(0, length);
};

describe('EndpointDirectory, asked for guesses', () => {
  let fixture: EndpointFixture;
  const mustLookUp = (token: string, provider = 'fake') => fixture.directory.mustLookUp(provider, token);

  beforeEach(() => {
    fixture = new EndpointFixture();
  });

  it('does not ask the database for 1,000 of another shape', async () => {
    const guesses = times(1_000, otherShape);
    expect(guesses.some((token) => mustLookUp(token))).toBe(false);
    expect(await fixture.outcomes(guesses)).toEqual(NOT_FOUND);
    expect(fixture.table.queries).toBe(0);
  });

  it.each([
    ['random', randomToken],
    ['signed', forgedToken],
  ])('says of 1,000 of the shape of %s tokens that it would have to ask, and asks once for each', async (_, guess) => {
    const guesses = times(1_000, guess);
    expect(guesses.every((token) => mustLookUp(token))).toBe(true);
    expect(fixture.table.queries).toBe(0);
    expect(await fixture.outcomes(guesses)).toEqual(NOT_FOUND);
    expect(fixture.table.queries).toBe(1_000);
    expect(guesses.some((token) => mustLookUp(token))).toBe(false);
    expect(await fixture.outcomes(guesses)).toEqual(NOT_FOUND);
    expect(fixture.table.queries).toBe(1_000);
  });

  it('remembers a guess that was refused before its body was read', async () => {
    const token = randomToken();
    for (const guess of [token, token, token, 'of-another-shape']) {
      await expect(fixture.directory.require('fake', guess)).rejects.toMatchObject({ status: 404 });
    }
    expect([await fixture.deliver(token, 's'), fixture.table.queries]).toEqual(['not found', 1]);
  });

  it('asks again for the same one after a while only', async () => {
    const token = randomToken();
    const ask = () => fixture.outcomes([token]);
    expect(await fixture.queriesOf(ask)).toBe(1);
    fixture.clock.time += UNKNOWN_MS - 1;
    expect([mustLookUp(token), await fixture.queriesOf(ask)]).toEqual([false, 0]);
    fixture.clock.time += 1;
    expect([mustLookUp(token), await fixture.queriesOf(ask)]).toEqual([true, 1]);
  });

  it('asks once for 100 that come at the same time', async () => {
    const token = forgedToken();
    const outcomes = await Promise.all(times(100, () => fixture.deliver(token, 's')));
    expect([new Set(outcomes), fixture.table.queries]).toEqual([NOT_FOUND, 1]);
  });

  it('keeps the endpoints that it knows, however many there are', async () => {
    const { token } = fixture.add('s');
    await fixture.deliver(token, 's');
    await fixture.outcomes(times(2 * MOST_UNKNOWN, randomToken));
    expect(await fixture.queriesOf(() => fixture.deliver(token, 's'))).toBe(0);
  });

  it('forgets the oldest of them one by one', async () => {
    const [oldest, ...others] = times(MOST_UNKNOWN + 1, randomToken) as [string, ...string[]];
    await fixture.outcomes([oldest, ...others]);
    expect(await fixture.queriesOf(() => fixture.outcomes(others))).toBe(0);
    expect(await fixture.queriesOf(() => fixture.outcomes([oldest]))).toBe(1);
  });

  it("takes one provider's token for a guess at another's", async () => {
    const { token } = fixture.add('s');
    expect([mustLookUp(token, 'fake'), mustLookUp(token, 'other')]).toEqual([false, true]);
    expect(await fixture.deliver(token, 's', 'other')).toBe('not found');
    expect(await fixture.deliver(token, 's')).toBe('accepted');
  });

  it('no longer takes the word of a signed token that was found without an endpoint', async () => {
    const token = signedToken();
    expect(mustLookUp(token)).toBe(false);
    expect(await fixture.deliver(token, 's')).toBe('not found');
    expect(await fixture.queriesOf(() => fixture.deliver(token, 's'))).toBe(0);
    fixture.clock.time += RELOAD_MS;
    expect(mustLookUp(token)).toBe(true);
  });
});
