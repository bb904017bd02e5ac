// breaks: test-support-in-production
import '../testing/given.ts';
