import { ApiProperty } from '@nestjs/swagger';
import {
  AUTH_METHODS,
  DOMAINS,
  type AuthMethod,
  type Domain,
  type ProviderPort,
} from '../../providers/provider.port.js';
import { SHAPES, type Shapes } from '../../providers/shapes.js';

/** What the changes of a stream do not show, and how long that may stay unseen. */
export class StalenessDto {
  /** @example 'A change of the metadata alone has no event.' */
  unseen!: string;
  /**
   * The stream is listed again at least this often.
   * @example 86400
   */
  withinSeconds!: number;
  /**
   * Only what was created within this many seconds can change so; absent: all of it.
   * @example 2592000
   */
  reachSeconds?: number;
}

export class StreamDto {
  /**
   * Name of the stream. It is also the name of its sync type and record type.
   * @example 'customers'
   */
  name!: string;
  /** The normalised shape of its records. */
  @ApiProperty({ enum: Object.keys(SHAPES) })
  shape!: keyof Shapes;
  /** `sync:<domain>` is the permission to sync it. */
  @ApiProperty({ enum: DOMAINS })
  domain!: Domain;
  /** What its changes do not show; `null`: they show everything. */
  staleness!: StalenessDto | null;
  /**
   * Which objects of its events are taken as they are, and what the others cost; `null`: its events have no objects, or
   * all of them are taken.
   */
  snapshots!: string | null;
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
  /** Ways to connect. */
  @ApiProperty({ enum: AUTH_METHODS, isArray: true })
  auth!: AuthMethod[];
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
      streams: streams.map((stream) => ({
        name: stream.name,
        shape: stream.shape,
        domain: stream.domain,
        staleness: stream.staleness ? { ...stream.staleness } : null,
        snapshots: stream.snapshots ?? null,
      })),
      syncTypes: ['all', ...streams.map((stream) => stream.name)],
      docs,
    };
  }
}

export class ProviderListDto {
  data!: ProviderDto[];
  nextCursor!: string | null;
}
