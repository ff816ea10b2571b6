/** Why work failed. */
export class FailureDto {
  /**
   * Stable, snake_case. A later version can add codes.
   * @example 'provider_unavailable'
   */
  code!: string;
  /**
   * What happened, for people.
   * @example 'The provider did not answer in time'
   */
  message!: string;
}
