import { EventCatalogue } from '../../platform/eventstore/event-catalogue.ts';
import { EventStreams } from '../../platform/eventstore/event-streams.ts';
import { bigint, type Column, json, table, text, uuid } from '../../platform/store/table.ts';
import { evolve, initialState, type Wallet, type WalletEvent } from './domain/wallet.ts';

/** One stream per wallet; its id is the wallet's. */
export const wallets = new EventStreams<Wallet, WalletEvent>({
  catalogue: new EventCatalogue<WalletEvent>({
    WalletOpened: [],
    CreditDeposited: [],
    CreditWithdrawn: [],
    CreditTaken: [],
    CreditReturned: [],
    WalletClosed: [],
    WalletReopened: [],
  }),
  initialState,
  evolve,
  snapshots: { everyEvents: 32, schema: 1 },
});

/** A customer has one wallet in each currency. */
export const owners = table('owners', {
  key: { customerId: text, currency: text },
  columns: {
    walletId: uuid,
    /** The id that was meant for a new wallet when this one was opened again, the last time; empty before. */
    reopenedBy: text,
  },
});

/** A wallet as a reply tells it. */
export interface Standing {
  readonly walletId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly status: string;
  readonly balanceMinor: number;
  readonly creditedMinor: number;
  readonly debitedMinor: number;
  readonly version: number;
}

/** Deposits, withdrawals and closures by the id that their caller chose, with their first answer. Rows are only inserted. */
export const movements = table('movements', {
  key: { movementId: text },
  columns: { walletId: uuid, answer: json<Standing>() },
});

/** What an order took, by its id. A tombstone has no wallet. */
export const credits = table('credits', {
  key: { creditId: uuid },
  columns: {
    walletId: text,
    customerId: text,
    currency: text,
    amountMinor: bigint,
    status: text as Column<'taken' | 'returned'>,
  },
});
