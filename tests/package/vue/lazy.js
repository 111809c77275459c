export const lazy = h => ({ name: 'LazyPart', render: create => (h ?? create)('p', 'late') })
