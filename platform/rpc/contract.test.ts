import { create, createFileRegistry } from '@bufbuild/protobuf';
import { FieldDescriptorProto_Type, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { present } from '../kernel/assert.ts';
import { Deposited, till, tillContract } from '../testing/till-contract.ts';
import { contract, isAccepted } from './contract.ts';

/** A service with one method, whose one outcome has one field of this name. */
function serviceWithField(name: string) {
  const { STRING, MESSAGE } = FieldDescriptorProto_Type;
  const outcome = { name: 'shown', number: 1, type: MESSAGE, typeName: '.lamp.v1.Shown', oneofIndex: 0 };
  const file = create(FileDescriptorProtoSchema, {
    name: 'lamp.proto',
    package: 'lamp.v1',
    syntax: 'proto3',
    messageType: [
      { name: 'ShowRequest' },
      { name: 'Shown', field: [{ name, number: 1, type: STRING }] },
      { name: 'ShowResponse', oneofDecl: [{ name: 'outcome' }], field: [outcome] },
    ],
    service: [
      {
        name: 'LampService',
        method: [{ name: 'Show', inputType: '.lamp.v1.ShowRequest', outputType: '.lamp.v1.ShowResponse' }],
      },
    ],
  });
  const registry = createFileRegistry(file, () => undefined);
  return present(registry.getService('lamp.v1.LampService'), 'LampService');
}

describe('a contract', () => {
  it('names its methods as they are on the wire', () => {
    expect(tillContract.service).toBe('till.v1');
    expect(tillContract.methods.map(({ path }) => path)).toEqual([
      'till.v1.TillService/Point',
      'till.v1.TillService/Deposit',
      'till.v1.TillService/Close',
      'till.v1.TillService/GetAccounts',
    ]);
  });

  it('tells commands from queries', () =>
    expect(tillContract.methods.map(({ kind }) => kind)).toEqual(['command', 'command', 'command', 'query']));

  it('knows the outcome that says yes: the one with field number 1', () =>
    expect(tillContract.methods.map(({ accepted }) => accepted)).toEqual([
      'pointed',
      'deposited',
      'closed',
      undefined,
    ]));

  it('has the wire name of an event', () => expect(Deposited.type).toBe('till.v1.Account'));

  it('builds a call and sends nothing', () =>
    expect(till.close({ account: 'a' })).toEqual({ method: till.close, request: { account: 'a' } }));

  it.each([
    ['the acceptance', { kind: 'closed' }, true],
    ['a refusal', { kind: 'missing' }, false],
  ])('takes %s for what it is', (_case, reply, accepted) => expect(isAccepted(till.close, reply)).toBe(accepted));

  it('takes every reply of a query as a yes', () => expect(isAccepted(till.getAccounts, { accounts: [] })).toBe(true));

  it('refuses an outcome with a field that would hide what kind of reply it is', () => {
    expect(() => contract(serviceWithField('colour'), {}, { queries: [] })).not.toThrow();
    expect(() => contract(serviceWithField('kind'), {}, { queries: [] })).toThrow(
      'outcome "shown" of Show has a field "kind", which would hide what kind of reply it is: rename it',
    );
  });
});
