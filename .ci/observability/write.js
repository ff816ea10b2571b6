import { writeFileSync } from 'node:fs';
import { DASHBOARDS, textOf } from './dashboards.js';

/** Writes the dashboards from the tables of panels. `npm run docs:dashboards` */
for (const [file, board] of Object.entries(DASHBOARDS)) {
  writeFileSync(`deploy/observability/${file}`, await textOf(board));
}
