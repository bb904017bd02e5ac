import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';

// Checks an event's payload against its published description before a consumer sees it. Follows protobuf's rules for
// versions that meet: an unknown field is a newer publisher's and is left out, a missing one an older publisher's and
// reads as its default. Anything else that does not fit is refused with the path of the fault.

type Data = Record<string, unknown>;

export class InvalidPayload extends Error {
  override readonly name = 'InvalidPayload';
}

/** The payload as the description has it. */
export function readPayload(description: DescMessage, payload: unknown): Data {
  try {
    return readMessage(description, payload, undefined);
  } catch (error) {
    if (!(error instanceof InvalidPayload)) throw error;
    return readMessage(description, payload, description.typeName);
  }
}

/** Undefined where nobody wants to know: most payloads have no fault, and its path is most of what reading one costs. */
type Path = string | undefined;

function readMessage(description: DescMessage, value: unknown, path: Path): Data {
  if (!isRecord(value)) throw new InvalidPayload(`${path} is not an object`);
  const data: Data = {};
  for (const field of description.fields) {
    const read = readField(field, value[field.localName], path && `${path}.${field.localName}`);
    if (read !== undefined) data[field.localName] = read;
  }
  return data;
}

function readField(field: DescField, value: unknown, path: Path): unknown {
  if (value === undefined || value === null) return defaultOf(field);
  switch (field.fieldKind) {
    case 'list':
      if (!Array.isArray(value)) throw new InvalidPayload(`${path} is not a list`);
      return value.map((item, index) => readItem(field, item, path && `${path}[${index}]`));
    case 'map':
      if (!isRecord(value)) throw new InvalidPayload(`${path} is not an object`);
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, readItem(field, item, path && `${path}.${key}`)]),
      );
    default:
      return readItem(field, value, path);
  }
}

function readItem(field: DescField, value: unknown, path: Path): unknown {
  if (field.message !== undefined) return readMessage(field.message, value, path);
  if (field.enum !== undefined) return checked(Number.isInteger(value), value, path, 'the number of an enum value');
  switch (field.scalar) {
    case ScalarType.STRING:
      return checked(typeof value === 'string', value, path, 'a string');
    case ScalarType.BOOL:
      return checked(typeof value === 'boolean', value, path, 'a boolean');
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return checked(typeof value === 'number', value, path, 'a number');
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return checked(Number.isInteger(value) && value === Number(value) << 0, value, path, 'a 32-bit integer');
    case ScalarType.BYTES:
    case undefined:
      throw new InvalidPayload(`${path} has a type that events cannot carry`);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return checked(Number.isSafeInteger(value) && Number(value) >= 0, value, path, 'an integer of 0 or more');
    default:
      return checked(Number.isSafeInteger(value), value, path, 'an integer');
  }
}

function defaultOf(field: DescField): unknown {
  if (field.fieldKind === 'list') return [];
  if (field.fieldKind === 'map') return {};
  if (field.fieldKind === 'message' || field.oneof !== undefined) return undefined;
  if (field.fieldKind === 'enum' || field.scalar === undefined) return 0;
  if (field.scalar === ScalarType.STRING) return '';
  return field.scalar === ScalarType.BOOL ? false : 0;
}

function checked(fits: boolean, value: unknown, path: Path, what: string): unknown {
  if (!fits) throw new InvalidPayload(`${path} is not ${what} but ${JSON.stringify(value).slice(0, 100)}`);
  return value;
}

function isRecord(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
