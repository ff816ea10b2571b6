import { minorOf } from '../dataset/money.facts.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';
import { invalidReference, objectNotFound, requiredMissing } from '../quickbooks.fault.js';
import type { Draft } from './composer.js';
import { numberIn } from './money.check.js';

type Fields = Record<string, unknown>;

/** The object that a reference names. New transactions cannot refer to an inactive one, and in some companies no changed ones. */
export function referred(draft: Draft, stream: StreamName, ref: unknown, element: string): QboObject | undefined {
  if (ref === undefined || ref === null) return undefined;
  const id = (ref as { value?: unknown }).value;
  const object = typeof id === 'string' ? draft.company.store(stream).find(id) : null;
  if (!object) throw invalidReference(element);
  const mayBeInactive = draft.existing && draft.company.settings.inactiveReferences === 'kept';
  if (object.Active === false && !mayBeInactive) throw objectNotFound();
  return object;
}

export function mustRefer(draft: Draft, stream: StreamName, ref: unknown, element: string): QboObject {
  const object = referred(draft, stream, ref, element);
  if (!object) throw requiredMissing(element);
  return object;
}

export function refTo(object: QboObject) {
  return { value: object.Id, name: String(object.DisplayName ?? object.Name) };
}

/** The lines of a body, which must be there and must be objects. */
export function requiredLines(fields: Fields): Fields[] {
  const { Line: lines } = fields;
  if (!Array.isArray(lines) || lines.length === 0) throw requiredMissing('Line');
  return lines.map((line) => {
    if (typeof line !== 'object' || line === null) throw requiredMissing('Line');
    return line as Fields;
  });
}

/** What lines add up to, in minor units. */
export function sumOf(lines: readonly Fields[], currency: string): bigint {
  return lines.reduce((sum, line) => {
    if (numberIn(line, 'Amount') === undefined) throw requiredMissing('Line.Amount');
    return sum + minorOf(line.Amount, currency);
  }, 0n);
}

export function numbered(lines: readonly Fields[]): Fields[] {
  return lines.map((line, at) => ({ ...line, Id: String(at + 1), LineNum: at + 1 }));
}
