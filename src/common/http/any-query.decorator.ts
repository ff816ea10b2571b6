import { SetMetadata } from '@nestjs/common';

export const ANY_QUERY = 'http:any-query';

/** For routes that vendors call with their own parameters: they take any query, and read what they know of it. */
export const AnyQuery = (): MethodDecorator & ClassDecorator => SetMetadata(ANY_QUERY, true);
