/** What went wrong, said at once. */
export const Fault = ({ text }: { text: string }) =>
  text === '' ? null : (
    <p role="alert" className="mt-3 text-[13px] text-alert">
      {text}
    </p>
  )
