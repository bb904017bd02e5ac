import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { hasOutcome } from '../rpc/plain.ts';

// Plain data of any message type, made from its description: whole, as a caller would write it, with every value at the
// edges of what its type can hold.

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };
const UINT32 = { min: 0, max: 2 ** 32 - 1 };
const safeEdges = fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER);

export function plainOf(description: DescMessage): fc.Arbitrary<Record<string, unknown>> {
  if (hasOutcome(description)) {
    return fc.oneof(
      ...description.fields.map((field) =>
        itemOf(field).map((body) => ({ kind: field.localName, ...(body as object) })),
      ),
    );
  }
  const fields = Object.fromEntries(description.fields.map((field) => [field.localName, fieldOf(field)]));
  // A single message may be left out; everything else has a value, which may be that of nothing.
  const requiredKeys = description.fields
    .filter((field) => field.fieldKind !== 'message')
    .map((field) => field.localName);
  return fc.record(fields, { requiredKeys });
}

function fieldOf(field: DescField): fc.Arbitrary<unknown> {
  return field.fieldKind === 'list' ? fc.array(itemOf(field), { maxLength: 3 }) : itemOf(field);
}

function itemOf(field: DescField): fc.Arbitrary<unknown> {
  if (field.message !== undefined) return plainOf(field.message);
  switch (field.scalar) {
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.STRING:
      return fc.string({ unit: 'binary', maxLength: 5 });
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 5 });
    case ScalarType.INT32:
      return fc.integer(INT32);
    case ScalarType.UINT32:
      return fc.integer(UINT32);
    case ScalarType.INT64:
      return fc.oneof(safeEdges, fc.maxSafeInteger());
    case ScalarType.DOUBLE:
      return fc.double({ noNaN: true });
    default:
      throw new Error(`${field} has a type that no contract used so far: add it here`);
  }
}
