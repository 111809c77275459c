/** A message for the person in front of the terminal: what happened and what to do. Shown without a stack trace. */
export class StartError extends Error {}
