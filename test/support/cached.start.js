import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SourceTextModule, SyntheticModule } from 'node:vm';

/**
 * Runs a script of the build, as `node script` does, with the modules of the file that `module.cache.js` wrote. A start loads
 * 4,000 files, and finding, reading and compiling them is four fifths of its time. Arguments: that file, the script, and
 * the script's own arguments.
 */
const [, , cache, script] = process.argv;
process.argv.splice(1, 3, resolve(script));

const file = readFileSync(cache);
const begin = 4 + file.readUInt32LE(0);
const modules = JSON.parse(file.toString('utf8', 4, begin));
const part = ([at, length]) => file.subarray(begin + at, begin + at + length);
const require = createRequire(import.meta.url);

const made = new Map();
function moduleOf(url) {
  if (!made.has(url)) made.set(url, modules[url]?.source ? ours(url, modules[url]) : foreign(url));
  return made.get(url);
}

function ours(url, { source, code, imports }) {
  return new SourceTextModule(part(source).toString('utf8'), {
    identifier: url,
    ...(code && { cachedData: part(code) }),
    initializeImportMeta: (meta) => describe(meta, url),
    importModuleDynamically: (specifier) => load(imports[specifier] ?? located(specifier, url)),
  });
}

function describe(meta, url) {
  const filename = fileURLToPath(url);
  Object.assign(meta, { dirname: dirname(filename), filename, url });
  meta.resolve = (specifier) => modules[url].imports[specifier] ?? located(specifier, url);
}

/** A module of Node or a CommonJS module, which Node loads. */
function foreign(url) {
  const isNode = url.startsWith('node:');
  const exported = () => require(isNode ? url : fileURLToPath(url));
  const names = isNode
    ? ['default', ...Object.keys(exported()).filter((name) => name !== 'default')]
    : modules[url].names;
  return new SyntheticModule(
    names,
    function () {
      const all = exported();
      for (const name of names) this.setExport(name, name === 'default' ? all : all[name]);
    },
    { identifier: url },
  );
}

/** Of an import whose name is computed. */
function located(specifier, url) {
  const known = specifier.startsWith('node:') ? specifier : new URL(specifier, url).href;
  if (known.startsWith('node:') || modules[known]) return known;
  throw Object.assign(new Error(`Cannot find '${specifier}' from ${url}`), { code: 'ERR_MODULE_NOT_FOUND' });
}

/** One link after the other: a module must not be evaluated while another call links it. */
let linked = Promise.resolve();
async function load(url) {
  const module = moduleOf(url);
  linked = linked.then(() => module.status === 'unlinked' && module.link(imported));
  await linked;
  await module.evaluate();
  return module;
}

function imported(specifier, { identifier }) {
  return moduleOf(modules[identifier].imports[specifier]);
}

await load(pathToFileURL(process.argv[1]).href);
