/** WebAssembly that ships with the Worker, compiled when it is uploaded. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
