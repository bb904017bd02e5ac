import './tables.ts';
export const rows = 1;
