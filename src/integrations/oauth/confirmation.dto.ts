import { IsString, Length } from 'class-validator';

export class ConfirmationDto {
  /**
   * For the caller that began, to send to `confirm`. It works once, and is shown nowhere else.
   * @example 'c1.Zm9vYmFyYmF6.cXV1eA'
   */
  confirmation!: string;
  /** By then it must have been confirmed. */
  expiresAt!: Date;
}

export class ConfirmDto {
  /**
   * The code that the browser was shown which came back from the provider.
   * @example 'c1.Zm9vYmFyYmF6.cXV1eA'
   */
  @IsString()
  @Length(1, 1_000)
  confirmation!: string;
}
