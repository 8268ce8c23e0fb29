/**
 * Runs once a press that is under way has done what it does, at once where none is. What moves when a field is left would else move away
 * from below the finger that leaves it, and its press would come to nothing, or to something else.
 */
export const afterPress = (run: () => void): void => {
  // A press by touch is told as one of a mouse once the finger is gone again, in one go.
  if (document.querySelector(':active')) addEventListener('mouseup', () => setTimeout(run), { once: true, capture: true })
  else run()
}
