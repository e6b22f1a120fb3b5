// The form of an activity: ticks the status that the text suggests until somebody has chosen one, and spells out
// abbreviations. Without this file the suggestion comes when the form is sent without a status.
const form = document.querySelector('#advice').closest('form')
const statuses = [...form.querySelectorAll('input[name=status]')]
let isChosen = statuses.some(status => status.checked)

form.addEventListener('change', event => { if (event.target.name === 'status') isChosen = true })

form.addEventListener('htmx:afterSwap', event => {
  const suggested = event.target.querySelector?.('[data-suggested]')?.dataset.suggested
  if (event.target.id !== 'advice' || isChosen) return
  for (const status of statuses) status.checked = status.value === suggested
})

form.addEventListener('click', event => {
  const button = event.target.closest('[data-to]')
  const text = form.querySelector('#id_text')
  if (!button || text.value.replace(/\r\n/g, '\n') !== button.dataset.from.replace(/\r\n/g, '\n')) return
  text.value = button.dataset.to
  text.focus()
  text.dispatchEvent(new Event('input', {bubbles: true}))
})
