// Rich text (big/documents/richtext.py): an editor over every textarea marked data-rich-text, which also names the elements
// that the server keeps. The textarea stays in the form and holds the HTML; it tells of changes by `input` and `change` as
// if typed in, and whoever sets its value and sends it an `input` event changes the editor. Without this file it is all
// there is.
//
// For pages: the textarea stands in `.rich-text` beside the editor. `richtext:insert` (bubbling, detail.html) on it puts a
// text at the caret, in any other textarea too. Keys that the editor has no use for, such as Alt with a letter, bubble on.
import {
  Blockquote, Bold, BulletList, Document, Editor, HardBreak, History, Italic, Link, ListItem, Mark, Paragraph, Text,
  wrappingInputRule,
} from 'django-prose-editor/editor'
import {fromElsewhere, quiet} from 'big/rich-text-paste'

const editors = new Map()
const isMac = navigator.platform.startsWith('Mac')

const Lines = HardBreak.extend({
  addKeyboardShortcuts() { return {'Shift-Enter': () => this.editor.commands.setHardBreak()} }, // Ctrl+Enter is the page's
})

const Items = ListItem.extend({
  addKeyboardShortcuts() {
    const {Tab: sink, 'Shift-Tab': lift, ...others} = this.parent() // Tab leaves the field
    return {...others, 'Mod-]': sink, 'Mod-[': lift}
  },
})

// The bundle's own numbered list has numbering of its own, by style.
const Numbers = BulletList.extend({
  name: 'orderedList',
  parseHTML: () => [{tag: 'ol'}],
  renderHTML: () => ['ol', 0],
  addCommands() { return {toggleOrderedList: () => ({commands}) => commands.toggleList(this.name, 'listItem')} },
  addKeyboardShortcuts() { return {'Mod-Shift-7': () => this.editor.commands.toggleOrderedList()} },
  addInputRules() { return [wrappingInputRule({find: /^1[.)]\s$/, type: this.type})] },
})

const Source = Mark.create({
  name: 'cite',
  keepOnSplit: false,
  parseHTML: () => [{tag: 'cite'}],
  renderHTML: () => ['cite', 0],
})

const links = schemes => Link.extend({
  addAttributes: () => ({href: {default: null}}),
  addKeyboardShortcuts() { return {'Mod-k': () => askForLink(this.editor, schemes)} },
}).configure({
  autolink: false,
  defaultProtocol: 'https',
  isAllowedUri: address => isAllowed(address, schemes),
  shouldAutoLink: address => !/^[a-z]+:/i.test(address) || isAllowed(address, schemes), // pasted over selected words
})

function isAllowed(address, schemes) {
  return !/\s/.test(address) && URL.canParse(address) && schemes.includes(new URL(address).protocol.slice(0, -1))
}

const Quotation = Blockquote.extend({
  addKeyboardShortcuts() { return {'Mod-Shift-9': () => this.editor.commands.toggleBlockquote()} }, // B with Shift is bold
})

// What the editor must know to keep an element of the server's list.
const extensions = {
  a: links, p: () => Paragraph, br: () => Lines, ul: () => BulletList, ol: () => Numbers, li: () => Items,
  blockquote: () => Quotation, cite: () => Source, strong: () => Bold, em: () => Italic,
}

