// The page of composing: what is folded out stays so when the page around it changes, and who works with the keyboard
// keeps their place: what was pressed, or else what is left nearest to it.
let open = []
let places = []

document.addEventListener('htmx:beforeSwap', ({detail}) => {
  open = [...detail.target.querySelectorAll('details[open][id]')].map(part => part.id)
  places = []
  for (let part = document.activeElement; part && part.id !== 'contents'; part = part.parentElement) if (part.id) places.push(part.id)
})

document.addEventListener('htmx:afterSwap', () => {
  for (const id of open) document.getElementById(id)?.setAttribute('open', '')
  for (const control of nearest()) {
    if (document.activeElement !== document.body) return
    control?.focus({preventScroll: true})
  }
})

// What has no such place any more, or cannot be pressed, does not take the focus.
function* nearest() {
  if (!places.length) return
  for (const part of places.map(id => document.getElementById(id))) {
    yield part
    yield part?.closest('details:not([open])')?.querySelector('summary')
    yield* part?.querySelectorAll('button') ?? []
  }
  yield document.getElementById('undo')
}

// A text that has been sent is not sent again when its field is left: the answer would draw anew what is being pressed.
const sent = new WeakMap()

document.addEventListener('htmx:beforeRequest', event => {
  const form = event.target
  if (!form.matches('.item-text')) return
  const {value} = form.elements.text
  if (sent.get(form) === value) event.preventDefault()
  sent.set(form, value)
})

for (const failure of ['responseError', 'sendError', 'timeout']) {
  document.addEventListener(`htmx:${failure}`, event => sent.delete(event.target))
}
