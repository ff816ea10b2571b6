/**
 * The least a server can do and still keep a webhook before it answers: verify, gather, one INSERT, commit, 200.
 * No framework above Fastify, no tenants, no routing to accounts, no queue. A ceiling, not a product.
 */
import Fastify from 'fastify';
import pg from 'pg';
import { EventGatherer } from './event.gatherer.js';
import { isSignedByStripe } from './stripe.signature.js';

const { DATABASE_URL, STRIPE_WEBHOOK_SECRET = '', PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
await pool.query('CREATE TABLE IF NOT EXISTS events (id text PRIMARY KEY, body text NOT NULL)');

const gatherer = new EventGatherer((ids, bodies) =>
  pool.query({
    name: 'insert',
    text: 'INSERT INTO events SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING',
    values: [ids, bodies],
  }),
);

const app = Fastify();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.get('/health', () => ({ ok: true }));
app.post('/webhooks', async (request, reply) => {
  const body = /** @type {Buffer} */ (request.body);
  if (!isSignedByStripe(body, request.headers['stripe-signature'], STRIPE_WEBHOOK_SECRET))
    return reply.code(401).send();
  const text = body.toString();
  await gatherer.add(JSON.parse(text).id, text);
  return { received: true };
});
process.once('SIGTERM', () => void app.close().then(() => pool.end()));
await app.listen({ port: Number(PORT), host: '127.0.0.1' });
