import type { output, ZodObject, ZodRawShape } from 'zod';

/** The settings of each provider, by provider name. */
export type ProviderSettings = Readonly<Record<string, object>>;

/**
 * The variables that one provider reads from the environment. Its own folder defines them, because `config/` must not
 * name a vendor.
 */
export interface ProviderConfig<S extends object = object> {
  /** As it appears in the URLs of the API. */
  readonly name: string;
  /** Its variables and limits by name, each with its validation. */
  readonly variables: ZodRawShape;
  /** Names of the variables that hold secrets of the vendor. Production checks them by the rules for vendor secrets. */
  readonly secrets: readonly string[];
  /** @param values validated values of {@link variables} */
  read(values: Readonly<Record<string, unknown>>): S;
  /**
   * The provider's settings in the loaded configuration.
   * @throws Error when the configuration was loaded without this provider
   */
  of(config: { providers: ProviderSettings }): S;
}

/**
 * @example export const acmeConfig = providerConfig({
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
    // Safe, because the same variables have validated the values.
    read: (values) => settings(values as output<ZodObject<V>>),
    of: ({ providers }) => {
      const found = providers[name];
      if (!found) throw new Error(`The configuration was loaded without the provider "${name}"`);
      return found as S;
    },
  };
}
