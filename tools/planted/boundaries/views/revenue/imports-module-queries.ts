// breaks: view
import '../../modules/inventory/commands/reserve-stock.ts';
