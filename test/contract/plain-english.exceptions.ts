/** Where a rejected phrase or name may stay. `file` is the beginning of a path. */
export const EXCEPTIONS: readonly { file: string; reason: string }[] = [
  { file: 'src/embedded/postgres-identity.ts', reason: 'The Unix user `nobody`' },
  { file: 'docs/adr/', reason: 'Records of decisions name what was there at the time' },
  {
    file: 'src/database/migrations/1795400007000-credential-renewal.ts',
    reason: 'An applied migration keeps its name',
  },
  { file: 'src/database/migrations/index.ts', reason: 'Imports an applied migration, which keeps its name' },
];
