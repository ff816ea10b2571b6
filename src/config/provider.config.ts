import type { output, ZodObject, ZodRawShape } from 'zod';

/** The settings of each provider, by its name. */
export type ProviderSettings = Readonly<Record<string, object>>;

/** What one provider reads from the environment. Its folder defines it: this folder knows no provider by name. */
export interface ProviderConfig<S extends object = object> {
  /** As in the URLs of the API. */
  readonly name: string;
  /** Its variables and limits by name, each with its rule. */
  readonly variables: ZodRawShape;
  /** Names of the variables that hold secrets. The vendor issues them; production holds them to its rules. */
  readonly secrets: readonly string[];
  /** @param values of {@link variables}, validated */
  read(values: Readonly<Record<string, unknown>>): S;
  /**
   * The provider's settings in the loaded configuration.
   * @throws Error when the configuration was loaded without this provider
   */
  of(config: { providers: ProviderSettings }): S;
}

/**
 * @example
 * export const acmeConfig = providerConfig({
 *   name: 'acme',
 *   variables: { ACME_SECRET: text.optional(), ACME_RATE_PER_SECOND: count(10) },
 *   secrets: ['ACME_SECRET'],
 *   settings: (e): AcmeSettings => ({ secret: e.ACME_SECRET, ratePerSecond: e.ACME_RATE_PER_SECOND }),
 * });
 */
export function providerConfig<V extends ZodRawShape, S extends object>(definition: {
  name: string;
  variables: V;
  secrets: readonly (keyof V & string)[];
  settings: (values: output<ZodObject<V>>) => S;
}): ProviderConfig<S> {
  const { name, variables, secrets, settings } = definition;
  return {
    name,
    variables,
    secrets,
    // They were validated by these very variables.
    read: (values) => settings(values as output<ZodObject<V>>),
    of: ({ providers }) => {
      const found = providers[name];
      if (!found) throw new Error(`The configuration was loaded without the provider "${name}"`);
      return found as S;
    },
  };
}
