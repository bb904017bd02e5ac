import { ApiSchema, DurationSchema, EnumValueSchema, StructSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { InvalidPayload, readPayload } from './payload.ts';

describe('reading a payload', () => {
  it('leaves out what a newer publisher added, and reads what an older one left out as its default', () => {
    expect(readPayload(DurationSchema, { seconds: 5, colour: 'red' })).toEqual({ seconds: 5, nanos: 0 });
    expect(readPayload(ApiSchema, { methods: [{ name: 'm' }] })).toMatchObject({
      name: '',
      methods: [{ name: 'm', requestStreaming: false, options: [] }],
      options: [],
    });
    expect(readPayload(ApiSchema, {})).not.toHaveProperty('sourceContext');
    expect(readPayload(StructSchema, {})).toEqual({ fields: {} });
  });

  it.each([
    [DurationSchema, { seconds: '5' }, 'google.protobuf.Duration.seconds is not an integer but "5"'],
    [DurationSchema, { seconds: 2 ** 53 }, 'google.protobuf.Duration.seconds is not an integer but 9007199254740992'],
    [DurationSchema, { nanos: 2 ** 31 }, 'google.protobuf.Duration.nanos is not a 32-bit integer but 2147483648'],
    [DurationSchema, { nanos: 0.5 }, 'google.protobuf.Duration.nanos is not a 32-bit integer but 0.5'],
    [DurationSchema, [], 'google.protobuf.Duration is not an object'],
    [DurationSchema, null, 'google.protobuf.Duration is not an object'],
    [ApiSchema, { methods: {} }, 'google.protobuf.Api.methods is not a list'],
    [ApiSchema, { methods: [{}, { name: 1 }] }, 'google.protobuf.Api.methods[1].name is not a string but 1'],
    [ApiSchema, { methods: [{ requestStreaming: 1 }] }, 'Api.methods[0].requestStreaming is not a boolean but 1'],
    [StructSchema, { fields: { a: { boolValue: 'x' } } }, 'Struct.fields.a.boolValue is not a boolean but "x"'],
    [EnumValueSchema, { number: null, name: {} }, 'google.protobuf.EnumValue.name is not a string but {}'],
  ])('refuses what does not fit, with its path: %#', (description, payload, message) => {
    expect(() => readPayload(description, payload)).toThrow(InvalidPayload);
    expect(() => readPayload(description, payload)).toThrow(message);
  });
});
