// breaks: test-support-in-production
import '../testing/scenario.ts';
