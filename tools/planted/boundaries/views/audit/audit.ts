import './door.ts';
import '../../modules/order/contract.ts';
import '../../platform/store/store.ts';
export const audit = 1;
export type AuditType = number;
