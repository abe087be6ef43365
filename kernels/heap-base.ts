/** Address of the first byte behind the module's own data; what lies beyond belongs to the caller (`WasmKernel.reserve`). */
export function heapBase(): usize {
  return __heap_base;
}
