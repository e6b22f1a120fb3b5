// Buttons that open and close dialogs, for browsers that do not know `command` yet (before Safari 26.2, Firefox 144).
if (!('commandForElement' in HTMLButtonElement.prototype)) {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[commandfor]')
    const dialog = button && document.getElementById(button.getAttribute('commandfor'))
    if (!dialog) return
    if (button.getAttribute('command') === 'show-modal') dialog.showModal()
    else dialog.close()
  })
}
