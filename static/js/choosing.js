// "Markera alla på sidan": a box that follows, and sets, the boxes with the name that it says. Without this file it is hidden.
for (const all of document.querySelectorAll('[data-choose]')) {
  const boxes = [...all.form.querySelectorAll(`input[name="${all.dataset.choose}"]`)]
  const follow = () => {
    const chosen = boxes.filter(box => box.checked).length
    all.checked = chosen === boxes.length
    all.indeterminate = chosen > 0 && chosen < boxes.length
  }
  all.addEventListener('change', () => { for (const box of boxes) box.checked = all.checked })
  for (const box of boxes) box.addEventListener('change', follow)
  addEventListener('pageshow', follow) // going back, the browser fills in again what was chosen
  all.closest('[hidden]').hidden = false
}
