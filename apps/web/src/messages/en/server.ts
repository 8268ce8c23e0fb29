/** What is said of the server wherever something was asked of it. */
export const server = {
  unreachable: 'The server cannot be reached. Check the connection and try again.',
} as const
