import { Dialog } from './dialog.tsx'
import { say } from './say.ts'

/** Asks before what cannot be undone. */
export const Confirm = ({ title, text, yes, onYes, onClose }: { title: string; text: string; yes: string; onYes: () => void; onClose: () => void }) => (
  <Dialog label={title} onClose={onClose}>
    <div className="p-5">
      <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
      <p className="mt-2 text-sm text-quiet">{text}</p>
      <div className="mt-5 flex justify-end gap-2">
        <button autoFocus onClick={onClose} className="min-h-11 rounded-md px-4 text-sm hover:bg-hover lg:min-h-9">
          {say('cancel')}
        </button>
        <button
          onClick={() => {
            onClose()
            onYes()
          }}
          className="min-h-11 rounded-md bg-alert px-4 text-sm font-medium text-ground lg:min-h-9"
        >
          {yes}
        </button>
      </div>
    </div>
  </Dialog>
)
