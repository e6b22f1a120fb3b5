// allauth's script only tells the console when no passkey came of it: the person cancelled, or has none here.
document.addEventListener('allauth.error', function (event) {
  event.preventDefault()
  document.getElementById('passkey-error').textContent = 'Ingen nyckel användes. Försök igen, eller välj ett annat sätt.'
})
