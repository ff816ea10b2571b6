import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/**
 * Writes the OpenAPI document of the build to the file `--out`. Nothing is started: in preview mode Nest makes no
 * provider of its own, so neither PostgreSQL nor Redis is needed.
 */
const DIST = resolve(import.meta.dirname, '../dist/src');
/** Providers are described only, so they call nobody. */
const CALLS = new Proxy({}, { get: () => () => undefined });
const load = (file) => import(join(DIST, file));

/** The document that `/docs-json` of this build answers. */
export async function openApiOfBuild() {
  const [{ AppModule }, { Lifecycle }, { loadConfig }, { PROVIDERS, PROVIDER_CONFIGS }, { openApiDocument }] =
    await Promise.all([
      load('app.module.js'),
      load('common/lifecycle.js'),
      load('config/config.js'),
      load('providers/providers.list.js'),
      load('bootstrap/openapi.js'),
    ]);
  const environment = { NODE_ENV: 'test', ROLES: 'api', REDIS_URL: 'redis://127.0.0.1:1' };
  const config = loadConfig(environment, PROVIDER_CONFIGS);
  const pool = { url: 'postgres://127.0.0.1:1/none', poolSize: 1, statementTimeoutMs: 0, applicationName: 'openapi' };
  const module = AppModule.with(config, { main: pool, crossing: null, admin: pool }, new Lifecycle());
  const options = { preview: true, logger: false, abortOnError: false };
  const app = await NestFactory.create(module, new FastifyAdapter(), options);
  const classes = await Promise.all(PROVIDERS.map((provider) => provider.load()));
  return openApiDocument(
    app,
    config,
    classes.map(({ default: Provider }) => new Provider(config, CALLS)),
  );
}

if (process.argv[1] === import.meta.filename) {
  const { out } = parseArgs({ options: { out: { type: 'string' } } }).values;
  if (!out) throw new Error('--out FILE');
  await writeFile(out, JSON.stringify(await openApiOfBuild()));
}
