import { IntegrationDto } from '../../integrations/dto/integration.dto.js';

export class AdminIntegrationDto extends IntegrationDto {
  /** @example '5d0a7c1e-8f42-4b6d-a1e3-7c9b0f2d4e58' */
  tenantId!: string;
}

export class AdminIntegrationPageDto {
  data!: AdminIntegrationDto[];
  nextCursor!: string | null;
}
