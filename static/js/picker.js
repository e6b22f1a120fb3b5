// Pickers (big/pickers.py): filter the list as one types, and keep the summary true. Everything is listened for on the
// document, so that a picker that comes later works too. Without this file the list and the line below it do the job.
document.documentElement.classList.add('scripted')

const fold = text => text.normalize('NFKC').toLocaleLowerCase('sv')
const part = (picker, name) => picker.querySelector(`[data-${name}]`)
const inputs = picker => [...picker.querySelectorAll('li input')]
const isSingle = picker => inputs(picker).some(input => input.type === 'radio')

function showChosen(picker) {
  const summary = part(picker, 'chosen')
  const chosen = inputs(picker).filter(input => input.checked && input.value).map(input => input.labels[0].textContent.trim())
  const typed = part(picker, 'new')?.value.trim()
  const names = typed && isSingle(picker) ? [typed] : [...chosen, typed].filter(Boolean)
  summary.textContent = names.join(', ') || summary.dataset.none
}

function filter(picker) {
  const typed = part(picker, 'filter').value.trim()
  const words = fold(typed).split(/\s+/)
  const rows = [...picker.querySelectorAll('li:not([data-always])')]
  for (const row of rows) row.hidden = !words.every(word => fold(row.textContent).includes(word))
  const hits = rows.filter(row => !row.hidden)
  part(picker, 'count').textContent = !typed ? '' : hits.length === 1 ? '1 träff' : `${hits.length || 'Inga'} träffar`
  const offer = part(picker, 'offer')
  if (offer) {
    offer.hidden = hits.length > 0 || !typed
    offer.firstChild.textContent = `Lägg till ”${typed}”`
  }
  return hits
}

function clear(picker) {
  part(picker, 'filter').value = ''
  filter(picker)
}

// Of one choice there is only one: typing takes the mark away, and a mark what was typed.
function keepOne(picker, changed) {
  const line = part(picker, 'new')
  if (!line || !isSingle(picker)) return
  if (changed !== line) line.value = ''
  else if (line.value.trim()) for (const input of inputs(picker)) input.checked = !input.value
}

function add(picker) {
  const line = part(picker, 'new')
  const typed = part(picker, 'filter').value.trim()
  line.value = isSingle(picker) || !line.value.trim() ? typed : `${line.value}, ${typed}`
  keepOne(picker, line)
  clear(picker)
  showChosen(picker)
  line.focus()
}

document.addEventListener('input', event => {
  const picker = event.target.closest('[data-picker]')
  if (!picker) return
  if (event.target === part(picker, 'filter')) return filter(picker)
  keepOne(picker, event.target)
  showChosen(picker)
})

document.addEventListener('click', event => {
  const button = event.target.closest('[data-offer] button')
  if (button) add(button.closest('[data-picker]'))
})

document.addEventListener('keydown', event => {
  if (!event.target.matches('[data-filter]')) return
  const picker = event.target.closest('[data-picker]')
  if (event.key === 'Escape') clear(picker)
  if (event.key !== 'Enter') return
  event.preventDefault() // the form is not ready to be sent
  if (!event.target.value.trim()) return
  const hits = filter(picker)
  if (hits.length === 1) hits[0].querySelector('input').click()
  else if (!hits.length && part(picker, 'offer')) add(picker)
})

// Going back, the browser fills in again what was chosen.
addEventListener('pageshow', () => document.querySelectorAll('[data-picker]').forEach(showChosen))
