import { SetMetadata } from '@nestjs/common';

export const ANY_QUERY = 'http:any-query';

/**
 * For routes that vendors call with their own parameters. They accept any query, and read the parameters that they
 * know.
 */
export const AnyQuery = (): MethodDecorator & ClassDecorator => SetMetadata(ANY_QUERY, true);
