// breaks: module-decisions
import type { Anything } from '../../inventory/contract.ts';
export type Kept = Anything;
