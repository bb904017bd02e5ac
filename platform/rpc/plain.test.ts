import { readdirSync } from 'node:fs';
import { create, type DescFile, type DescMessage, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Int64ValueSchema } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainOf } from '../testing/plain-data.ts';
import { till } from '../testing/till-contract.ts';
import { fromMessage, hasOutcome, toMessage } from './plain.ts';

const GENERATED = new URL('../../contracts/gen/', import.meta.url);

/** Every message of every contract there is; the platform knows none of them by name. */
async function messagesOfContracts(): Promise<DescMessage[]> {
  const files = readdirSync(GENERATED, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('_pb.ts'));
  const modules = await Promise.all(files.map((path): Promise<object> => import(new URL(path, GENERATED).pathname)));
  const descriptions = modules.flatMap((module) => Object.values(module)).filter(isFile);
  // The envelope of remote calls is read as it is; only what it carries is plain data.
  return descriptions.flatMap(({ messages }) => messages).filter(({ typeName }) => !typeName.startsWith('rpc.v1.'));
}

function isFile(value: unknown): value is DescFile {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'file';
}

const messages = await messagesOfContracts();

describe('plain data', () => {
  it('is made of every contract', () => {
    expect(messages.length).toBeGreaterThan(100);
    expect(messages.filter(hasOutcome).length).toBeGreaterThan(20);
  });

  it.each(messages.map((message) => [message.typeName, message] as const))(
    'of %s survives the wire',
    (_name, message) =>
      fc.assert(
        fc.property(plainOf(message), (plain) => {
          const bytes = toBinary(message, toMessage(message, plain));
          expect(fromMessage(message, fromBinary(message, bytes))).toEqual(plain);
        }),
        { numRuns: 20 },
      ),
  );

  it('keeps a byte order mark at the beginning of a text', () => {
    const { input } = till.close;
    const plain = { account: '\ufeffmine' };
    expect(fromMessage(input, fromBinary(input, toBinary(input, toMessage(input, plain))))).toEqual(plain);
  });

  it('has no bookkeeping of the runtime in it', () =>
    fc.assert(
      fc.property(plainOf(till.deposit.output), (plain) => {
        const read = fromMessage(till.deposit.output, toMessage(till.deposit.output, plain));
        expect(Object.keys(read).sort()).toEqual(['account', 'amount', 'kind', 'name'].filter((key) => key in plain));
      }),
      { numRuns: 20 },
    ));

  it('refuses an outcome that the contract does not have', () =>
    expect(() => toMessage(till.close.output, { kind: 'stolen' })).toThrow('has no outcome "stolen"'));

  it('refuses a message that came without an outcome, such as one from a newer version', () =>
    expect(() => fromMessage(till.close.output, create(till.close.output))).toThrow('came without an outcome'));

  it.each([2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n])('refuses the integer %s rather than round it', (value) =>
    expect(() => fromMessage(Int64ValueSchema, create(Int64ValueSchema, { value }))).toThrow(RangeError),
  );

  it('refuses half a unit rather than round it', () =>
    expect(() => toMessage(till.deposit.input, { pointer: 'p', amount: 0.5 })).toThrow(RangeError));
});
