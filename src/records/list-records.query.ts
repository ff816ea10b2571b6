import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';
import { IsInstant } from '../common/instant.decorator.js';
import { PageQuery } from '../common/page.query.js';

const asBoolean = ({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value);

export class RawQuery {
  /** `true` adds the provider's own JSON. */
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  raw?: boolean;
}

export class ListRecordsQuery extends PageQuery {
  /** Name of a stream, or of its shape: `customers` or `customer`. All types if absent. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  type?: string;

  /** Only what changed at the provider at this time or later, in order of change; tombstones included. */
  @IsOptional()
  @IsInstant()
  updatedSince?: string;

  /**
   * `true`: only tombstones; `false`: none. Both if absent.
   * @example false
   */
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  deleted?: boolean;

  /** `true` adds the provider's own JSON. */
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  raw?: boolean;
}
