// Loaded before anything else of a process (NODE_OPTIONS): told so by SIGUSR2, it holds SWELLS_BY bytes more from then on, as one with a leak does.
const held: Buffer[] = []
process.on('SIGUSR2', () => held.push(Buffer.alloc(Number(process.env['SWELLS_BY']), held.length + 1)))
