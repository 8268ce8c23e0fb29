import { useReplica, useSync } from '../replica/context.ts'

const counted = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`
const words = (args: unknown): string => {
  const { title, set, name } = (args ?? {}) as { title?: string; name?: string; set?: { title?: string; name?: string } }
  return title ?? name ?? set?.title ?? set?.name ?? ''
}

/** The truth about sync in one line; what could not be saved stands above it with its text. */
export const SyncLine = () => {
  const replica = useReplica()
  const { waiting, refused, online } = useSync()
  return (
    <div className="border-t border-line p-3 text-[13px] text-quiet">
      {refused.length > 0 && (
        <details className="mb-2 text-alert">
          <summary className="cursor-pointer">{counted(refused.length, 'change')} refused: look</summary>
          <ul className="mt-1 max-h-48 space-y-2 overflow-auto">
            {refused.map((change) => (
              <li key={change.id}>
                <p className="break-words text-text">{words(change.args) || change.name}</p>
                <p>{change.reason}</p>
                <button onClick={() => void replica.resend(change)} className="mr-3 py-1 underline">Send again</button>
                <button onClick={() => void replica.drop(change.id)} className="py-1 underline">Drop</button>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p role="status">{waiting > 0 ? `${counted(waiting, 'change')} waiting${online ? '' : ', offline'}` : online ? 'All saved' : 'Offline. All saved'}</p>
    </div>
  )
}
