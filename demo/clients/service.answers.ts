/** The parts of the service's answers that the demo reads. */
export interface RunStream {
  stream: string;
  status: 'open' | 'done' | 'failed';
  fetched: number;
  estimatedTotal: number | null;
  error: { code: string; message: string } | null;
}

export interface Run {
  id: string;
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  progress: {
    fetched: number;
    created: number;
    updated: number;
    deleted: number;
    requests: number;
    ratePerSecond: number;
    estimatedTotal: number | null;
    etaSeconds: number | null;
  };
  streams: RunStream[];
  error: { code: string; message: string } | null;
}

/** A call that pushed items. */
export interface Batch {
  id: string;
  status: 'received' | 'planned' | 'dead';
  settled: boolean;
  error: { message: string } | null;
  counts: Record<'pending' | 'sending' | 'unknown' | 'waiting' | 'applied' | 'skipped' | 'dead', number>;
}

/** One object of the platform at one account. */
export interface OutboundTarget {
  provider: string;
  target: string;
  platformId: string;
  status: string;
  reason: { code: string; message: string } | null;
}

export interface ProviderInfo {
  provider: string;
  streams: { name: string }[];
}

export interface StoredRecord {
  externalId: string;
  data: Record<string, unknown>;
  raw: Record<string, unknown>;
}

export interface WebhookEvent {
  status: 'received' | 'processing' | 'done' | 'ignored' | 'dead';
  duplicates: number;
  type: string;
  error: { code?: string; message?: string } | null;
}

export const hasEnded = ({ settled, status }: Batch): boolean => settled || status === 'dead';

export const isLive = ({ status }: Pick<Run, 'status'>): boolean => status === 'queued' || status === 'running';
