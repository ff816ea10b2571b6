import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A document that names a file which is not there misleads its reader: links, paths and file names are looked up. */
const FOLDERS = 'src|sandbox|demo|test|bench|docs|\\.ci|\\.github';
const LINK = /\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g;
const PATH = new RegExp(`\`((?:${FOLDERS})/[\\w./-]+)\``, 'g');
const NAME = /`([\w-]+(?:\.[\w-]+)*\.(?:ts|js|sql|cjs))`/g;
/** The vendor of docs/add-a-provider.md does not exist. */
const EXAMPLE = /(^|\/)acme\b/;

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file && existsSync(file));
const names = new Set(tracked.map((file) => basename(file)));
// A changelog and decisions say what was true then.
const documents = tracked.filter(
  (file) => file.endsWith('.md') && file !== 'CHANGELOG.md' && !file.startsWith('docs/adr/'),
);

const missing = documents.flatMap((file) => {
  const text = readFileSync(file, 'utf8');
  const found = (pattern) => [...text.matchAll(pattern)].map(([, name]) => name);
  const links = found(LINK)
    .filter((to) => !to.includes(':'))
    .map((to) => join(dirname(file), to));
  const lost = [...links, ...found(PATH)].filter((path) => !existsSync(path));
  const unknown = found(NAME).filter((name) => !names.has(name));
  return [...lost, ...unknown].filter((name) => !EXAMPLE.test(name)).map((name) => `${file}: there is no ${name}`);
});

for (const line of missing) console.error(line);
process.exit(missing.length > 0 ? 1 : 0);
