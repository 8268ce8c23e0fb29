import { useEffect } from 'react'
import { useReplica } from '../replica/context.ts'
import { startKeyboard } from './keyboard.ts'

/** Keys are carried out from when this is drawn first. */
export const Keyboard = ({ onSidebar }: { onSidebar: () => void }) => {
  const replica = useReplica()
  useEffect(() => startKeyboard(replica, onSidebar), [replica, onSidebar])
  return null
}
