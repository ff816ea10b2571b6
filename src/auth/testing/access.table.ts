import { RequestMethod, type INestApplication } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer, Reflector, type ApplicationConfig } from '@nestjs/core';
import { RoutePathFactory } from '@nestjs/core/router/route-path-factory.js';
import { ACCESS_METADATA, describeAccess, type Access } from '../access.js';

export interface AccessRow {
  method: string;
  path: string;
  access: string;
}

type Controller = abstract new (...args: never[]) => object;
type Handler = (...args: never[]) => unknown;

/**
 * Lists every controller route with its declared access, sorted by path; `undeclared` if it declares none. The list is
 * a reviewed snapshot: a changed line is a changed permission.
 */
export function listAccess(app: INestApplication): AccessRow[] {
  const modules = app.get(ModulesContainer, { strict: false });
  const rows = [...modules.values()].flatMap((module) =>
    [...module.controllers.values()].flatMap(({ metatype }) =>
      routesOf(app, metatype as unknown as Controller, modulePath(modules, module.metatype)),
    ),
  );
  return rows.sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method));
}

function routesOf(app: INestApplication, controller: Controller, modulePath: string | undefined): AccessRow[] {
  // Not in Nest's public types; @nestjs/swagger finds the global prefix the same way.
  const config = (app as unknown as { config: ApplicationConfig }).config;
  const reflector = new Reflector();
  const paths = new RoutePathFactory(config);
  const prototype = controller.prototype as Record<string, Handler>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name] as Handler;
    const methodPath = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
    if (methodPath === undefined) return [];
    const requestMethod = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
    const access = reflector.getAllAndOverride<Access | undefined>(ACCESS_METADATA, [handler, controller]);
    const found = paths.create(
      {
        ctrlPath: Reflect.getMetadata(PATH_METADATA, controller) as string | undefined,
        methodPath,
        modulePath,
        globalPrefix: config.getGlobalPrefix(),
        versioningOptions: config.getVersioning(),
        controllerVersion: Reflect.getMetadata(VERSION_METADATA, controller) as string | undefined,
        methodVersion: Reflect.getMetadata(VERSION_METADATA, handler) as string | undefined,
      },
      requestMethod,
    );
    return found.map((path) => ({ method: RequestMethod[requestMethod], path, access: describeAccess(access) }));
  });
}

function modulePath(modules: ModulesContainer, module: object): string | undefined {
  const scoped = Reflect.getMetadata(MODULE_PATH + modules.applicationId, module) as string | undefined;
  return scoped ?? (Reflect.getMetadata(MODULE_PATH, module) as string | undefined);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
