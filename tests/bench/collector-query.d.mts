export function filledCollector(transactions: number): Promise<{ origin: string; end(): Promise<void> }>
