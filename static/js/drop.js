// A file dropped anywhere on the form lands in its file field. Without this script, the field itself takes it.
for (const form of document.querySelectorAll('form[data-drop]')) {
  const field = form.querySelector('input[type=file]')
  const mark = (over) => form.classList.toggle('drop-over', over)
  form.addEventListener('dragover', (event) => {
    event.preventDefault()
    mark(true)
  })
  form.addEventListener('dragleave', (event) => mark(form.contains(event.relatedTarget)))
  form.addEventListener('drop', (event) => {
    event.preventDefault()
    mark(false)
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files
  })
}
