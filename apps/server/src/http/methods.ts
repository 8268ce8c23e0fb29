/** Methods that every address answers by itself: it takes them, or says which it takes. Others are answered like the last of these. */
export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'TRACE'] as const
