import '../kernel/ids.ts';
export const contract = 1;
export type ContractType = number;
