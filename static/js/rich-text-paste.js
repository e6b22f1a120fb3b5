// What Word puts on the clipboard has lists that are only paragraphs with a bullet typed in front, and a style that tells
// the level. The rest of what it has too much (classes, styles, its own elements) the editor leaves out by itself.
export function fromWord(html) {
  const {body} = new DOMParser().parseFromString(html, 'text/html')
  let open = [] // the lists around the current item, outermost first
  for (const paragraph of body.querySelectorAll('p[style*="mso-list" i], h1[style*="mso-list" i], h2[style*="mso-list" i]')) {
    const level = Number(/mso-list:[^;]*?level(\d)/i.exec(paragraph.getAttribute('style'))?.[1])
    if (!level) continue
    const bullet = [...paragraph.querySelectorAll('[style*="mso-list" i]')].find(part => /mso-list:\s*ignore/i.test(part.getAttribute('style')))
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
  for (const paragraph of body.querySelectorAll('p')) if (!paragraph.textContent.trim()) paragraph.remove()
  return body.innerHTML
}
