import { WebhookEventDto } from '../../webhooks/events/event.dto.js';

export class AdminWebhookEventDto extends WebhookEventDto {
  /**
   * All zeros when no integration knows the account of the event, and for a delivery to the platform's own webhook that
   * cannot be parsed.
   * @example '5d0a7c1e-8f42-4b6d-a1e3-7c9b0f2d4e58'
   */
  tenantId!: string;
  /**
   * The provider's account that the event is about.
   * @example 'acct_1Nv0FGQ9RKHgCVdK'
   */
  account!: string | null;
}

export class AdminWebhookEventPageDto {
  data!: AdminWebhookEventDto[];
  nextCursor!: string | null;
}
