/** How the core module is obtained. The build puts the variant of each published file in this one's place. */
export { coreUrlOf, importCore } from './core-module.script.ts'
