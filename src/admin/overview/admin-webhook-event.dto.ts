import { WebhookEventDto } from '../../webhooks/events/event.dto.js';

export class AdminWebhookEventDto extends WebhookEventDto {
  /**
   * All zeros when no integration knows the account it was for, and for a delivery to the platform's own webhook that
   * cannot be understood.
   */
  tenantId!: string;
  /** The provider's account that the event is about. */
  account!: string | null;
}

export class AdminWebhookEventPageDto {
  data!: AdminWebhookEventDto[];
  nextCursor!: string | null;
}
