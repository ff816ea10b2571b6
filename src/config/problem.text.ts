interface Issue {
  code: string;
  path: readonly PropertyKey[];
  message: string;
  origin?: string;
  expected?: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  values?: readonly unknown[];
}

/** Names the variable and the rule that it must meet. Zod's own message may quote the value; this text never does. */
export function explain(issue: Issue): string {
  return `${String(issue.path[0])} ${wanted(issue)}`;
}

function wanted({ code, message, origin, expected, minimum, maximum, values }: Issue): string {
  // Messages that begin with "must" are our own, and more precise.
  if (message.startsWith('must')) return message;
  if (code === 'invalid_value') return `must be one of ${(values ?? []).join(', ')}`;
  if (code === 'too_small') return origin === 'array' ? 'must not be an empty list' : `must be at least ${minimum}`;
  if (code === 'too_big') return `must be at most ${maximum}`;
  if (code === 'invalid_type')
    return expected === 'int' || expected === 'number' ? 'must be a whole number' : MISSHAPEN;
  return MISSHAPEN;
}

const MISSHAPEN = 'must have the format shown in .env.example';
