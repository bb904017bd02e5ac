// breaks: host-tests
import '../../modules/inventory/testing/given.ts';
