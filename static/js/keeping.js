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

// -- `.writing`: a form that saves itself while it is typed, and its status. data-unsaved says that the server does not have
// all of it: it is "typed"; it is "sent", on its way or answered with what is wrong; or it "failed" to arrive.

const writingOf = element => element.closest?.('.writing')
const isPost = ({requestConfig}) => requestConfig.verb === 'post'

document.addEventListener('input', ({target}) => {
  const writing = writingOf(target)
  if (!writing) return
  writing.dataset.unsaved = 'typed'
  addEventListener('beforeunload', askBeforeLeaving)
})

function askBeforeLeaving(event) {
  if (document.querySelector('.writing[data-unsaved]')) event.preventDefault()
}

// What has been sent is not sent again when its field is left: the answer would draw anew what is being pressed.
document.addEventListener('htmx:beforeRequest', event => {
  const writing = writingOf(event.target)
  if (!writing || !isPost(event.detail)) return
  const isItself = event.target.parentElement === writing
  if (isItself && !['typed', 'failed'].includes(writing.dataset.unsaved)) event.preventDefault()
  else writing.dataset.unsaved = 'sent'
})

document.addEventListener('htmx:afterRequest', ({target, detail}) => {
  const writing = writingOf(target)
  if (writing?.dataset.unsaved !== 'sent' || !isPost(detail)) return
  if (!detail.successful) writing.dataset.unsaved = 'failed'
  else if (writing.querySelector('[data-saved]')) delete writing.dataset.unsaved
})

addEventListener('online', () => {
  for (const form of document.querySelectorAll('.writing[data-unsaved=failed] > form')) htmx.trigger(form, 'submit')
})

// What is asked for anew comes anew, whatever was typed there.
document.addEventListener('htmx:beforeSwap', ({detail}) => {
  const {renews} = detail.requestConfig?.elt?.dataset ?? {}
  if (renews && detail.shouldSwap) document.getElementById(renews)?.removeAttribute('id')
})

// -- Around them

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
