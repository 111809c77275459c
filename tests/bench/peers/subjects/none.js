// The page alone: what every other subject's work is measured against.
export const start = () => {}

const nothing = {}
export const bench = { root: () => nothing, open: () => nothing, end() {}, finish() {}, flush() {} }
