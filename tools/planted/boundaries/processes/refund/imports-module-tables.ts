// breaks: process
import '../../modules/inventory/tables.ts';
