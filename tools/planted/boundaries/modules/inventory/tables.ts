import '../../platform/store/store.ts';
import './domain/shelf.ts';
export const tables = 1;
export type TablesType = number;
