export const dsn = `${location.origin.replace('//', '//0123456789abcdef0123456789abcdef@')}/1`