const icon = path => `<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="${path}"/></svg>`
const tools = [
  {tag: 'strong', name: 'Fet', keys: 'B', face: '<b>F</b>', mark: 'bold', act: chain => chain.toggleBold()},
  {tag: 'em', name: 'Kursiv', keys: 'I', face: '<i>K</i>', mark: 'italic', act: chain => chain.toggleItalic()},
  {
    tag: 'ul', name: 'Punktlista', keys: 'Shift+8', mark: 'bulletList', act: chain => chain.toggleBulletList(),
    face: icon('M2 4h.01M2 8h.01M2 12h.01M6 4h8M6 8h8M6 12h8'),
  },
  {
    tag: 'ol', name: 'Numrerad lista', keys: 'Shift+7', mark: 'orderedList', act: chain => chain.toggleOrderedList(),
    face: icon('M1.5 2.5 2.5 2v4M1.3 10.2c.2-.9 2-.9 2 .2 0 .9-2 1.9-2 2.6h2.1M6 4h8M6 8h8M6 12h8'),
  },
  {
    tag: 'li', name: 'Öka indrag', keys: ']', act: chain => chain.sinkListItem('listItem'),
    can: can => can.sinkListItem('listItem'), face: icon('M2 3h12M8 6.5h6M8 9.5h6M2 13h12M2 6l2.5 2L2 10'),
  },
  {
    tag: 'li', name: 'Minska indrag', keys: '[', act: chain => chain.liftListItem('listItem'),
    can: can => can.liftListItem('listItem'), face: icon('M2 3h12M8 6.5h6M8 9.5h6M2 13h12M5 6 2.5 8 5 10'),
  },
  {
    tag: 'blockquote', name: 'Citat', keys: 'Shift+9', mark: 'blockquote', act: chain => chain.toggleBlockquote(),
    face: icon('M3 11.5c2.3-.5 3.5-2 3.5-4V4H3v3.5h3.5M9.5 11.5c2.3-.5 3.5-2 3.5-4V4H9.5v3.5H13'),
  },
  {
    tag: 'cite', name: 'Källa till citatet', face: 'Källa', mark: 'cite', act: markSource,
    can: (can, editor) => editor.isActive('blockquote'),
  },
  {tag: 'a', name: 'Länk', keys: 'K', face: 'Länk', opens: true},
  {name: 'Ångra', keys: 'Z', face: icon('M5.5 2.5 2 6l3.5 3.5M2 6h7.5a4 4 0 0 1 0 8H6'), act: chain => chain.undo(), can: can => can.undo()},
  {name: 'Gör om', keys: 'Y', face: icon('M10.5 2.5 14 6l-3.5 3.5M14 6H6.5a4 4 0 0 0 0 8H10'), act: chain => chain.redo(), can: can => can.redo()},
]

// With nothing selected, the whole line is the source.
function markSource(chain, {state}) {
  const {$from, empty} = state.selection
  if (!empty || !$from.parent.content.size) return chain.toggleMark('cite')
  return chain.setTextSelection({from: $from.start(), to: $from.end()}).toggleMark('cite').setTextSelection($from.pos)
}

function create(tag, attributes, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) if (value) element.setAttribute(name, value)
  element.append(...children)
  return element
}

// -- Toolbar: one stop for Tab, arrow keys within

function toolbar(editor, tags, schemes) {
  const bar = create('div', {role: 'toolbar', class: 'rich-text-tools', 'aria-label': 'Formatering', 'aria-controls': editor.view.dom.id})
  const mod = isMac ? '⌘' : 'Ctrl+'
  const offered = tools.filter(({tag}) => !tag || tags.includes(tag))
  const buttons = offered.map(tool => {
    const button = create('button', {
      type: 'button',
      'aria-label': tool.name,
      'aria-keyshortcuts': tool.keys && `${isMac ? 'Meta' : 'Control'}+${tool.keys}`,
      'aria-haspopup': tool.opens && 'dialog',
      title: tool.keys ? `${tool.name} (${mod}${tool.keys})` : tool.name,
    })
    button.innerHTML = tool.face
    button.addEventListener('click', () => {
      if (button.ariaDisabled === 'true') return
      if (tool.opens) askForLink(editor, schemes)
      else tool.act(editor.chain().focus(), editor).run()
    })
    return button
  })
  bar.append(...buttons)
  const reach = index => {
    buttons.forEach((button, place) => { button.tabIndex = place === index ? 0 : -1 })
    return buttons[index]
  }
  reach(0)
  bar.addEventListener('focusin', event => reach(buttons.indexOf(event.target)))
  bar.addEventListener('mousedown', event => event.preventDefault()) // the caret stays where it is
  bar.addEventListener('keydown', event => {
    const here = buttons.indexOf(event.target)
    const last = buttons.length - 1
    const next = {ArrowRight: here === last ? 0 : here + 1, ArrowLeft: here === 0 ? last : here - 1, Home: 0, End: last}[event.key]
    if (next !== undefined) reach(next).focus()
    else if (event.key === 'Escape') editor.commands.focus()
    else return
    event.preventDefault()
  })
  const show = () => offered.forEach(({mark, can}, place) => {
    if (mark) buttons[place].ariaPressed = editor.isActive(mark)
    if (can) buttons[place].ariaDisabled = !can(editor.can(), editor)
  })
  editor.on('transaction', show)
  show()
  return bar
}

