import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { AdminOnly } from '../decorators/admin-only.decorator.js';
import { Authenticated } from '../decorators/authenticated.decorator.js';
import { CurrentPrincipal } from '../decorators/current-principal.decorator.js';
import { CurrentTenant } from '../decorators/current-tenant.decorator.js';
import { ProviderSigned } from '../decorators/provider-signed.decorator.js';
import { Public } from '../decorators/public.decorator.js';
import { RequirePermission } from '../decorators/require-permission.decorator.js';
import type { Principal } from '../principal.js';

@Controller('things')
export class GuardedController {
  @Get()
  @RequirePermission('integrations:read')
  read(@CurrentPrincipal() principal: Principal, @CurrentTenant() tenant: string, @Query() _query: unknown): object {
    return { ...principal, tenant };
  }

  @Post()
  @RequirePermission('integrations:write')
  write(@CurrentPrincipal() principal: Principal, @Body() body: unknown): object {
    return { id: principal.id, body };
  }

  @Delete()
  @RequirePermission('integrations:read', 'webhooks:replay')
  both(): object {
    return {};
  }

  @Post('sync')
  @Authenticated('sync:<domain of the sync type>')
  sync(@CurrentPrincipal() principal: Principal): object {
    return principal;
  }

  @Get('open')
  @Public('liveness probe')
  open(): object {
    return { open: true };
  }

  @Get('open/caller')
  @Public('a mistake: no caller is known here')
  openCaller(@CurrentPrincipal() principal: Principal): object {
    return principal;
  }

  @Post('hook')
  @ProviderSigned()
  hook(): object {
    return { received: true };
  }

  @Get('forgotten')
  forgotten(): object {
    return { reached: true };
  }
}

@Controller('admin')
@AdminOnly()
export class GuardedAdminController {
  @Get('queues')
  queues(): object {
    return {};
  }

  @Get('ping')
  @Public('overrides its class')
  ping(): object {
    return {};
  }
}
