import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SourceTextModule } from 'node:vm';

/**
 * Writes all modules of the build, and those that they import, into one file: their text, what V8 compiled from it, and what
 * each of their imports means. `cached.start.js` reads it. Arguments: the file. It needs the flags
 * `--experimental-vm-modules` and `--experimental-import-meta-resolve`.
 */
const DIST = resolve('dist');
/** V8 does not connect dynamic imports of cached code to their callback, so such a module is compiled at every start. */
const IMPORTS_LATER = /\bimport\s*\(/;
const LATE_IMPORT = /\bimport\s*\(\s*['"]([^'"]+)['"]/g;

const chunks = [];
let size = 0;
function store(bytes) {
  chunks.push(bytes);
  size += bytes.length;
  return [size - bytes.length, bytes.length];
}

function isModule(file) {
  const extension = extname(file);
  return extension === '.js' ? isOfModules(dirname(file)) : extension === '.mjs';
}

/** By the nearest `package.json`. */
const ofModules = new Map();
function isOfModules(folder) {
  if (!ofModules.has(folder)) {
    const manifest = join(folder, 'package.json');
    const own = existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8'));
    ofModules.set(folder, own ? own.type === 'module' : isOfModules(dirname(folder)));
  }
  return ofModules.get(folder);
}

function resolved(specifier, parent) {
  const url = import.meta.resolve(specifier, parent);
  return isBuiltin(url) && !url.startsWith('node:') ? `node:${url}` : url;
}

/** Optional packages of Nest are not installed. */
function lateImports(source, url) {
  return [...source.matchAll(LATE_IMPORT)].flatMap(([, specifier]) => {
    try {
      return [[specifier, resolved(specifier, url)]];
    } catch {
      return [];
    }
  });
}

function describeModule(url) {
  const file = fileURLToPath(url);
  const source = readFileSync(file, 'utf8');
  const module = new SourceTextModule(source, { identifier: url });
  const imports = Object.fromEntries([
    ...lateImports(source, url),
    ...module.dependencySpecifiers.map((specifier) => [specifier, resolved(specifier, url)]),
  ]);
  const code = IMPORTS_LATER.test(source) ? undefined : store(module.createCachedData());
  return { imports, source: store(Buffer.from(source)), code };
}

const urls = readdirSync(DIST, { recursive: true })
  .filter((name) => /^(src|sandbox)\/.*\.js$/.test(name))
  .map((name) => pathToFileURL(resolve(DIST, name)).href);
const found = new Set(urls);
const modules = {};
for (const url of found) {
  if (url.startsWith('node:')) continue;
  if (!isModule(fileURLToPath(url))) {
    // As Node names the exports of a CommonJS module.
    modules[url] = { names: Object.keys(await import(url)) };
    continue;
  }
  modules[url] = describeModule(url);
  for (const next of Object.values(modules[url].imports)) found.add(next);
}
const head = Buffer.from(JSON.stringify(modules));
const length = Buffer.alloc(4);
length.writeUInt32LE(head.length);
writeFileSync(process.argv[2], Buffer.concat([length, head, ...chunks]));
// Some of the CommonJS modules keep a timer.
process.exit(0);
