import { announce } from '../../../ui/announcer.tsx'
import { plainButton } from './look.ts'
import { say } from './say.ts'

/** The codes right after they were made: the only time that they can be kept. */
export const RecoveryCodes = ({ codes }: { codes: readonly string[] }) => {
  const text = codes.join('\n')
  return (
    <section aria-labelledby="recovery-title" className="mt-3 rounded-md border border-line bg-raised p-3">
      <h4 id="recovery-title" className="text-[13px] font-medium">
        {say('recovery')}
      </h4>
      <p className="mt-1 text-[13px] text-quiet">{say('recovery-text')}</p>
      <ol className="mt-3 grid gap-x-6 gap-y-1 font-mono text-[13px] sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="mt-3 flex flex-wrap gap-2">
        <button onClick={() => void navigator.clipboard.writeText(text).then(() => announce(say('recovery-copied')))} className={plainButton}>
          {say('recovery-copy')}
        </button>
        <a
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          download="muster-recovery-codes.txt"
          className={`${plainButton} inline-flex items-center`}
        >
          {say('recovery-save')}
        </a>
      </div>
    </section>
  )
}
