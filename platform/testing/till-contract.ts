import { create, createFileRegistry, type DescMessage } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  MethodDescriptorProtoSchema,
  OneofDescriptorProtoSchema,
  ServiceDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { present } from '../kernel/assert.ts';
import { type Contract, contract, type EventType, type TypedMethod } from '../rpc/contract.ts';

// The door of a module for tests of the platform: accounts that hold an amount, and pointers that name an account. It is
// described here and not in a .proto file, because the platform knows no product contract.

const { STRING, INT64, BOOL, MESSAGE } = FieldDescriptorProto_Type;
type Fields = readonly (readonly [name: string, type: FieldDescriptorProto_Type | string, list?: 'list'])[];

function message(name: string, fields: Fields, oneof?: 'outcome'): DescriptorProto {
  return create(DescriptorProtoSchema, {
    name,
    oneofDecl: oneof === undefined ? [] : [create(OneofDescriptorProtoSchema, { name: oneof })],
    field: fields.map(([fieldName, type, list], index) =>
      create(FieldDescriptorProtoSchema, {
        name: fieldName,
        number: index + 1,
        label: list === 'list' ? FieldDescriptorProto_Label.REPEATED : FieldDescriptorProto_Label.OPTIONAL,
        ...(typeof type === 'string' ? { type: MESSAGE, typeName: `.till.v1.${type}` } : { type }),
        ...(oneof === undefined ? {} : { oneofIndex: 0 }),
      }),
    ),
  });
}

const outcome = (name: string, outcomes: Fields): DescriptorProto => message(name, outcomes, 'outcome');

const METHODS = ['Point', 'Deposit', 'Close', 'GetAccounts'];

const file = create(FileDescriptorProtoSchema, {
  name: 'till.proto',
  package: 'till.v1',
  syntax: 'proto3',
  messageType: [
    message('Account', [
      ['account', STRING],
      ['amount', INT64],
    ]),
    message('Missing', [['name', STRING]]),
    message('PointRequest', [
      ['pointer', STRING],
      ['account', STRING],
    ]),
    message('Pointed', [['moved', BOOL]]),
    outcome('PointResponse', [['pointed', 'Pointed']]),
    message('DepositRequest', [
      ['pointer', STRING],
      ['amount', INT64],
    ]),
    outcome('DepositResponse', [
      ['deposited', 'Account'],
      ['missing', 'Missing'],
      ['too_little', 'Account'],
    ]),
    message('CloseRequest', [['account', STRING]]),
    outcome('CloseResponse', [
      ['closed', 'Account'],
      ['missing', 'Missing'],
    ]),
    message('GetAccountsRequest', [['accounts', STRING, 'list']]),
    message('GetAccountsResponse', [['accounts', 'Account', 'list']]),
  ],
  service: [
    create(ServiceDescriptorProtoSchema, {
      name: 'TillService',
      method: METHODS.map((name) =>
        create(MethodDescriptorProtoSchema, {
          name,
          inputType: `.till.v1.${name}Request`,
          outputType: `.till.v1.${name}Response`,
        }),
      ),
    }),
  ],
});

const registry = createFileRegistry(file, () => undefined);
const messageOf = (name: string): DescMessage => present(registry.getMessage(`till.v1.${name}`), name);

export interface Account {
  readonly account: string;
  readonly amount: number;
}
type Missing = { readonly kind: 'missing'; readonly name: string };

const service = present(registry.getService('till.v1.TillService'), 'TillService');
export const tillContract: Contract = contract(
  service,
  { Deposited: messageOf('Account') },
  { queries: ['getAccounts'] },
);

/** The method under its types, which a description made at run time cannot tell. */
function typed<Request, Reply>(name: string): TypedMethod<Request, Reply> {
  const method = tillContract.methods.find(({ localName }) => localName === name);
  return present(method, name) as TypedMethod<Request, Reply>;
}

export const till = {
  point: typed<{ pointer: string; account: string }, { kind: 'pointed'; moved: boolean }>('point'),
  deposit: typed<
    { pointer: string; amount: number },
    ({ kind: 'deposited' } & Account) | ({ kind: 'tooLittle' } & Account) | Missing
  >('deposit'),
  close: typed<{ account: string }, ({ kind: 'closed' } & Account) | Missing>('close'),
  getAccounts: typed<{ accounts: readonly string[] }, { accounts: readonly Account[] }>('getAccounts'),
};

export const Deposited: EventType<Account> = present(tillContract.events[0], 'event') as EventType<Account>;
