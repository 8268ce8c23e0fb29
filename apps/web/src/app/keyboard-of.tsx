import { useEffect } from 'react'
import { useReplica } from '../replica/context.ts'
import { holdKeys } from '../tab/kept-keys.ts'
import { startKeyboard } from './keyboard.ts'

let letGo: (() => void) | undefined

/** Keys are carried out from when this is drawn first. Those pressed while all is drawn anew wait for what is drawn then. */
export const Keyboard = ({ onSidebar }: { onSidebar: () => void }) => {
  const replica = useReplica()
  useEffect(() => {
    startKeyboard(replica, onSidebar)
    letGo?.()
    return () => {
      letGo = holdKeys()
    }
  }, [replica, onSidebar])
  return null
}
