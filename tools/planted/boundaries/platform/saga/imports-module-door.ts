// breaks: platform
import '../../modules/order/contract.ts';
