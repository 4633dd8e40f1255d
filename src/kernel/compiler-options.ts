/** AssemblyScript's command line: optimised, no runtime, one imported shared memory. Part of the cache's key. */
export const COMPILER_OPTIONS = [
  ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--noExportMemory'],
  ['--enable', 'threads', '--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ['--outFile', 'kernel.wasm'],
].flat();
