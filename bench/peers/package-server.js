/** The package behind Fastify, as its own app serves it: the raw body to `processWebhook`, an error is a 400. */
import Fastify from 'fastify';
import { createEngine, migrate } from './package.engine.js';

const { DATABASE_URL = '', PORT } = process.env;
await migrate(DATABASE_URL);
const engine = createEngine(process.env);

const app = Fastify();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.get('/health', () => ({ ok: true }));
app.post('/webhooks', async (request, reply) => {
  try {
    await engine.processWebhook(request.body, request.headers['stripe-signature']);
  } catch (error) {
    return reply.code(400).send(`Webhook Error: ${error instanceof Error ? error.message : 'Unknown error'}`);
  }
  return reply.send({ received: true });
});
process.once('SIGTERM', () => void app.close().then(() => engine.postgresClient.close()));
await app.listen({ port: Number(PORT), host: '127.0.0.1' });
