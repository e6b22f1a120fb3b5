// Says it on the page when what is typed could not be kept on the server (big/forms.py, KeptForm).
function tell(event) {
  const status = event.target.closest('form')?.dataset.hxTarget && document.querySelector(event.target.dataset.hxTarget)
  if (!status?.dataset.failed) return
  status.textContent = event.detail.xhr.status === 401 ? status.dataset.signedOut : status.dataset.failed
  status.setAttribute('role', 'alert')
}

document.addEventListener('htmx:responseError', tell)
document.addEventListener('htmx:sendError', tell)
document.addEventListener('htmx:afterSwap', event => event.target.dataset.failed && event.target.removeAttribute('role'))
