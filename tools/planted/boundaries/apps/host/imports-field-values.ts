// breaks: host, test-support-in-production
import '../../modules/inventory/testing/field-values.ts';
