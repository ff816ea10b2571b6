import { IntegrationDto } from '../../integrations/dto/integration.dto.js';

export class AdminIntegrationDto extends IntegrationDto {
  tenantId!: string;
}

export class AdminIntegrationPageDto {
  data!: AdminIntegrationDto[];
  nextCursor!: string | null;
}
