// breaks: gateway
import '../modules/inventory/module.ts';