// -- Links

const dialog = create('dialog', {class: 'rich-text-dialog', 'aria-labelledby': 'rich-text-link'})
dialog.innerHTML = `
  <form method="dialog" novalidate>
    <h2 id="rich-text-link">Länk</h2>
    <label class="form-label" for="rich-text-address">Adress</label>
    <input class="form-control" id="rich-text-address" type="text" inputmode="url" autocomplete="off" spellcheck="false" aria-describedby="rich-text-address-error">
    <div id="rich-text-address-error" class="field-error" role="alert"></div>
    <div class="actions">
      <button class="btn btn-primary" type="submit"></button>
      <button class="btn btn-outline-danger" type="button" value="remove">Ta bort länken</button>
      <button class="btn btn-outline-primary" type="button" value="cancel">Avbryt</button>
    </div>
  </form>`

function askForLink(editor, schemes) {
  const input = dialog.querySelector('input')
  const error = dialog.querySelector('.field-error')
  const remove = dialog.querySelector('[value=remove]')
  const chain = () => editor.chain().focus().extendMarkRange('link')
  const complain = text => {
    error.textContent = text
    input.toggleAttribute('aria-invalid', text)
    input.classList.toggle('is-invalid', text)
  }
  input.value = editor.getAttributes('link').href ?? ''
  remove.hidden = !editor.isActive('link')
  dialog.querySelector('[type=submit]').textContent = remove.hidden ? 'Infoga länk' : 'Ändra länken'
  complain('')
  dialog.onsubmit = event => {
    const address = withScheme(input.value.trim())
    if (isAllowed(address, schemes)) {
      dialog.close()
      if (editor.state.selection.empty && !editor.isActive('link')) {
        editor.chain().focus().insertContent({type: 'text', text: input.value.trim(), marks: [{type: 'link', attrs: {href: address}}]}).run()
      } else chain().setMark('link', {href: address}).run()
    } else {
      event.preventDefault()
      complain('Skriv en webbadress eller en e-postadress, till exempel www.gavle.se.')
      input.focus()
    }
  }
  dialog.onclick = event => {
    if (!event.target.value || event.target.type !== 'button') return
    dialog.close()
    if (event.target.value === 'remove') chain().unsetLink().run()
  }
  dialog.onclose = () => editor.commands.focus()
  document.body.append(dialog)
  dialog.showModal()
  return true
}

function withScheme(address) {
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return `mailto:${address}`
  return /^[a-z][a-z0-9+.-]*:/i.test(address) || !/^[^\s.]+(\.[^\s.]+)+$/.test(address) ? address : `https://${address}`
}

// -- Text in and out

// The same rule as richtext.from_typed.
function fromTyped(text) {
  if (/<\/?[a-z][^<]*>/i.test(text)) return quiet(text)
  const holder = document.createElement('div')
  for (const part of text.trim().split(/\n\s*\n/)) {
    const paragraph = holder.appendChild(document.createElement('p'))
    part.split('\n').forEach((line, number) => paragraph.append(...number ? [document.createElement('br')] : [], line))
  }
  return holder.innerHTML
}

// As the server stores it: items of lists without a paragraph of their own, nothing empty at the end.
function toHTML(editor) {
  const holder = document.createElement('template')
  holder.innerHTML = editor.getHTML()
  for (const item of holder.content.querySelectorAll('li')) {
    const [first, second] = item.querySelectorAll(':scope > p')
    if (first === item.firstChild && !second) first.replaceWith(...first.childNodes)
  }
  for (let last; (last = holder.content.lastChild)?.nodeName === 'P' && !last.hasChildNodes();) last.remove()
  return holder.innerHTML
}

