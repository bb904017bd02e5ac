import { type Static, type TSchema, type TUnsafe, Type } from '@sinclair/typebox';

// What every schema is made of. Shapes of answers are named and referred to, so that the OpenAPI document names them too.

/** Refers to a named schema. */
export function named<T extends TSchema>(schema: T): TUnsafe<Static<T>> {
  return Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#` });
}

// No control character (Unicode Cc) and no half of a surrogate pair: neither survives a database.
// The length of an id is in its pattern: the check's own maxLength counts a character beyond the first plane twice.
// A client takes the segments . and .. out of a URL before it sends it: what had such an id could never be asked for.
export const ID_PATTERN =
  '^(?!\\.\\.?$)(?:[^\\u0000-\\u001F\\u007F-\\u009F\\uD800-\\uDFFF]|[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]){1,200}$';
const TEXT_PATTERN =
  '^(?:[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\uD800-\\uDFFF]|[\\uD800-\\uDBFF][\\uDC00-\\uDFFF])*$';

export const Id = Type.String({
  pattern: ID_PATTERN,
  description: '1 to 200 characters, none of them a control character, and neither "." nor ".."',
});

export const OptionalId = Type.Optional(Id);

/** Text that a person writes. */
export function text(minLength: number, maxLength: number) {
  return Type.String({
    minLength,
    maxLength,
    pattern: TEXT_PATTERN,
    description: `${minLength} to ${maxLength} characters, none of them a control character but tab and line breaks`,
  });
}

export const Price = Type.Union([Type.String({ maxLength: 40, pattern: '^-?[0-9]+(\\.[0-9]+)?$' }), Type.Number()], {
  description: 'an amount as a decimal string or a number, with no more decimals than the currency has',
  examples: ['50.00', 50],
});

/** Of one product in an order. */
export const MOST_UNITS = 1_000_000;
export const Quantity = Type.Integer({ minimum: 1, maximum: MOST_UNITS });

export const Time = Type.String({ description: 'ISO 8601, UTC', examples: ['2026-11-21T10:00:00.000Z'] });

// What JavaScript, Python, Go and Java write of themselves: milliseconds, microseconds or nanoseconds. RFC 3339 allows t and z.
const MOMENT_PATTERN = '^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?(?:[Zz]|[+-]\\d{2}:\\d{2})$';

/** A point in time that a caller names. */
export const Moment = Type.String({
  pattern: MOMENT_PATTERN,
  description: 'a moment in ISO 8601 with its offset',
  examples: ['2030-12-24T00:00:00Z'],
});

export const Money = Type.Object(
  { amount: Type.String({ description: 'Decimal string' }), currency: Type.String({ description: 'ISO 4217' }) },
  { $id: 'Money', examples: [{ amount: '50.00', currency: 'GBP' }] },
);

export const MoneyRef = named(Money);

export const Problem = Type.Object(
  {
    type: Type.String({ description: 'URN; GET /problems lists them' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String(),
    code: Type.String({ description: 'The last part of the type' }),
    trace_id: Type.String(),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String({ description: 'JSON pointer to the fault' }),
          message: Type.String(),
          in: Type.Optional(Type.String({ description: 'query or path, where the fault is not in the body' })),
        }),
      ),
    ),
  },
  {
    $id: 'Problem',
    additionalProperties: true,
    description: 'RFC 9457',
    examples: [
      {
        type: 'urn:holdfast:problem:invalid_request',
        title: 'The request is not valid',
        status: 400,
        detail: '/items/0/quantity must be at least 1.',
        instance: '/orders',
        code: 'invalid_request',
        trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
        errors: [{ path: '/items/0/quantity', message: 'must be at least 1' }],
      },
    ],
  },
);

const NextCursor = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  description: 'Cursor of the next page; null on the last',
});

/** A page of named things. */
export function pageOf<T extends TSchema>(item: T) {
  return Type.Object({ data: Type.Array(named(item)), next_cursor: NextCursor });
}

export const PAGE_QUERY = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  cursor: Type.Optional(Type.String({ maxLength: 2_000, description: 'next_cursor of the page before' })),
};

export const DEFAULT_LIMIT = 20;

export const IdParams = Type.Object({ id: Id });

/** A request body or query: fields that it does not know are refused. */
export const CLOSED = { additionalProperties: false } as const;
