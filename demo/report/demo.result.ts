export interface StreamResult {
  /** Live objects in the sandbox. */
  expected: number;
  /** Live records here. */
  actual: number;
  missing: number;
  extra: number;
  /** In both places, but not the same. */
  different: number;
  /** Sums by currency, in minor units, where the type has money. */
  money: Record<string, { expected: number; actual: number }>;
}

export interface WebhookResult {
  /** Events that the sandbox made. */
  expected: number;
  /** Events that arrived, whatever became of them. */
  arrived: number;
  done: number;
  ignored: number;
  dead: number;
  duplicates: number;
}

export interface ProviderResult {
  streams: Record<string, StreamResult>;
  webhooks: WebhookResult;
  /** What was pushed and what is there: `expected` is what the platform has pushed. */
  pushed: Record<string, StreamResult>;
}

export type DemoResult = Record<string, ProviderResult>;

/** Objects that are not the same here and there, and sums that are not. */
export function faultsOf({ missing, extra, different, money }: StreamResult): string[] {
  const counts = Object.entries({ missing, extra, different }).filter(([, value]) => value > 0);
  const sums = Object.entries(money).filter(([, { expected, actual }]) => expected !== actual);
  return [
    ...counts.map(([what, value]) => `${value} ${what}`),
    ...sums.map(([currency, { expected, actual }]) => `${currency} off by ${actual - expected}`),
  ];
}

/** Why not everything that was expected arrived; `undefined` when it did. */
export function faultOf(result: DemoResult): string | undefined {
  const problems = Object.entries(result).flatMap(([provider, { streams, webhooks, pushed }]) => [
    ...streamFaults(streams).map((fault) => `${provider} ${fault}`),
    ...webhookFaults(webhooks).map((fault) => `${provider} webhooks: ${fault}`),
    ...streamFaults(pushed).map((fault) => `${provider} pushed ${fault}`),
  ]);
  return problems.length > 0 ? problems.join('; ') : undefined;
}

export function totalWebhooks(result: DemoResult): WebhookResult {
  const total: WebhookResult = { expected: 0, arrived: 0, done: 0, ignored: 0, dead: 0, duplicates: 0 };
  for (const { webhooks } of Object.values(result)) {
    for (const key of Object.keys(total) as (keyof WebhookResult)[]) total[key] += webhooks[key];
  }
  return total;
}

function streamFaults(streams: Record<string, StreamResult>): string[] {
  return Object.entries(streams).flatMap(([stream, one]) => faultsOf(one).map((fault) => `${stream}: ${fault}`));
}

function webhookFaults({ expected, arrived, dead }: WebhookResult): string[] {
  return [
    ...(arrived === expected ? [] : [`${arrived} of ${expected} events arrived`]),
    ...(dead > 0 ? [`${dead} dead`] : []),
  ];
}
