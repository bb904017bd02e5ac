// breaks: module-tables
import '../../contracts/gen/inventory.ts';
