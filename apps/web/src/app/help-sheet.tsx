import { Dialog } from '../ui/dialog.tsx'
import { CrossIcon } from '../ui/icons.tsx'

type Keys = readonly (readonly [keys: string, what: string])[]
const mac = /Mac|iP(?:hone|ad)/.test(navigator.platform)
const main = mac ? '⌘' : 'Ctrl'
const alt = mac ? '⌥' : 'Alt'

const sheet: readonly (readonly [string, Keys])[] = [
  [
    'Anywhere',
    [
      ['q', 'Add task'],
      ['g i', 'Inbox'],
      ['g t', 'Today'],
      [`${main} Z`, 'Undo'],
      [`${main} \\`, 'Sidebar'],
      ['?', 'This help'],
    ],
  ],
  [
    'Through a list',
    [
      ['j k ↑ ↓', 'Up, down'],
      ['Home End', 'First, last'],
      ['Enter', 'Open'],
      ['← →', 'Fold, unfold'],
      ['Tab', 'Leave the list'],
    ],
  ],
  [
    'Add and edit',
    [
      ['a', 'Add below'],
      ['Shift A', 'Add above'],
      ['F2', 'Rename'],
      ['Shift F10', 'Menu'],
    ],
  ],
  [
    'Plan',
    [
      ['s', 'Due day'],
      ['d', 'Deadline'],
      ['p 0–4', 'Priority'],
      ['l', 'Labels'],
      ['i', 'Assign'],
    ],
  ],
  [
    'Finish',
    [
      ['Space e', 'Done'],
      ['Shift E', 'Won’t do'],
      ['Del', 'Delete'],
    ],
  ],
  [
    'Move',
    [
      [`${alt} ↑ ↓`, 'Up, down'],
      [`${main} ] [`, 'In, out'],
      ['m', 'Move to …'],
    ],
  ],
  [
    'Select',
    [
      ['x', 'Select'],
      ['Shift ↑ ↓', 'Extend'],
      [`${main} A`, 'All'],
      ['Esc', 'Clear'],
    ],
  ],
]

/** Every key that does something. */
export const HelpSheet = ({ onClose }: { onClose: () => void }) => (
  <Dialog label="Keyboard" onClose={onClose}>
    <div className="flex items-center justify-between border-b border-line py-1 pl-5 pr-2">
      <h2 className="text-sm font-semibold">Keyboard</h2>
      <button autoFocus aria-label="Close" onClick={onClose} className="grid size-11 place-items-center rounded-md text-quiet hover:bg-hover lg:size-8">
        <CrossIcon />
      </button>
    </div>
    <div tabIndex={0} role="group" aria-label="Keys" className="max-h-[70dvh] overflow-auto overscroll-contain">
      <div className="gap-x-8 px-5 pt-4 sm:columns-2">
        {sheet.map(([title, keys]) => (
          <section key={title} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs font-medium text-quiet">{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key} className="flex min-h-7 items-center justify-between gap-4 text-[13px]">
                  <dt>{what}</dt>
                  <dd className="flex gap-1">
                    {key.split(' ').map((one) => (
                      <kbd key={one} className="min-w-6 rounded-sm border border-line px-1.5 text-center font-sans text-xs leading-5 text-quiet">
                        {one}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </div>
  </Dialog>
)
