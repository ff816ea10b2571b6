import type { SandboxAccount } from '../../demo/clients/control.client.js';
import { switchRulesOn } from '../../demo/season/rule.choices.js';
import type { StreamResult } from '../../demo/report/demo.result.js';
import type { PushedCall, Season } from '../../demo/season/season.js';
import { compareObjects } from '../../demo/steps/push-comparison.step.js';
import { SEASON_PLAN } from '../../demo/season/season.plan.js';
import { WriteLedger } from '../../demo/season/write.ledger.js';
import { eventually } from './condition.wait.js';
import type { ProviderSandbox } from './provider.sandboxes.js';
import type { Tenant } from './tenant.js';

interface SandboxCredentials extends SandboxAccount {
  credentials: Record<string, string>;
}

/** An account that a test pushes to. */
export interface PushAccount {
  provider: string;
  integrationId: string;
  ledger(): Promise<WriteLedger>;
  /** Kinds of objects that are not what the season comes to: missing, extra or different ones, or other sums. */
  unlike(season: Season): Promise<Record<string, StreamResult>>;
}

const SCALE = 5;

/** Connects a new account of the sandbox, and switches every rule on. @returns `null`: nothing is pushed to this provider */
export async function connectForPush(tenant: Tenant, sandbox: ProviderSandbox): Promise<PushAccount | null> {
  const { name: provider, plan, control } = sandbox;
  const account = (await control.createAccount({ ...plan.account(), scale: SCALE })) as SandboxCredentials;
  await plan.season.setUp(control, account.id);
  // A service that has just started, on a busy machine, may still refuse.
  const { status, body } = await eventually(
    () => tenant.call<{ id: string }>('POST', '/integrations', { provider, credentials: account.credentials }),
    (answer) => answer.status !== 503,
  );
  if (status !== 201) throw new Error(`Connecting ${provider} answered ${status}: ${JSON.stringify(body)}`);
  const call = async <T>(method: string, path: string, sent?: unknown): Promise<T> => {
    const answer = await tenant.call<T>(method, path, sent);
    if (answer.status === 200) return answer.body;
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
  if ((await switchRulesOn(call, body.id, SEASON_PLAN.currencies)) === 0) return null;
  return {
    provider,
    integrationId: body.id,
    ledger: () => WriteLedger.of(control, account.id),
    unlike: async (season) => {
      const found = await plan.season.found(control, account.id);
      const compared = Object.entries(compareObjects(plan.season.expected(season), found));
      return Object.fromEntries(compared.filter(([, result]) => !isEqual(result)));
    },
  };
}

function isEqual({ missing, extra, different, money }: StreamResult): boolean {
  return missing + extra + different === 0 && Object.values(money).every(({ expected, actual }) => expected === actual);
}

/** Pushes until the call is answered: a service that is down is tried again. */
export async function push(tenant: Tenant, { entity, items }: PushedCall, withinMs: number): Promise<void> {
  const answer = await eventually(
    () =>
      tenant.call('POST', `/sync/${entity}`, { items }).catch((error: Error) => ({ status: 0, body: error.message })),
    ({ status }) => status === 202 || (status >= 400 && status < 500 && status !== 429),
    withinMs,
  );
  const { rejected } = answer.body as { rejected?: unknown[] };
  if (answer.status !== 202 || rejected?.length) {
    throw new Error(`Pushing ${entity} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 1_000)}`);
  }
}
