// breaks: platform-tests
import '../../modules/order/contract.ts';
