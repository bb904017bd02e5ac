// breaks: module-decisions
export type { Anything } from '../../inventory/contract.ts';
