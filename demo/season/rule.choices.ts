/** Calls a route of the service. @returns the body of its answer */
export type ApiCall = <T>(method: string, path: string, body?: unknown) => Promise<T>;

interface Option {
  name: string;
  /** What can be chosen; `null`: the provider has to be asked. */
  values: string[] | null;
  keys: string | null;
}

interface Rule {
  rule: string;
  missing: string[];
  available: Option[];
}

interface Choice {
  id: string;
  name: string;
  unavailable: string | null;
}

/** Payments of before the rule was switched on are to be posted too. */
const LONG_AGO = '2026-01-01';

/**
 * Switches every rule of an integration on, and chooses what is needed as a person would: of what the account offers.
 * @param currencies where there is an account for each, it is chosen for each
 * @returns the number of rules
 */
export async function switchRulesOn(
  call: ApiCall,
  integrationId: string,
  currencies: readonly string[],
): Promise<number> {
  const path = `/integrations/${integrationId}`;
  const { data } = await call<{ data: Rule[] }>('GET', `${path}/rules`);
  for (const { rule, missing, available } of data) {
    const options: Record<string, unknown> = {};
    for (const option of available.filter((one) => isToBeChosen(one, missing))) {
      const { name, values, keys } = option;
      const choices = values ? [] : await choicesOf(call, `${path}/choices/${name}?rule=${rule}`);
      options[name] = values?.[0] ?? (keys?.includes('a currency') ? byCurrency(choices, currencies) : choices[0]?.id);
    }
    if (available.some(({ name }) => name === 'postFrom')) options.postFrom = LONG_AGO;
    await call('PUT', `${path}/rules/${rule}`, { enabled: true, options });
  }
  return data.length;
}

/** Chosen although no rule requires it: a person who sells at one location wants nothing at the others. */
const isToBeChosen = ({ name }: Option, missing: readonly string[]): boolean =>
  missing.includes(name) || name === 'location';

async function choicesOf(call: ApiCall, path: string): Promise<Choice[]> {
  const { data } = await call<{ data: Choice[] }>('GET', path);
  const choices = data.filter(({ unavailable }) => unavailable === null);
  if (choices.length === 0) throw new Error(`Nothing can be chosen at ${path}: ${JSON.stringify(data)}`);
  return choices;
}

/** An account whose name has the currency, a clearing account if there is one. */
function byCurrency(choices: readonly Choice[], currencies: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(
    currencies.map((currency) => {
      const ofCurrency = choices.filter(({ name }) => name.includes(currency));
      const chosen = ofCurrency.find(({ name }) => name.startsWith('Clearing')) ?? ofCurrency[0] ?? choices[0];
      return [currency, chosen?.id];
    }),
  );
}
