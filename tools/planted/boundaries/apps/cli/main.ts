import '../host/host.ts';
import 'pg';
export const main = 1;
export type MainType = number;
