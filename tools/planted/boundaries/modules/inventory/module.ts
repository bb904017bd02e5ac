import './commands/reserve-stock.ts';
import './adapters/import-file.ts';
export const module = 1;
export type ModuleType = number;
