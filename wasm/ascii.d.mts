export function encode(bytes: Iterable<number>): string
export function decode(text: string, length: number): Uint8Array
