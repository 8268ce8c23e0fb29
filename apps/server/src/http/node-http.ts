/**
 * Node's HTTP, asked for rather than imported: an `import` reads every name that a built-in module has, and `node:http` has `WebSocket`
 * among its own, which loads Node's whole client: 0.8 MB of source that a server never uses.
 */
export const { createServer, request, STATUS_CODES } = process.getBuiltinModule('node:http')
