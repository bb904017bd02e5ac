import { Kind, type TSchema, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox';
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler';
import { type ValueError, type ValueErrorIterator, ValueErrorType } from '@sinclair/typebox/errors';
import type { FastifySchemaCompiler } from 'fastify';
import { type Fault, Problem } from './problem.ts';

// Requests are checked as they were sent: no type is coerced, no unknown field dropped. Faults are found lazily, so a
// body with a hundred thousand of them costs no more than one with twenty. Only a query, where all is text, has the
// numbers in it read.

const MAX_FAULTS = 20;
const MAX_PATH_LENGTH = 200;
const ENUM = 'Holdfast:Enum';

const CURRENCY = 'Holdfast:Currency';
const CURRENCIES: ReadonlySet<unknown> = new Set(Intl.supportedValuesOf('currency'));

TypeRegistry.Set<{ enum: readonly unknown[] }>(ENUM, (schema, value) => schema.enum.includes(value));
TypeRegistry.Set(CURRENCY, (_schema, value) => CURRENCIES.has(value));

/** One of these strings, written as JSON Schema's `enum`. */
export function oneOf<const Values extends readonly string[]>(
  values: Values,
  options: Record<string, unknown> = {},
): TUnsafe<Values[number]> {
  return Type.Unsafe<Values[number]>({ ...options, [Kind]: ENUM, type: 'string', enum: [...values] });
}

/** A currency that there is. */
export function currencyCode(more = ''): TUnsafe<string> {
  const description = `a currency of ISO 4217, such as GBP${more}`;
  return Type.Unsafe<string>({ [Kind]: CURRENCY, type: 'string', pattern: '^[A-Z]{3}$', description });
}

export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  // Compiled when the first request is checked: a start does not wait for it.
  let compiled: TypeCheck<TSchema> | undefined;
  const numbers = httpPart === 'querystring' ? integersOf(schema) : [];
  const where = httpPart === 'querystring' ? 'query' : httpPart === 'params' ? 'path' : undefined;
  return (data: unknown) => {
    for (const name of numbers) readInteger(data as Record<string, unknown>, name);
    compiled ??= TypeCompiler.Compile(schema);
    const check = compiled;
    return check.Check(data) ? true : { error: invalidRequest(check.Errors(data), where) };
  };
};

function integersOf(schema: TSchema): string[] {
  const properties = (schema.properties ?? {}) as Record<string, TSchema>;
  return Object.keys(properties).filter((name) => properties[name]?.type === 'integer');
}

function readInteger(query: Record<string, unknown>, name: string): void {
  const text = query[name];
  if (typeof text === 'string' && /^-?\d{1,15}$/.test(text)) query[name] = Number(text);
}

function invalidRequest(errors: ValueErrorIterator, where: Fault['in']): Problem {
  const faults = new Map<string, Fault>();
  for (const error of errors) {
    const path = error.path.slice(0, MAX_PATH_LENGTH);
    if (faults.has(path)) continue;
    faults.set(path, { path, message: messageOf(error), ...(where === undefined ? {} : { in: where }) });
    if (faults.size === MAX_FAULTS) break;
  }
  const all = [...faults.values()];
  const [first = { path: '', message: 'is not valid' }] = all;
  const subject = first.path === '' ? `The ${where ?? 'body'}` : first.path;
  return new Problem('invalid_request', `${subject} ${first.message}.`, { errors: all });
}

function messageOf({ type, schema, message }: ValueError): string {
  switch (type) {
    case ValueErrorType.ObjectRequiredProperty:
      return 'is missing';
    case ValueErrorType.ObjectAdditionalProperties:
      return 'is not a field of this request';
    case ValueErrorType.Object:
      return 'must be a JSON object';
    case ValueErrorType.Array:
      return 'must be an array';
    case ValueErrorType.ArrayMinItems:
      return `must have at least ${schema.minItems} entries`.replace(' 1 entries', ' one entry');
    case ValueErrorType.ArrayMaxItems:
      return `must have at most ${schema.maxItems} entries`;
    case ValueErrorType.Integer:
      return 'must be an integer';
    case ValueErrorType.IntegerMinimum:
      return `must be at least ${schema.minimum}`;
    case ValueErrorType.IntegerMaximum:
      return `must be at most ${schema.maximum}`;
    case ValueErrorType.Boolean:
      return 'must be true or false';
    case ValueErrorType.String:
      return 'must be a string';
    case ValueErrorType.ObjectMinProperties:
      return `must have at least ${schema.minProperties} fields`.replace(' 1 fields', ' one field');
    case ValueErrorType.StringMinLength:
    case ValueErrorType.StringMaxLength:
      return `must have ${schema.minLength ?? 0} to ${schema.maxLength} characters`;
    case ValueErrorType.StringPattern:
    case ValueErrorType.Union:
      return `must be ${whatOf(schema)}`;
    case ValueErrorType.Kind:
      return `must be ${schema.enum === undefined ? whatOf(schema) : `one of ${(schema.enum as string[]).join(', ')}`}`;
    default:
      return message;
  }
}

/** The first sentence of a description says what a value has to be; what follows, what comes of it. */
function whatOf({ description }: TSchema): string {
  return description?.split('. ')[0] ?? 'another value';
}
