// The page where agenda and minutes are written (templates/minutes/write.html): keys, phrases, and that nothing typed is
// lost. What could not be saved stays in its field, and is sent again as soon as the server answers. Without this file
// every § has a button that saves it.
const here = document.getElementById('har')
const place = document.getElementById('plats')
const IDLE = 20 * 60 * 1000 // nobody stays signed in because a page is open
let lastUsed = Date.now()

const paragraphOf = element => element?.closest?.('.writing-paragraph')
const notArrived = () => document.querySelectorAll('.writing[data-unsaved=failed]')

// -- The server is asked every moment who is here. Its answer shows that it can be reached.

document.addEventListener('htmx:beforeRequest', event => {
  if (event.target !== here || notArrived().length) return
  if (document.hidden || Date.now() - lastUsed > IDLE) event.preventDefault()
})

document.addEventListener('htmx:afterOnLoad', ({detail}) => {
  if (detail.elt !== here) return
  for (const writing of notArrived()) htmx.trigger(writing.querySelector('form'), 'submit')
})

let lastAnswer = ''
document.addEventListener('htmx:beforeSwap', ({detail}) => {
  if (detail.elt !== here || detail.xhr.status !== 200) return
  if (detail.serverResponse === lastAnswer) detail.shouldSwap = false // nothing to read aloud again
  lastAnswer = detail.serverResponse
})

function complain({detail}) {
  const words = detail.xhr.status === 401 ? here.dataset.signedOut : here.dataset.failed
  if (detail.elt === here || !detail.elt.closest('.writing')) {
    lastAnswer = ''
    here.textContent = words
  }
}
for (const name of ['responseError', 'sendError', 'timeout']) document.addEventListener(`htmx:${name}`, complain)

// Signing in anew in another tab makes the tokens of this one old.
document.addEventListener('fresh-token', ({detail}) => {
  document.body.dataset.hxHeaders = JSON.stringify({'X-CSRFToken': detail.token})
  for (const field of document.getElementsByName('csrfmiddlewaretoken')) field.value = detail.token
})

// -- What is typed stays when the page around it changes (keeping.js), but not when all is asked for anew

document.addEventListener('htmx:beforeSwap', ({detail}) => {
  if (detail.requestConfig?.elt?.dataset?.renews !== '' || !detail.shouldSwap) return
  for (const part of document.querySelectorAll('.writing:not([data-unsaved])')) {
    if (!part.contains(document.activeElement)) part.removeAttribute('id')
  }
  lastAnswer = ''
})

// A form of an outcome that is open stays open.
let caret
const aside = document.body.appendChild(document.createElement('div'))
aside.hidden = true
document.addEventListener('htmx:beforeSwap', ({detail}) => {
  if (detail.target.id !== 'contents' || !detail.shouldSwap) return
  for (const outcomes of document.querySelectorAll('.outcomes:has(.outcome-form)')) aside.append(outcomes)
  const {anchorNode, anchorOffset, focusNode, focusOffset} = getSelection()
  caret = anchorNode?.parentElement.closest('.rich-text-surface:focus') && [anchorNode, anchorOffset, focusNode, focusOffset]
})

document.addEventListener('htmx:afterSettle', ({target}) => {
  if (target.matches('.outcomes')) {
    target.closest('.writing-paragraph')?.querySelector('.cue')?.remove() // it has been listened to
    return target.querySelector('.outcome-form :is(textarea, input:not([type=hidden]), select)')?.focus()
  }
  if (target.id !== 'contents') return
  if (caret?.[0].isConnected) getSelection().setBaseAndExtent(...caret)
  for (const outcomes of [...aside.children]) document.querySelector(`#contents #${outcomes.id}`)?.replaceWith(outcomes)
  aside.replaceChildren() // those whose § is gone
  document.querySelector('.writing-paragraph[data-new] .heading')?.focus()
  paragraphOf(document.activeElement)?.scrollIntoView({block: 'nearest'})
})

document.addEventListener('htmx:afterRequest', ({detail}) => {
  if (detail.successful && detail.requestConfig.verb === 'post') htmx.trigger(document.body, 'minutes-changed')
})

// -- Keys, phrases, and what the words sound like

function click(paragraph, selector) {
  const button = paragraph?.querySelector(selector)
  button?.click()
  return Boolean(button)
}

// The form of a new outcome; where one is open already, that one.
function open(paragraph, part) {
  const form = paragraph?.querySelector('.outcome-form')
  form?.querySelector('textarea, input:not([type=hidden])')?.focus()
  return Boolean(form) || click(paragraph, `#ny-${part}-${paragraph?.dataset.pk}`)
}

function openPhrases(paragraph) {
  const details = paragraph?.querySelector('[data-phrases]')
  if (!details) return false
  details.open = true
  details.querySelector('button').focus()
  return true
}

const keys = {
  KeyP: paragraph => click(paragraph ?? document, paragraph ? '[value=add]' : '#ny-forst'),
  KeyB: paragraph => open(paragraph, 'beslut'),
  KeyU: paragraph => open(paragraph, 'uppdrag'),
  Semicolon: paragraph => open(paragraph, 'overforing'), // Ö on Swedish keyboards
  KeyF: openPhrases,
  ArrowUp: paragraph => click(paragraph, '[value=up]'),
  ArrowDown: paragraph => click(paragraph, '[value=down]'),
}

document.addEventListener('keydown', event => {
  lastUsed = Date.now()
  if (event.key === 'Enter' && event.target.matches('.paragraph-form .heading')) {
    event.preventDefault()
    event.target.form.elements.text.focus()
  }
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !keys[event.code]) return
  if (event.target.matches('select') && event.code.startsWith('Arrow')) return // opens the list
  if (keys[event.code](paragraphOf(event.target))) event.preventDefault()
})
document.addEventListener('pointerdown', () => { lastUsed = Date.now() })

document.addEventListener('click', event => {
  const {target} = event
  const phrase = target.closest('[data-phrase]')
  const cue = target.closest('[data-cue]')
  if (cue) {
    event.preventDefault()
    // Asked for by the page, since the answer to what is just being saved takes the link away.
    htmx.ajax('GET', cue.href, {target: cue.dataset.cue, swap: 'outerHTML'})
  }
  if (!phrase) return
  const holder = document.createElement('p')
  holder.textContent = phrase.textContent
  phrase.closest('details').open = false
  const detail = {html: holder.innerHTML}
  paragraphOf(phrase).querySelector('textarea[name=text]').dispatchEvent(new CustomEvent('richtext:insert', {bubbles: true, detail}))
})

document.addEventListener('focusin', ({target}) => {
  const pk = paragraphOf(target)?.dataset.pk ?? ''
  if (place.value === pk) return
  place.value = pk
  htmx.trigger(here, 'moved')
})
