// breaks: host
import '../../modules/inventory/commands/reserve-stock.ts';
