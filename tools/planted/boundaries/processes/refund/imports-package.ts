// breaks: process
import 'pg';
