// Says it on the page when what is typed could not be kept on the server (big/forms.py, KeptForm).
function tell(event) {
  const status = event.target.closest('form')?.dataset.hxTarget && document.querySelector(event.target.dataset.hxTarget)
  if (!status?.dataset.failed) return
  status.textContent = event.detail.xhr.status === 401 ? status.dataset.signedOut : status.dataset.failed
  if (!status.role) status.setAttribute('role', 'alert')
}

document.addEventListener('htmx:responseError', tell)
document.addEventListener('htmx:sendError', tell)
document.addEventListener('htmx:timeout', tell)
document.addEventListener('htmx:afterSwap', event => { if (event.target.role === 'alert') event.target.removeAttribute('role') })

// What is typed in a part of the page stays when the page around it changes (data-hx-preserve), until it is sent itself;
// what saves itself while it is typed (`writing`) stays then too.
document.addEventListener('htmx:configRequest', event => {
  if (event.target.matches('form')) event.target.closest('[data-hx-preserve]:not(.writing)')?.removeAttribute('id')
})
