import type { ProviderPort } from '../../providers/provider.port.js';

export class StreamDto {
  /**
   * Name of the stream. It is also the name of its sync type and record type.
   * @example 'customers'
   */
  name!: string;
  /** The normalised shape of its records. */
  shape!: string;
  /** `sync:<domain>` is the permission to sync it. */
  domain!: string;
}

export class CredentialFieldDto {
  /** @example 'apiKey' */
  name!: string;
  required!: boolean;
  description!: string;
}

export class SettingFieldDto extends CredentialFieldDto {}

/** A provider that can be connected, and what a connection needs. */
export class ProviderDto {
  provider!: string;
  title!: string;
  /** Ways to connect: `key`, `oauth`. */
  auth!: string[];
  /** Fields of `credentials` for a connection by key. */
  credentialFields!: CredentialFieldDto[];
  /** Fields of `settings`. */
  settingFields!: SettingFieldDto[];
  streams!: StreamDto[];
  /** Allowed values of `syncType`. */
  syncTypes!: string[];
  docs!: string;

  static from(port: ProviderPort): ProviderDto {
    const { name, title, auth, credentialFields, settingFields, streams, docs } = port.describe();
    return {
      provider: name,
      title,
      auth: [...auth],
      credentialFields: credentialFields.map((field) => ({ ...field })),
      settingFields: settingFields.map((field) => ({ ...field })),
      streams: streams.map((stream) => ({ name: stream.name, shape: stream.shape, domain: stream.domain })),
      syncTypes: ['all', ...streams.map((stream) => stream.name)],
      docs,
    };
  }
}

export class ProviderListDto {
  data!: ProviderDto[];
  nextCursor!: string | null;
}
