import { MongoError } from 'mongodb'

/** Errors of the driver's own: nobody answered. */
const names = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
])
/** Not primary, stepped down, shutting down, interrupted, out of time, no snapshot yet or no more. */
const codes = new Set([6, 7, 50, 64, 89, 91, 134, 189, 239, 246, 262, 10_107, 11_600, 11_602, 13_435, 13_436])

/** What a socket says whose other side has closed: the driver hands it on as it is where that comes to light as it begins to send. */
const socketCodes = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'])

export const isClosedLine = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof MongoError) && socketCodes.has(String((error as NodeJS.ErrnoException).code))

export const labelled = (error: unknown, label: string): boolean => error instanceof MongoError && error.hasErrorLabel(label)

/** The store could not be reached, rather than refused: the same again may work in a moment. */
export const isNetwork = (error: unknown): boolean =>
  isClosedLine(error) ||
  (error instanceof MongoError &&
    (names.has(error.name) ||
      labelled(error, 'RetryableWriteError') ||
      labelled(error, 'PoolRequestedRetry') ||
      codes.has(Number(error.code)) ||
      // A bulk write hides what went wrong on the way inside an error of its own.
      isNetwork((error as { readonly errorResponse?: unknown }).errorResponse)))
