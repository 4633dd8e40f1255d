/** Where the drivers are. A shared piece. */
import { join } from 'node:path';

/** The path of a file in `drivers`. */
export function driver(name: string): string {
  return join(import.meta.dirname, 'drivers', `${name}.ts`);
}
