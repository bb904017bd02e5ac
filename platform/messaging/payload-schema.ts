import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';

type Schema = Readonly<Record<string, unknown>>;

/** The JSON Schema of an event's payload: what `readPayload` takes, without the fields that it would only leave out. */
export function payloadSchema(description: DescMessage): Schema {
  return messageSchema(description, []);
}

function messageSchema(description: DescMessage, within: readonly DescMessage[]): Schema {
  // A message within itself is described once.
  if (within.includes(description)) return { type: 'object', title: description.name };
  const path = [...within, description];
  const properties = description.fields.map((field) => [field.localName, fieldSchema(field, path)]);
  return { type: 'object', title: description.name, properties: Object.fromEntries(properties) };
}

function fieldSchema(field: DescField, within: readonly DescMessage[]): Schema {
  if (field.fieldKind === 'list') return { type: 'array', items: itemSchema(field, within) };
  if (field.fieldKind === 'map') return { type: 'object', additionalProperties: itemSchema(field, within) };
  return itemSchema(field, within);
}

function itemSchema(field: DescField, within: readonly DescMessage[]): Schema {
  if (field.message !== undefined) return messageSchema(field.message, within);
  if (field.enum !== undefined) return { type: 'integer', enum: field.enum.values.map(({ number }) => number) };
  switch (field.scalar) {
    case ScalarType.STRING:
      return { type: 'string' };
    case ScalarType.BOOL:
      return { type: 'boolean' };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return { type: 'number' };
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return { type: 'integer', minimum: 0 };
    default:
      return { type: 'integer' };
  }
}
