// breaks: module-decisions
export const later = () => import('../../inventory/contract.ts');
