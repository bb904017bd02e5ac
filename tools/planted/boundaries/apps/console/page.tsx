import { Button } from '../web/design/button.tsx';
import { call } from '../web/api/call.ts';
export const page = [Button, call];
