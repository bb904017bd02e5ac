// breaks: module-decisions
export * from '../../inventory/contract.ts';
