// breaks: tools
import '../modules/inventory/contract.ts';
