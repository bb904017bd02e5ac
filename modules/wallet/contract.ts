import {
  BalanceChangedSchema,
  WalletClosedSchema,
  WalletOpenedSchema,
  WalletReopenedSchema,
  WalletService,
} from '../../contracts/gen/wallet/v1/wallet_pb.ts';
import { contract } from '../../platform/rpc/contract.ts';

export const wallet = contract(
  WalletService,
  {
    WalletOpened: WalletOpenedSchema,
    BalanceChanged: BalanceChangedSchema,
    WalletClosed: WalletClosedSchema,
    WalletReopened: WalletReopenedSchema,
  },
  {
    queries: [
      'getWallets',
      'getWalletAsOf',
      'listWallets',
      'getStatement',
      'getCredits',
      'listCredits',
      'auditWallets',
    ],
  },
);
