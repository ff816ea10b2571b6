import { QuickBooksFault, validationFault } from '../quickbooks.fault.js';
import { STREAM_BY_ENTITY } from '../quickbooks.entity.js';
import type { ApiCall } from './api.call.js';
import { applyChange, parseBody } from './entity.changes.js';
import { queryResponse } from './query.reading.js';

type Fields = Record<string, unknown>;

const MOST_ITEMS = 30;

/** Item after item; one that is refused has its Fault among the answers, and the others go on. */
export function batch(call: ApiCall): Fields {
  const { BatchItemRequest: items } = parseBody(call.body);
  if (!Array.isArray(items)) throw validationFault('2020', 'Required param missing', 'BatchItemRequest is missing');
  if (items.length > MOST_ITEMS) {
    throw validationFault('1040', 'Maximum batch size exceeded', `The maximum number of items is ${MOST_ITEMS}`);
  }
  return { BatchItemResponse: items.map((item) => answerItem(call, item as Fields)) };
}

function answerItem(call: ApiCall, item: Fields): Fields {
  const bId = String(item.bId ?? '');
  try {
    return { ...runItem(call, item), bId };
  } catch (error) {
    if (error instanceof QuickBooksFault) return { Fault: error.item(), bId };
    throw error;
  }
}

function runItem(call: ApiCall, item: Fields): Fields {
  if (typeof item.Query === 'string') {
    call.world.meter(call.company.realmId);
    return { QueryResponse: queryResponse(call.company, item.Query) };
  }
  const entity = Object.keys(item).find((name) => STREAM_BY_ENTITY.has(name));
  if (!entity) throw validationFault('2020', 'Required param missing', 'The item names no entity');
  const operation = item.optionsData === 'void' ? 'void' : String(item.operation ?? 'create');
  return applyChange(call, STREAM_BY_ENTITY.get(entity)!, operation, item[entity] as Fields);
}
