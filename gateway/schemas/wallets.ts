import { type Static, Type } from '@sinclair/typebox';
import { currencyCode } from '../validation.ts';
import {
  CLOSED,
  Id,
  Moment,
  MoneyRef,
  named,
  OptionalId,
  PAGE_QUERY,
  Price,
  pageOf,
  Time,
  text,
} from './building-blocks.ts';

export const CreateWallet = Type.Object(
  { customer_id: Id, currency: Type.Optional(currencyCode()), reason: Type.Optional(text(0, 1_000)) },
  { ...CLOSED, examples: [{ customer_id: 'cust_123' }] },
);

export const MoveCredit = Type.Object(
  { amount: Price, currency: Type.Optional(currencyCode()), reason: Type.Optional(text(0, 1_000)) },
  { ...CLOSED, examples: [{ amount: '25.00', reason: 'Goodwill.' }] },
);

export type MoveCreditBody = Static<typeof MoveCredit>;

export const CloseWallet = Type.Object(
  { reason: Type.Optional(text(0, 1_000)) },
  { ...CLOSED, examples: [{ reason: 'The customer has left.' }] },
);

export const WalletQuery = Type.Object(
  {
    version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'After so many events' })),
    at: Type.Optional(Moment),
  },
  CLOSED,
);

export const ListWalletsQuery = Type.Object({ ...PAGE_QUERY, customer_id: OptionalId }, CLOSED);
export const StatementQuery = Type.Object({ ...PAGE_QUERY }, CLOSED);

export const Wallet = Type.Object(
  {
    id: Type.String(),
    customer_id: Type.String(),
    currency: Type.String(),
    status: Type.String({ description: 'open or closed' }),
    balance: MoneyRef,
    deposited: MoneyRef,
    spent: MoneyRef,
    version: Type.Integer({ description: 'How many events it has' }),
  },
  { $id: 'Wallet' },
);
export type WalletDocument = Static<typeof Wallet>;
export const WalletRef = named(Wallet);
export const WalletPage = pageOf(Wallet);

export const WalletTotals = Type.Object({
  data: Type.Array(
    Type.Object({
      currency: Type.String(),
      wallets: Type.Integer({ description: 'Closed ones too' }),
      balance: MoneyRef,
      deposited: MoneyRef,
      spent: MoneyRef,
      movements: Type.Integer({ description: 'Deposits, withdrawals, credit taken by orders and returned' }),
    }),
  ),
});

export const StatementEntry = Type.Object(
  {
    version: Type.Integer(),
    kind: Type.String({ description: 'opened, deposited, withdrawn, taken, returned, closed or reopened' }),
    amount: MoneyRef,
    balance: MoneyRef,
    reference: Type.Optional(Type.String({ description: 'The movement or the order' })),
    reason: Type.Optional(Type.String()),
    at: Time,
  },
  { $id: 'StatementEntry', description: 'What went out is negative' },
);
export type StatementEntryDocument = Static<typeof StatementEntry>;
export const StatementPage = pageOf(StatementEntry);
