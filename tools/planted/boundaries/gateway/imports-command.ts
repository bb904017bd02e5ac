// breaks: gateway
import '../modules/inventory/commands/reserve-stock.ts';
