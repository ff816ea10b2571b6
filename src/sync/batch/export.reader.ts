import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Injectable, StreamableFile } from '@nestjs/common';
import { ConflictError, NotFoundError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import { RunReader } from '../runs/run.reader.js';

const decompress = promisify(gunzip);

const PART_SQL = `SELECT content FROM run_exports WHERE tenant_id = $1 AND run_id = $2 AND part = $3`;

/** Streams finished exports part by part. At most one part is in memory, and the reader sets the pace. */
@Injectable()
export class ExportReader {
  constructor(
    private readonly database: Database,
    private readonly runs: RunReader,
  ) {}

  /** @throws ConflictError `export_not_ready` */
  async open(tenantId: string, id: string): Promise<StreamableFile> {
    const run = await this.runs.get(tenantId, id);
    if (run.operation !== 'export') throw new NotFoundError('An export of this run', 'export_not_found');
    if (run.status !== 'succeeded') throw new ConflictError(`The export is ${run.status}`, 'export_not_ready');
    const content = Readable.from(this.content(tenantId, id, run.exportedParts), { objectMode: false });
    return new StreamableFile(content, {
      type: 'application/x-ndjson',
      disposition: `attachment; filename="${run.provider}-${run.syncType}-${id}.ndjson"`,
    });
  }

  private async *content(tenantId: string, id: string, parts: number): AsyncGenerator<Buffer> {
    for (let part = 0; part < parts; part++) {
      const row = await this.database.inTenant(tenantId, (tx) =>
        tx.row<{ content: Buffer }>(PART_SQL, [tenantId, id, part]),
      );
      // Cut short, so that the reader's connection breaks: a shorter file would look whole.
      if (!row) throw new Error(`Part ${part} of export ${id} is gone`);
      yield await decompress(row.content);
    }
  }
}