// -- An editor for a textarea

function edit(textarea) {
  if (editors.has(textarea)) return
  const tags = textarea.dataset.richText.split(' ')
  const schemes = textarea.dataset.schemes.split(' ')
  const label = textarea.labels[0]
  if (label) label.id ||= `${textarea.id}_label`
  const isOpen = !textarea.matches(':disabled') && !textarea.readOnly
  const attributes = {
    id: `${textarea.id}_editor`,
    class: 'form-control rich-text-surface',
    'aria-multiline': 'true',
    'aria-labelledby': label?.id ?? '',
    'aria-label': label ? '' : textarea.getAttribute('aria-label') ?? '',
    'aria-describedby': textarea.getAttribute('aria-describedby') ?? '',
    'aria-invalid': textarea.getAttribute('aria-invalid') ?? '',
    'aria-required': textarea.required ? 'true' : '',
    'aria-readonly': textarea.readOnly ? 'true' : '',
    'aria-disabled': textarea.matches(':disabled') ? 'true' : '',
    tabindex: textarea.matches(':disabled') ? '' : '0',
    lang: textarea.lang || 'sv',
    spellcheck: 'true',
  }
  for (const name in attributes) if (!attributes[name]) delete attributes[name]

  let written = textarea.value
  let told = written
  const mount = document.createElement('div')
  const box = create('div', {class: 'rich-text'})
  textarea.before(box)
  const editor = new Editor({
    element: mount,
    editable: isOpen,
    injectCSS: false, // its style element is against our content security policy; rich-text.css has its rules
    extensions: [Document, Text, History, ...tags.map(tag => extensions[tag](schemes))],
    enableInputRules: ['bulletList', 'orderedList'],
    enablePasteRules: false,
    content: fromTyped(written),
    editorProps: {attributes, transformPastedHTML: fromElsewhere},
    onUpdate() {
      textarea.value = written = toHTML(editor)
      textarea.dispatchEvent(new Event('input', {bubbles: true}))
    },
    onBlur() {
      if (told === written) return
      told = written
      textarea.dispatchEvent(new Event('change', {bubbles: true}))
    },
  })
  box.append(...isOpen ? [toolbar(editor, tags, schemes)] : [], textarea, mount)
  textarea.classList.add('visually-hidden')
  textarea.tabIndex = -1
  textarea.setAttribute('aria-hidden', 'true')
  // Labels, links to the field, autofocus and scripts reach the textarea.
  textarea.addEventListener('focus', () => editor.view.dom.focus())
  textarea.addEventListener('input', follow)
  if (document.activeElement === textarea) editor.view.dom.focus()
  editors.set(textarea, {editor, follow})

  function follow() {
    if (textarea.value === written) return
    written = textarea.value
    editor.commands.setContent(fromTyped(written), {emitUpdate: false})
  }
}

function scan(part) {
  if (part.matches?.('[data-rich-text]')) edit(part)
  for (const textarea of part.querySelectorAll('[data-rich-text]')) edit(textarea)
}

document.addEventListener('htmx:load', event => scan(event.detail.elt))
document.addEventListener('htmx:beforeCleanupElement', event => {
  editors.get(event.target)?.editor.destroy()
  editors.delete(event.target)
})
addEventListener('pageshow', () => { for (const {follow} of editors.values()) follow() }) // going back, the browser fills in again

document.addEventListener('richtext:insert', ({target, detail}) => {
  const editor = editors.get(target)?.editor
  const {body} = new DOMParser().parseFromString(detail.html, 'text/html')
  // The editor puts in what has no element as it is written, "&amp;" and all.
  const content = body.childElementCount ? quiet(detail.html) : body.textContent
  if (editor) return editor.chain().focus().insertContent(content).run()
  target.setRangeText(body.textContent, target.selectionStart, target.selectionEnd, 'end')
  target.focus()
  target.dispatchEvent(new Event('input', {bubbles: true}))
})

scan(document)
