import '../../contracts/gen/inventory.ts';
import '../../platform/rpc/contract.ts';
export const contract = 1;
export type ContractType = number;
