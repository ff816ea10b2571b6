import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtension,
  ApiForbiddenResponse,
  ApiSecurity,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { problemResponse } from '../../common/problem.schema.js';
import { ACCESS_METADATA, describeAccess, type Access } from '../access.js';

type Declaration = ClassDecorator & MethodDecorator;

/** Sets metadata and documentation of an access together, so the two cannot differ. */
export function declareAccess(access: Access, ...documentation: (ClassDecorator | MethodDecorator)[]): Declaration {
  return applyDecorators(stateOnce(access), ApiExtension('x-access', describeAccess(access)), ...documentation);
}

/** Refuses to boot if a route declares its access twice, because the looser declaration might win. */
function stateOnce(access: Access): Declaration {
  return (target: object, property?: string | symbol, descriptor?: PropertyDescriptor) => {
    const subject = (descriptor?.value as object | undefined) ?? target;
    if (Reflect.hasOwnMetadata(ACCESS_METADATA, subject)) {
      throw new Error(`${String(property ?? (target as { name?: string }).name)} declares its access twice`);
    }
    Reflect.defineMetadata(ACCESS_METADATA, access, subject);
  };
}

export const documentUsers = (): MethodDecorator & ClassDecorator => ApiBearerAuth('bearer');
export const documentServices = (): MethodDecorator & ClassDecorator => ApiSecurity('internal');
export const documentUnauthorized = (): MethodDecorator & ClassDecorator =>
  ApiUnauthorizedResponse(problemResponse('Missing, malformed or wrong credentials'));
export const documentForbidden = (): MethodDecorator & ClassDecorator =>
  ApiForbiddenResponse(problemResponse('The caller is authenticated, but lacks a permission'));
