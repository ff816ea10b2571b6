import { IsString, Length } from 'class-validator';

export class ConfirmationDto {
  /**
   * The code that the caller of `authorize` sends to `confirm`. It works once.
   * @example 'c1.Zm9vYmFyYmF6.cXV1eA'
   */
  confirmation!: string;
  /** When the code expires. */
  expiresAt!: Date;
}

export class ConfirmDto {
  /**
   * The code that the callback showed in the browser.
   * @example 'c1.Zm9vYmFyYmF6.cXV1eA'
   */
  @IsString()
  @Length(1, 1_000)
  confirmation!: string;
}
