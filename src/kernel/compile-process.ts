/** The compiling process: takes jobs from its parent, ends when the parent disconnects. */
import asc from 'assemblyscript/asc';
import type { CompileAnswer, CompileJob } from './compiler.ts';
import { COMPILER_OPTIONS } from './compiler-options.ts';

process.on('message', async (job: CompileJob) => {
  process.send?.(await compile(job));
});

async function compile({ sources }: CompileJob): Promise<CompileAnswer> {
  const files = new Map(sources.map(([name, code]) => [`${name}.ts`, code]));
  const entry = `${sources[0][0]}.ts`;
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main([entry, ...COMPILER_OPTIONS], {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (_name, content) => {
      wasm = content as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !wasm) return { errors: readable(stderr.toString(), error) };
  return { wasm };
}

/** AssemblyScript's many-line diagnostics as one line each: file:line:column: message. */
function readable(diagnostics: string, error: Error | null): string {
  const lines = [...diagnostics.matchAll(/^ERROR (\S+): (.*)$[\s\S]*?└─ in (.*?)\((\d+),(\d+)\)/gm)].map(
    ([, code, message, file, line, column]) => `${file}:${line}:${column} ${message} (AssemblyScript ${code})`,
  );
  return lines.join('\n') || diagnostics || String(error);
}
