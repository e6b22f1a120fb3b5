// The page of composing: what is folded out stays so when the page around it changes, and who works with the keyboard
// keeps their place: what was pressed, or else what is left nearest to it.
let open = []
let places = []
let unsaved = []

document.addEventListener('htmx:beforeSwap', ({detail}) => {
  if (!detail.shouldSwap) return
  // What is not saved stays as it is typed (data-hx-preserve, by its id), the rest comes anew.
  unsaved = []
  for (const part of detail.target.querySelectorAll('.writing')) {
    if (part.dataset.unsaved) unsaved.push(part)
    else part.removeAttribute('id')
  }
  open = [...detail.target.querySelectorAll('details[open][id]')].map(part => part.id)
  places = []
  for (let part = document.activeElement; part && part.id !== 'contents'; part = part.parentElement) if (part.id) places.push(part.id)
})

document.addEventListener('htmx:afterSwap', () => {
  for (const part of unsaved) if (part.id && !part.isConnected) document.getElementById('contents').prepend(part) // its item is gone
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
