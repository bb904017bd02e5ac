// breaks: module-testing-tests
import '../../inventory/testing/given.ts';
