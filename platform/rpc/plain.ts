import { create, type DescField, type DescMessage, type Message, ScalarType } from '@bufbuild/protobuf';
import { keepByteOrderMarks } from './text-encoding.ts';

// Doors carry plain objects: the shape of the protobuf message, with numbers for 64-bit integers and without the
// runtime's bookkeeping fields. In process nothing is converted; only a remote call walks through these two functions.

/** A protobuf message type as the plain data that callers and deciders see. */
export type Plain<T> = T extends bigint
  ? number
  : T extends Uint8Array
    ? Uint8Array
    : T extends readonly (infer Item)[]
      ? readonly Plain<Item>[]
      : T extends Message
        ? { readonly [K in keyof T as K extends '$typeName' | '$unknown' ? never : K]: Plain<T[K]> }
        : T;

/** What a `oneof outcome` response says, flattened: `{ kind: 'short', skus: [...] }`. */
export type OutcomeOf<T> = T extends { outcome: infer Union }
  ? Union extends { case: infer Kind extends string; value: infer Value }
    ? { readonly kind: Kind } & Plain<Value>
    : never
  : Plain<T>;

type Data = Record<string, unknown>;

keepByteOrderMarks();

/** True for a response that is one `oneof outcome`. */
export function hasOutcome(description: DescMessage): boolean {
  return description.oneofs.length === 1 && description.oneofs[0]?.name === 'outcome';
}

/** Plain data to a protobuf message. */
export function toMessage(description: DescMessage, plain: unknown): Message {
  const data = plain as Data;
  if (hasOutcome(description)) {
    const { kind, ...body } = data;
    const field = description.fields.find((candidate) => candidate.localName === kind);
    if (field?.message === undefined) throw new TypeError(`${description.typeName} has no outcome "${String(kind)}"`);
    return create(description, { outcome: { case: kind, value: toMessage(field.message, body) } } as never);
  }
  const init: Data = {};
  for (const field of description.fields) {
    const value = data[field.localName];
    if (value !== undefined) init[field.localName] = toField(field, value);
  }
  return create(description, init as never);
}

/** A protobuf message to plain data. */
export function fromMessage(description: DescMessage, message: Message): Data {
  const data = message as unknown as Data;
  if (hasOutcome(description)) {
    const outcome = data.outcome as { case: string | undefined; value: Message };
    const field = description.fields.find((candidate) => candidate.localName === outcome.case);
    if (field?.message === undefined) throw new TypeError(`${description.typeName} came without an outcome`);
    return { kind: outcome.case, ...fromMessage(field.message, outcome.value) };
  }
  const plain: Data = {};
  for (const field of description.fields) {
    const value = data[field.localName];
    if (value !== undefined) plain[field.localName] = fromField(field, value);
  }
  return plain;
}

function toField(field: DescField, value: unknown): unknown {
  if (field.fieldKind === 'list') return (value as unknown[]).map((item) => toItem(field, item));
  return toItem(field, value);
}

function toItem(field: DescField, value: unknown): unknown {
  if (field.message) return toMessage(field.message, value);
  return isWide(field) ? BigInt(value as number) : value;
}

function fromField(field: DescField, value: unknown): unknown {
  if (field.fieldKind === 'list') return (value as unknown[]).map((item) => fromItem(field, item));
  return fromItem(field, value);
}

function fromItem(field: DescField, value: unknown): unknown {
  if (field.message) return fromMessage(field.message, value as Message);
  if (!isWide(field)) return value;
  const number = Number(value as bigint);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${field.name} = ${String(value)} is not a safe integer`);
  return number;
}

const WIDE = new Set<ScalarType | undefined>([
  ScalarType.INT64,
  ScalarType.UINT64,
  ScalarType.SINT64,
  ScalarType.FIXED64,
  ScalarType.SFIXED64,
]);

function isWide(field: DescField): boolean {
  return WIDE.has(field.scalar);
}
