// breaks: process
import '../../modules/inventory/module.ts';
