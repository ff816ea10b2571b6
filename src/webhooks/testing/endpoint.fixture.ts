import { randomBytes, randomUUID } from 'node:crypto';
import { FixedClock } from '../../auth/testing/fixed.clock.js';
import { SigningKeys } from '../../common/signing-keys.js';
import { UnknownEndpointError } from '../../common/http.errors.js';
import { loadConfig } from '../../config/config.js';
import { SecretUnreadableError } from '../../credentials/vault/secret.error.js';
import { EndpointDirectory } from '../endpoints/endpoint.directory.js';
import { EndpointTokens } from '../endpoints/endpoint.tokens.js';
import { EndpointTable } from './endpoint.table.js';

export const FRESH_MS = 10_000;
export const RELOAD_MS = 1_000;
export const UNKNOWN_MS = 5_000;
export const MOST_KNOWN = 50;
export const MOST_UNKNOWN = 1_000;

const config = loadConfig({
  WEBHOOK_ENDPOINT_FRESH_MS: String(FRESH_MS),
  WEBHOOK_ENDPOINT_RELOAD_MS: String(RELOAD_MS),
  WEBHOOK_UNKNOWN_TOKEN_MS: String(UNKNOWN_MS),
  WEBHOOK_ENDPOINTS_REMEMBERED: String(MOST_KNOWN),
  WEBHOOK_UNKNOWN_TOKENS_REMEMBERED: String(MOST_UNKNOWN),
});
const tokens = new EndpointTokens(new SigningKeys(config));
/** A stored secret that cannot be decrypted. All others are stored as they are. */
export const UNREADABLE = 'unreadable';
const vault = {
  open: ({ ciphertext }: { ciphertext: Buffer }) => {
    if (ciphertext.toString() !== UNREADABLE) return ciphertext.toString();
    throw new SecretUnreadableError({ kid: 'gone', reason: 'key_missing', retryAfterSeconds: 60 });
  },
};

export type Outcome = 'accepted' | 'bad signature' | 'not found' | 'try again';

export const signedToken = () => tokens.issue('fake', randomUUID());
/** A token of an older release, without a signature. */
export const randomToken = () => randomBytes(24).toString('base64url');
/** A token with the format of a signed one, but a wrong signature. */
export const forgedToken = () => randomBytes(36).toString('base64url');

export const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** An endpoint directory with small limits, over a fake table that counts queries. */
export class EndpointFixture {
  readonly table = new EndpointTable();
  readonly clock = new FixedClock();
  readonly directory = new EndpointDirectory(
    this.table as unknown as ConstructorParameters<typeof EndpointDirectory>[0],
    vault as unknown as ConstructorParameters<typeof EndpointDirectory>[1],
    tokens,
    this.clock,
    config,
  );

  /** Adds an endpoint with one secret. */
  add(secret: string, token = signedToken()): { id: string; token: string } {
    const id = randomUUID();
    this.table.put('fake', token, [secret], id);
    return { id, token };
  }

  /** The outcome of a delivery that is signed with `secret`. */
  async deliver(token: string, secret: string, provider = 'fake'): Promise<Outcome> {
    try {
      const endpoint = await this.directory.own(provider, token, ({ secrets }) => secrets.includes(secret));
      return endpoint ? 'accepted' : 'bad signature';
    } catch (error) {
      if (error instanceof UnknownEndpointError) return 'not found';
      if (error instanceof SecretUnreadableError) return 'try again';
      throw error;
    }
  }

  /** The outcomes of one delivery to each token, one after the other. */
  async outcomes(tokens: readonly string[], secret = 's'): Promise<Set<Outcome>> {
    const seen = new Set<Outcome>();
    for (const token of tokens) seen.add(await this.deliver(token, secret));
    return seen;
  }

  /** Runs `work` and returns the number of queries that it caused. */
  async queriesOf(work: () => Promise<unknown>): Promise<number> {
    const before = this.table.queries;
    await work();
    return this.table.queries - before;
  }
}
