/** No line breaks and no other control characters, C1 neither, and no half of a surrogate pair, which has no UTF-8. */
const noControls = '[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\p{Cs}]*'
/**
 * A character that shows something: no space, no format character, nothing that fonts leave out (Hangul fillers are such), no code point that
 * will never be a character (U+FFFE and its like), and none of the two that Unicode counts among symbols though they are blank: the empty braille cell and the null notehead.
 */
export const seen = '(?=.*[^\\s\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}\\u2800\\u{1d159}])'

/** One line of text of which something can be seen. For regular expressions of Unicode (`u`), as JSON Schema asks for. */
export const linePattern = `^${seen}${noControls}$`
