import { eventStoreTables } from '../../platform/eventstore/tables.ts';
import type { Module } from '../../platform/rpc/module.ts';
import { closeWallet } from './commands/close-wallet.ts';
import { deposit } from './commands/deposit.ts';
import { openWallet } from './commands/open-wallet.ts';
import { returnCredit } from './commands/return-credit.ts';
import { takeCredit } from './commands/take-credit.ts';
import { withdraw } from './commands/withdraw.ts';
import { wallet } from './contract.ts';
import { auditWallets } from './queries/audit-wallets.ts';
import { getCredits } from './queries/get-credits.ts';
import { getStatement } from './queries/get-statement.ts';
import { getWalletAsOf } from './queries/get-wallet-as-of.ts';
import { getWallets } from './queries/get-wallets.ts';
import { listCredits } from './queries/list-credits.ts';
import { listWallets } from './queries/list-wallets.ts';
import { credits, movements, owners, wallets } from './tables.ts';

/** Wallet: store credit, kept as its events. */
export function walletModule(): Module {
  return {
    name: 'wallet',
    contract: wallet,
    tables: [credits, movements, owners, ...eventStoreTables],
    commands: [openWallet, deposit, withdraw, closeWallet, takeCredit, returnCredit],
    keyedQueries: [getCredits],
    sqlQueries: [],
    storeQueries: [getWallets, getWalletAsOf, listWallets, getStatement, listCredits, auditWallets],
    eventStore: { replays: wallets.replays },
  };
}
