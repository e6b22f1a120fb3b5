// Says it on the page when what is typed or done did not reach the server: in the target of the form, or first in it.
function tell(event) {
  const target = document.querySelector(event.target.closest('form')?.dataset.hxTarget ?? 'none')
  const status = target?.dataset.failed ? target : target?.querySelector(':scope > [data-failed]')
  if (!status) return
  const {failed, gone, signedOut} = status.dataset
  status.textContent = {401: signedOut, 404: gone}[event.detail.xhr.status] ?? failed
  if (!status.role) status.setAttribute('role', 'alert')
}

document.addEventListener('htmx:responseError', tell)
document.addEventListener('htmx:sendError', tell)
document.addEventListener('htmx:timeout', tell)
document.addEventListener('htmx:afterSwap', event => { if (event.target.role === 'alert') event.target.removeAttribute('role') })

// What is typed in a part of the page stays when the page around it changes (data-hx-preserve), until it has been sent
// itself; what saves itself while it is typed (`writing`) stays then too.
document.addEventListener('htmx:configRequest', event => {
  const part = event.target.matches('form') && event.target.closest('[data-hx-preserve]:not(.writing)')
  if (!part) return
  const {id} = part
  part.removeAttribute('id')
  for (const failure of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout']) event.target.addEventListener(failure, () => { part.id = id }, {once: true})
})

// Signing in again, beside, changes the token by which the server knows that a form is ours: the cookie has the one that
// is good now.
document.addEventListener('htmx:configRequest', event => {
  const token = document.cookie.match(/(?:^|; )(?:__Host-csrf|csrftoken)=(\w+)/)?.[1]
  if (!token) return
  event.detail.headers['X-CSRFToken'] = token
  if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token
})
