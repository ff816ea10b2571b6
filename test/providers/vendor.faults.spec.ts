import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FAILURE_STATUS } from '../../src/common/failure.status.js';
import { loadConfig } from '../../src/config/config.js';
import { Metrics } from '../../src/observability/metrics.js';
import { ProviderCalls } from '../../src/providers/calls/provider.calls.js';
import { RateBudget } from '../../src/providers/calls/rate-budget.js';
import type { Connection } from '../../src/providers/connection.js';
import * as errors from '../../src/providers/provider.errors.js';
import { MAILCHIMP_REFUSALS } from '../../src/providers/mailchimp/api/mailchimp.failures.js';
import { QUICKBOOKS_REFUSALS } from '../../src/providers/quickbooks/api/quickbooks.failures.js';
import { QUICKBOOKS_OAUTH_REFUSALS } from '../../src/providers/quickbooks/oauth/quickbooks.oauth.failures.js';
import { SQUARE_REFUSALS } from '../../src/providers/square/api/square.failures.js';
import { SQUARE_OAUTH_REFUSALS } from '../../src/providers/square/oauth/square.oauth.failures.js';
import { STRIPE_REFUSALS } from '../../src/providers/stripe/api/stripe.failures.js';
import { EdgeProxy } from '../support/edge.proxy.js';
import { VENDOR_FAULTS, type VendorFault } from '../support/vendor.faults.js';
import { callTimeout } from './call.timeout.js';
import { failureOf } from './failure.of.js';
import { SUBJECTS } from './subjects.js';

/** How many ways each provider states in which a connection can be refused. */
const STATED: Record<string, { api: number; refresh?: number }> = {
  stripe: { api: STRIPE_REFUSALS.length },
  square: { api: SQUARE_REFUSALS.length, refresh: SQUARE_OAUTH_REFUSALS.length },
  mailchimp: { api: MAILCHIMP_REFUSALS.length },
  quickbooks: { api: QUICKBOOKS_REFUSALS.length, refresh: QUICKBOOKS_OAUTH_REFUSALS.length },
};
const CREDENTIALS: Record<string, Record<string, string>> = {
  stripe: { apiKey: 'sk_test_faults' },
  square: { accessToken: 'EAAAfaults', refreshToken: 'EQAAfaults' },
  mailchimp: { apiKey: `${'0'.repeat(32)}-us1` },
  quickbooks: { accessToken: 'access', refreshToken: 'refresh' },
};
const context = () => ({ signal: new AbortController().signal });

describe.each(VENDOR_FAULTS)('A fault of $name', ({ name, faults, refresh }) => {
  const edge = new EdgeProxy('http://127.0.0.1:9');
  const { provider: Provider, config: own, environment } = SUBJECTS.find((subject) => subject.name === name)!;
  const credentials = CREDENTIALS[name]!;
  const connection: Connection = {
    tenantId: 'tenant',
    integrationId: 'integration',
    externalAccountId: 'account',
    environment: 'sandbox',
    authMethod: 'key',
    credentials,
    settings: {},
    current: async () => credentials,
  };
  const port = ({ answer }: VendorFault) => {
    const settings = {
      ...callTimeout(answer),
      PROVIDER_CALL_TRIES: '1',
      PROVIDER_BUDGET_PATIENCE_MS: '1',
    };
    const config = loadConfig({ ...environment(edge.url), ...settings }, [own]);
    return new Provider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
  };
  const expectRow = ({ code, becomes }: VendorFault, error: unknown) => {
    expect(error).toBeInstanceOf(errors.ProviderError);
    const ended = error instanceof errors.ProviderCredentialsError;
    expect([(error as errors.ProviderError).code, ended ? 'needs_reauth' : 'connected']).toEqual([code, becomes]);
  };

  beforeAll(() => edge.listen());
  afterAll(() => edge.close());

  it.each(faults)('$fault is $code: $becomes', async (row) => {
    edge.use(row.answer);
    expectRow(row, await failureOf(port(row).testConnection(connection, context())));
    expectRow(
      row,
      await failureOf(
        port(row).registrar?.register(connection, 'https://hub.example/', context()) ??
          port(row).testConnection(connection, context()),
      ),
    );
  });

  if (refresh) {
    it.each(refresh.faults)('$fault, of a refresh, is $code: $becomes', async (row) => {
      edge.use(row.answer);
      expectRow(row, await failureOf(port(row).oauth!.refresh!(connection, context())));
    });
  }

  it('ends a connection in every way that its errors file states', () => {
    const ending = (rows: readonly VendorFault[] = []) =>
      rows.filter(({ becomes }) => becomes === 'needs_reauth').length;
    expect(ending(faults)).toBeGreaterThanOrEqual(STATED[name]!.api);
    expect(ending(refresh?.faults)).toBeGreaterThanOrEqual(STATED[name]!.refresh ?? 0);
  });
});

it('has an HTTP status, whatever its class', () => {
  const options = Object.values(errors).filter(
    (value) => typeof value === 'function' && value !== errors.ProviderError,
  );
  const codes = options.map((Kind) => new (Kind as unknown as new (why: unknown) => errors.ProviderError)(1).code);
  expect(codes).toHaveLength(12);
  for (const code of codes) expect([code, FAILURE_STATUS.get(code)?.status]).toEqual([code, expect.any(Number)]);
});
