/** The part of a DSN that every envelope names; undefined where there is none. */
export const publicKeyOf = (dsn = ''): string | undefined => /\/\/(\w+)/.exec(dsn)?.[1]
