// breaks: cli
import type { Anything } from '../../modules/inventory/tables.ts';
export type Kept = Anything;
