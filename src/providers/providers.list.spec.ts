import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../config/config.js';
import { environmentSchema } from '../config/environment.schema.js';
import { Metrics } from '../observability/metrics.js';
import { ProviderCalls } from './calls/provider.calls.js';
import { RateBudget } from './calls/rate-budget.js';
import { PROVIDER_CONFIGS, PROVIDERS } from './providers.list.js';

const config = loadConfig({}, PROVIDER_CONFIGS);
/** What is about one person each: once the vendor has deleted it, nothing but its id may be left. */
const OF_PERSONS = ['contact', 'customer', 'email_activity', 'loyalty_account', 'unsubscribe', 'vendor'];
const NAME_OF_SECRET = /_(SECRET|KEY|TOKEN|PASSWORD)S?$/;

describe('The list of providers', () => {
  it.each(PROVIDERS)('calls $name what its configuration and its description call it', async (entry) => {
    const { default: Provider } = await entry.load();
    const provider = new Provider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
    expect([entry.config.name, provider.describe().name]).toEqual([entry.name, entry.name]);
  });

  it.each(PROVIDERS)('keeps nothing of a person that $name has deleted', async ({ load }) => {
    const { default: Provider } = await load();
    const provider = new Provider(config, new ProviderCalls(config, new RateBudget(), new Metrics()));
    const ofPersons = provider.describe().streams.filter(({ shape }) => OF_PERSONS.includes(shape ?? ''));
    expect(ofPersons.length).toBeGreaterThan(0);
    expect([...provider.stripped.erasedTypes].sort()).toEqual(ofPersons.map(({ name }) => name).sort());
  });

  it('has each name, and each variable, once', () => {
    const names = PROVIDERS.map(({ name }) => name);
    const own = Object.keys(environmentSchema.shape);
    const variables = [...own, ...PROVIDER_CONFIGS.flatMap((provider) => Object.keys(provider.variables))];
    expect(new Set(names).size).toBe(names.length);
    expect(variables.filter((name, i) => variables.indexOf(name) !== i)).toEqual([]);
  });

  it.each(PROVIDER_CONFIGS)('$name declares every secret that its variables name', ({ variables, secrets }) => {
    expect(Object.keys(variables).filter((name) => NAME_OF_SECRET.test(name))).toEqual([...secrets]);
  });

  it('gives each provider its own settings, frozen', () => {
    expect(Object.keys(config.providers)).toEqual(PROVIDERS.map(({ name }) => name));
    for (const provider of PROVIDER_CONFIGS) expect(Object.isFrozen(provider.of(config))).toBe(true);
  });

  it('is needed to read the settings of a provider', () => {
    for (const { name, of } of PROVIDER_CONFIGS) expect(() => of(loadConfig({}))).toThrow(`"${name}"`);
  });
});
