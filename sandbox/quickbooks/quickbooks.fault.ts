import { pacificTimeMs } from './pacific.time.js';

interface FaultError {
  Message: string;
  Detail?: string;
  code: string;
  element?: string;
}

interface FaultBody {
  Fault: { Error: FaultError[]; type: string };
  time: string;
}

/** An answer in the shape of Intuit's Fault. */
export class QuickBooksFault extends Error {
  constructor(
    readonly status: number,
    private readonly type: string,
    private readonly error: FaultError,
    readonly headers: Record<string, string> = {},
  ) {
    super(error.Message);
  }

  /** Intuit's gateway knows one format only, whatever was asked for. */
  get isOfGateway(): boolean {
    return this.type === 'AuthenticationFault';
  }

  xml(nowMs: number): string {
    const { code, Message, Detail = '' } = this.error;
    const fault = `<Fault type="${this.type}"><Error code="${code}"><Message>${Message}</Message><Detail>${Detail}</Detail></Error></Fault>`;
    const time = pacificTimeMs(nowMs);
    return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="${time}">${fault}</IntuitResponse>`;
  }

  body(nowMs: number): FaultBody {
    return { Fault: this.item(), time: pacificTimeMs(nowMs) };
  }

  /** As it stands within the answer of a batch. */
  item(): FaultBody['Fault'] {
    return { Error: [this.error], type: this.type };
  }
}

export function validationFault(code: string, Message: string, Detail: string, element?: string): QuickBooksFault {
  const error = { Message, Detail, code, ...(element === undefined ? {} : { element }) };
  return new QuickBooksFault(400, 'ValidationFault', error);
}

export function queryParserFault(detail: string): QuickBooksFault {
  return validationFault('4000', 'Error parsing query', `QueryParserError: ${detail}`);
}

export function queryValidationFault(detail: string): QuickBooksFault {
  return validationFault('4001', 'Invalid query', `QueryValidationError: ${detail}`);
}

export function objectNotFound(): QuickBooksFault {
  const detail =
    "Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.";
  return validationFault('610', 'Object Not Found', detail);
}

export function staleObject(): QuickBooksFault {
  const detail =
    'Stale Object Error : You and root were working on this at the same time. root finished before you did, so your work was not saved.';
  return validationFault('5010', 'Stale Object Error', detail);
}

export function duplicateName(name: string): QuickBooksFault {
  return validationFault(
    '6240',
    'Duplicate Name Exists Error',
    `The name supplied already exists. : ${name} is in use by another customer, vendor or employee.`,
    'Name',
  );
}

export function invalidReference(element: string): QuickBooksFault {
  return validationFault(
    '2500',
    'Invalid Reference Id',
    `Invalid Reference Id : ${element} element id not found`,
    element,
  );
}

export function requiredMissing(element: string): QuickBooksFault {
  return validationFault(
    '2020',
    'Required param missing, need to supply the required value for the API',
    `Required parameter ${element} is missing in the request`,
    element,
  );
}

export function unsupportedProperty(name: string): QuickBooksFault {
  return validationFault(
    '2010',
    'Request has invalid or unsupported property',
    `Property Name:${name} specified is unsupported or invalid`,
    name,
  );
}

export function unsupportedOperation(detail: string): QuickBooksFault {
  return validationFault('500', 'Unsupported Operation', `Operation ${detail} is not supported.`);
}

export function authenticationFailed(detail: string): QuickBooksFault {
  return new QuickBooksFault(
    401,
    'AuthenticationFault',
    { Message: 'message=AuthenticationFailed; errorCode=003200; statusCode=401', Detail: detail, code: '3200' },
    { 'WWW-Authenticate': `Bearer realm="Intuit", error="invalid_token"` },
  );
}

/** A user whose role does not reach this far. */
export function permissionDenied(): QuickBooksFault {
  return new QuickBooksFault(403, 'AuthorizationFault', {
    Message: 'Permission Denied Error',
    Detail: 'Permission Denied Error : You do not have permission to perform this operation.',
    code: '5020',
  });
}

/** A token that is good, but not for the company that the path names. */
export function authorizationFailed(): QuickBooksFault {
  return new QuickBooksFault(403, 'AuthorizationFault', {
    Message: 'message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403',
    Detail: 'The application is not authorized for this company.',
    code: '3100',
  });
}

export function throttled(retryAfter: number | null | undefined): QuickBooksFault {
  const error = {
    Message: 'message=ThrottleExceeded; errorCode=003001; statusCode=429',
    Detail: 'The request limit was reached. Please wait and try again.',
    code: '3001',
  };
  return new QuickBooksFault(429, 'ThrottleExceeded', error, retryAfter ? { 'Retry-After': String(retryAfter) } : {});
}

/** Over the monthly quota of the whole application: no wait within the month helps. */
export function quotaExceeded(): QuickBooksFault {
  return new QuickBooksFault(429, 'QuotaExceeded', {
    Message: 'message=QuotaExceeded; errorCode=003002; statusCode=429',
    Detail: 'The monthly limit of CorePlus API calls is used up. Calls are blocked until the next month.',
    code: '3002',
  });
}

export function periodClosed(code: '6210' | '5010'): QuickBooksFault {
  return validationFault(
    code,
    'Account Period Closed, Cannot Update Through Services Error',
    'The account period has closed and the account books cannot be updated through the QBO Services API.',
  );
}

export function businessFault(detail: string): QuickBooksFault {
  return validationFault('6000', 'A business validation error has occurred while processing your request', detail);
}

export function wrongAmount(detail: string): QuickBooksFault {
  return validationFault('6070', 'Amount calculation incorrect in the request', detail);
}

export function invalidNumber(element: string, detail: string): QuickBooksFault {
  return validationFault('2030', 'Invalid Number', detail, element);
}

export function tooLong(longest: number, element: string): QuickBooksFault {
  const detail = `String length is longer than the maximum of ${longest}`;
  return validationFault('2050', 'Invalid String Length', detail, element);
}

export function forbiddenCharacter(element: string): QuickBooksFault {
  const detail = 'Property Name:specified is unsupported or invalid: a name has no colon, tab or new line';
  return validationFault('2040', 'Invalid String', detail, element);
}

/** @param entity spelled as objects are: `SalesReceipt` */
export function usedNumber(code: string, number: string, entity: string, id: string): QuickBooksFault {
  const words = entity.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
  const detail = `Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=${number} is assigned to TxnType=${words} with TxnId=${id}`;
  return validationFault(code, 'Duplicate Document Number Error', detail, '');
}

export function usedRequestId(requestId: string): QuickBooksFault {
  return validationFault('600', 'Duplicate request id', `The request id ${requestId} has been used already.`);
}

export function deposited(): QuickBooksFault {
  const detail =
    'Deposited Transaction cannot be changed : This transaction has been deposited. If you want to change or delete this transaction, you must edit the deposit it appears on and remove it first.';
  return validationFault('6540', 'Deposited Transaction cannot be changed', detail);
}

export function planLimit(of: string): QuickBooksFault {
  return new QuickBooksFault(403, 'AuthorizationFault', {
    Message: 'Permission Denied Error',
    Detail: `Permission Denied Error : You have reached the limit of ${of} that your plan has.`,
    code: '5020',
  });
}

/** The subscription ended, or was not paid for. It has been seen as the answer of a 200, too. */
export function companySuspended(status: 200 | 400): QuickBooksFault {
  const Detail =
    "Subscription period has ended or canceled or there was a billing problem : You can't add data to QuickBooks Online because your trial or subscription period ended, you canceled your subscription, or there was a billing problem.";
  const error = { Message: 'Invalid Company Status', Detail, code: '6190', element: '' };
  return new QuickBooksFault(status, 'ValidationFault', error);
}

export function notAuthorized(): QuickBooksFault {
  return new QuickBooksFault(403, 'AuthorizationFault', {
    Message: 'Authorization Failure',
    Detail: 'Authorization Failure : The user or the app is not authorized to do this.',
    code: '120',
  });
}

/** One object that cannot be rendered takes its whole answer with it. */
export function badEntity(status: number): QuickBooksFault {
  if (status === 400) {
    const detail = 'QueryProcessingError: To email address entered is invalid';
    return validationFault('4002', 'Error processing query', detail);
  }
  return new QuickBooksFault(status, 'SystemFault', {
    Message: 'An application error has occurred while processing your request',
    Detail: "System Failure Error: Something you're trying to use has been made inactive.",
    code: '10000',
  });
}

export function serverError(): QuickBooksFault {
  return new QuickBooksFault(500, 'SystemFault', {
    Message: 'An application error has occurred while processing your request',
    Detail: 'System Failure Error: Something went wrong.',
    code: '10000',
  });
}
