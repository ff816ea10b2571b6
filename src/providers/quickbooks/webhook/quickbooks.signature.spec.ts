import { createHmac } from 'node:crypto';
import { isSignedByIntuit } from './quickbooks.signature.js';
import { CLOUD_EVENTS, LEGACY, MERGED, UNICODE } from '../testing/quickbooks.deliveries.js';

const SECRET = 'c1d2e3f4-0000-4111-8222-verifiertoken';
const OTHER = 'another-verifier-token';

function sign(body: string, secret = SECRET, encoding: 'base64' | 'hex' | 'base64url' = 'base64'): string {
  return createHmac('sha256', secret).update(body, 'utf8').digest(encoding);
}

function check(header: unknown, body = CLOUD_EVENTS, secrets: readonly string[] = [SECRET]): boolean {
  return isSignedByIntuit(Buffer.from(body), header, secrets);
}

describe('a signature that holds', () => {
  it.each([
    ['of several companies', CLOUD_EVENTS, 's7eiVQl6XhBrxcdY/ltRsibkNbjez0wWBTpmtkAps20='],
    ['of the old form', LEGACY, 'HTlzbWuKeCNkitztBjnunSEeCaghhFs8CMTdgn4Xqtw='],
    ['of text that is not ASCII', UNICODE, 'iR9HTVhT+oLFiixmf2BP13jp8PqaeMYPCG6oqsRIJGw='],
  ])('%s, computed elsewhere', (_name, body, header) => {
    expect(check(header, body)).toBe(true);
  });

  it('by any of our tokens', () => {
    expect(check(sign(CLOUD_EVENTS), CLOUD_EVENTS, [OTHER, SECRET])).toBe(true);
  });

  it('over any bytes', () => {
    for (const body of ['', '[]', '\ufeff{}', 'é'.repeat(10_000)]) expect(check(sign(body), body)).toBe(true);
  });
});

describe('a signature that does not hold', () => {
  const good = sign(CLOUD_EVENTS);

  it.each<[string, unknown]>([
    ['in hexadecimal', sign(CLOUD_EVENTS, SECRET, 'hex')],
    ['in the alphabet of URLs', sign('x'.repeat(7), SECRET, 'base64url')],
    ['of another token', sign(CLOUD_EVENTS, OTHER)],
    ['over the body serialised again', sign(JSON.stringify(JSON.parse(CLOUD_EVENTS), null, 1))],
    ['without padding', good.slice(0, -1)],
    ['with more of it', `${good}=`],
    ['with a blank', ` ${good}`],
    ['with a line break', `${good}\n`],
    ['twice in one', `${good}, ${good}`],
    ['too long', good.repeat(1_000)],
    ['empty', ''],
    ['absent', undefined],
    ['doubled', [good, good]],
    ['no text', 7],
  ])('%s', (_name, header) => {
    expect(check(header)).toBe(false);
  });

  it('over other bytes', () => {
    expect(check(good, CLOUD_EVENTS.replace('"63"', '"64"'))).toBe(false);
    expect(check(good, `${CLOUD_EVENTS} `)).toBe(false);
  });

  it('without a token, or with an empty one', () => {
    expect(check(good, CLOUD_EVENTS, [])).toBe(false);
    expect(check(sign(CLOUD_EVENTS, ''), CLOUD_EVENTS, [''])).toBe(false);
  });
});

/** A small generator with a seed (mulberry32), so that what fails once fails again. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe('ten thousand mutations', () => {
  it('none of which verifies, or throws', () => {
    const random = seeded(7);
    const bodies = [CLOUD_EVENTS, MERGED, LEGACY, UNICODE];
    let verified = 0;
    for (let round = 0; round < 10_000; round += 1) {
      const original = Buffer.from(bodies[random(bodies.length)]!);
      const header = createHmac('sha256', SECRET).update(original).digest('base64');
      const isOfBody = random(2) === 0;
      const bytes = mutate(isOfBody ? original : Buffer.from(header), random);
      const unchanged = bytes.equals(isOfBody ? original : Buffer.from(header));
      if (unchanged) continue;
      const signed = isOfBody
        ? isSignedByIntuit(bytes, header, [SECRET])
        : isSignedByIntuit(original, bytes.toString('latin1'), [SECRET]);
      if (signed) verified += 1;
    }
    expect(verified).toBe(0);
  });
});

function mutate(bytes: Buffer, random: (below: number) => number): Buffer {
  const at = random(bytes.length);
  const kind = random(5);
  if (kind === 0) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at), Buffer.from([random(256)]), bytes.subarray(at)]);
  if (kind === 2) return bytes.subarray(0, at);
  if (kind === 3) return Buffer.concat([bytes, bytes.subarray(0, at + 1)]);
  const changed = Buffer.from(bytes);
  changed[at] = changed[at]! ^ (1 << random(8));
  return changed;
}
