import type { FunctionDeclaration, Pattern } from 'acorn';
import { type Check, type Kind, report } from './check.ts';
import { refuseSyntax } from './refused-syntax.ts';
import { typeImports } from './source.ts';

const KINDS: Readonly<Record<string, Kind>> = { i32: 'i32', boolean: 'boolean', Words: 'words', void: 'void' };

/** The type in `: type` behind offset `at`, accepted as type syntax. `next`: the characters that may follow it. */
function annotationAt(check: Check, at: number, next: string): string | undefined {
  const annotation = new RegExp(`\\s*:\\s*(\\w+)\\s*(?=[${next}])`, 'y');
  annotation.lastIndex = at;
  const type = annotation.exec(check.source.uncommented)?.[1];
  if (type !== undefined) check.acceptedTypes.push({ start: at, end: annotation.lastIndex });
  return type;
}

function kindAmong(allowed: readonly string[], type: string | undefined): Kind | undefined {
  return type !== undefined && allowed.includes(type) ? KINDS[type] : undefined;
}

/** The kinds of a function's parameters and result; what is missing or of another type is reported. */
export function signature(check: Check, fn: FunctionDeclaration): { params: Kind[]; returns: Kind } {
  const params = fn.params.map((param) => paramKind(check, param));
  // The last thing in front of the body: `): type`.
  const head = check.source.uncommented.slice(fn.start, fn.body.start);
  const annotation = /(?<=\))\s*:\s*(\w+)\s*$/.exec(head);
  const returns = kindAmong(['i32', 'boolean', 'void'], annotation?.[1]);
  if (annotation && returns) {
    check.acceptedTypes.push({ start: fn.start + annotation.index, end: fn.body.start });
    return { params, returns };
  }
  const instead = 'write `: i32`, `: boolean` or `: void` behind its parameters';
  report(check, fn.id, 'annotation', `\`${fn.id.name}\` does not say what it returns; ${instead}.`);
  return { params, returns: 'unknown' };
}

function paramKind(check: Check, param: Pattern): Kind {
  if (param.type !== 'Identifier') {
    refuseSyntax(check, param);
    return 'unknown';
  }
  const found = annotationAt(check, param.end, ',)');
  const kind = kindAmong(['i32', 'boolean', 'Words'], found);
  if (kind) return kind;
  const type = found ? `the type ${found}` : 'no plain type';
  const instead = `write \`${param.name}: i32\`, \`: boolean\` or \`: Words\``;
  report(check, param, 'annotation', `Parameter \`${param.name}\` has ${type}; ${instead}.`);
  return 'unknown';
}

/** A top-level constant must say `: i32`, because WebAssembly would otherwise choose the type by itself. */
export function constantAnnotation(check: Check, id: Pattern): void {
  if (annotationAt(check, id.end, '=') !== 'i32') {
    report(check, id, 'annotation', 'A constant must be declared as `const NAME: i32 = …`.');
  }
}

/** A local may repeat its type; any other type than its initializer's would change it in WebAssembly only. */
export function localAnnotation(check: Check, id: Pattern): void {
  const found = annotationAt(check, id.end, '=');
  if (found && !kindAmong(['i32', 'boolean'], found)) {
    report(check, id, 'annotation', `A local has the type ${found}; write \`i32\`, \`boolean\` or no type at all.`);
  }
}

/**
 * Refuses every piece of type syntax that no rule has accepted (`as`, `!`, `<T>`, `type`, `x?: i32`): type stripping
 * removes it from the JavaScript, while WebAssembly would obey it. `descriptorStart`: types behind it are free.
 */
export function refuseOtherTypes(check: Check, descriptorStart: number): void {
  const { text, stripped } = check.source;
  const accepted = [...check.acceptedTypes, ...typeImports(check.source)];
  for (let at = 0; at < descriptorStart; at++) {
    if (text[at] === stripped[at] || accepted.some(({ start, end }) => at >= start && at < end)) continue;
    const start = at;
    while (at + 1 < descriptorStart && /\s/.test(stripped[at + 1])) at++;
    const found = text
      .slice(start, at + 1)
      .trim()
      .replace(/\s+/g, ' ');
    const instead = 'keep to `: i32`, `: boolean`, `: Words`, `: void` and whole `import type` statements';
    report(
      check,
      start,
      'type-syntax',
      `Found the type syntax \`${found}\`, which only WebAssembly would see; ${instead}.`,
    );
  }
}
