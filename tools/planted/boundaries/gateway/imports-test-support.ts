// breaks: test-support-in-production
import '../platform/testing/scenario.ts';
