// breaks: cli-tests
import '../../modules/inventory/testing/field-values.ts';
