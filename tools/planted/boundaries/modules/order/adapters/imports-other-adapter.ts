// breaks: module-wiring
import '../../inventory/adapters/import-file.ts';
