import '../modules/order/contract.ts';
import '../processes/checkout/door.ts';
import '../views/audit/door.ts';
import '../contracts/gen/inventory.ts';
import 'pg';
import 'node:http';
export const server = 1;
export type ServerType = number;
