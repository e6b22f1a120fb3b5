// Drags the items of a report within and between its sections. The buttons of each item do the same, and without this
// file they are all there is; so the handle is for pointers alone, and nothing that a screen reader meets.
let lists = []

function drop({item, from, to, oldIndex, newDraggableIndex}) {
  const form = item.querySelector('.item-acts')
  // Where it lay, for the case that the server cannot be reached; else its answer replaces it all.
  const putBack = () => from.insertBefore(item, from.children[oldIndex + (from === to && newDraggableIndex < oldIndex)] ?? null)
  form.addEventListener('htmx:sendError', putBack, {once: true})
  form.addEventListener('htmx:responseError', putBack, {once: true})
  htmx.ajax('POST', form.dataset.hxPost, {
    source: form,
    target: '#contents',
    swap: 'outerHTML',
    values: {act: 'place', section: to.dataset.section, position: newDraggableIndex + 1},
  }).catch(() => {}) // the listeners above have answered it
}

function makeDraggable() {
  for (const list of lists.filter(list => !list.el?.isConnected)) list.destroy()
  lists = lists.filter(list => list.el?.isConnected)
  for (const element of document.querySelectorAll('#contents .items')) {
    if (Sortable.get(element)) continue
    lists.push(Sortable.create(element, {
      group: 'items',
      draggable: '.item',
      handle: '.drag',
      ghostClass: 'is-dragged',
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      onEnd(event) {
        if (event.from !== event.to || event.oldDraggableIndex !== event.newDraggableIndex) drop(event)
      },
    }))
  }
}

// htmx copies attributes between the old and the new, which the content security policy refuses of styles.
function undress() {
  for (const element of document.querySelectorAll('#contents [style]')) element.removeAttribute('style')
}

makeDraggable()
document.addEventListener('htmx:beforeSwap', undress)
document.addEventListener('htmx:afterSettle', makeDraggable)
