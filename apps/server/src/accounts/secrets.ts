/** The keys of an instance: the first signs, and what any of them has signed is believed. So one follows another, and nobody is signed out. */
export type Secrets = readonly [signs: Buffer, ...former: Buffer[]]
