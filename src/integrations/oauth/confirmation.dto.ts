import { IsString, Length } from 'class-validator';

export class ConfirmationDto {
  /** For the caller that began, to send to `confirm`. It works once, and is shown nowhere else. */
  confirmation!: string;
  /** By then it must have been confirmed. */
  expiresAt!: Date;
}

export class ConfirmDto {
  /** The code that the browser was shown which came back from the provider. */
  @IsString()
  @Length(1, 1_000)
  confirmation!: string;
}
