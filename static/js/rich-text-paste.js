// HTML that was made elsewhere, above all in Word, made ready for the editor (rich-text.js), which leaves out what it does
// not know, such as classes and Word's own elements.

// Merely to read styles and handlers would be reported as against our content security policy, though nothing comes of it.
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi
export const quiet = html => html
  .replace(/<(style|script)\b[^]*?<\/\1\s*>/gi, '')
  .replace(TAG, tag => tag.replace(/([\s"'/])(?=(?:style|on\w+)\s*=)/gi, '$1data-'))

export function fromElsewhere(html) {
  html = quiet(html)
  if (html.includes('data-pm-slice')) return html // from an editor like this one
  const {body} = new DOMParser().parseFromString(html, 'text/html')
  const styled = [...body.querySelectorAll('[data-style]')]
  makeLists(styled)
  for (const part of styled) keepEmphasis(part, part.dataset.style)
  for (const table of [...body.querySelectorAll('table')].reverse()) makeLines(table) // inner ones first
  for (const paragraph of body.querySelectorAll('p')) if (!paragraph.textContent.trim()) paragraph.remove()
  return body.innerHTML
}

// Word's lists are paragraphs with a bullet or number typed in front, and a style that tells the level.
function makeLists(styled) {
  let open = [] // the lists around the current item, outermost first
  for (const paragraph of styled) {
    const level = Number(/mso-list:[^;]*?level(\d)/i.exec(paragraph.dataset.style)?.[1])
    if (!level) continue
    const bullet = [...paragraph.querySelectorAll('[data-style]')].find(part => /mso-list:\s*ignore/i.test(part.dataset.style))
    const kind = /^\s*\w+[.)]/.test(bullet?.textContent ?? '') ? 'ol' : 'ul'
    bullet?.remove()
    if (!open.length || paragraph.previousElementSibling !== open[0]) open = []
    open.length = Math.min(open.length, level)
    while (open.length < level) {
      const list = document.createElement(kind)
      const outer = open.at(-1)
      if (outer) (outer.lastElementChild ?? outer.appendChild(document.createElement('li'))).append(list)
      else paragraph.before(list)
      open.push(list)
    }
    const item = document.createElement('li')
    item.append(...paragraph.childNodes)
    open.at(-1).append(item)
    paragraph.remove()
  }
}

// The server keeps no tables: each row becomes a line, so that the words of two cells do not run together.
function makeLines(table) {
  table.replaceWith(...[...table.rows].map(row => {
    const line = document.createElement('p')
    for (const cell of row.cells) {
      for (const block of cell.querySelectorAll('p, div, ul, ol, li')) block.replaceWith(...block.childNodes, ' ')
      line.append(...line.hasChildNodes() ? [' | '] : [], ...cell.childNodes)
    }
    return line
  }))
}

// Bold and italic as styles, and Google's documents, which are whole in a <b> that is not bold.
function keepEmphasis(part, style) {
  if (part.matches('b, strong') && /(^|[;\s])font-weight:\s*(normal|400)/i.test(style)) return part.replaceWith(...part.childNodes)
  const wrap = tag => {
    const wrapper = document.createElement(tag)
    wrapper.append(...part.childNodes)
    part.append(wrapper)
  }
  if (/(^|[;\s])font-weight:\s*(bold|[6-9]00)/i.test(style)) wrap('strong')
  if (/(^|[;\s])font-style:\s*italic/i.test(style)) wrap('em')
}
