// breaks: bench
import '../modules/order/module.ts';
