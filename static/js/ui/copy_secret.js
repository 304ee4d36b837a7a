// A link or token that is shown once: a button that copies it. Without scripts it is marked and copied by hand.

const box = document.querySelector('[data-secret]');
const field = box?.querySelector('input');

if (box && field) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button compact';
  button.textContent = 'Copy';
  const told = document.createElement('span');
  told.className = 'hint';
  told.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    field.select();
    told.textContent = (await copied(field.value)) ? 'Copied.' : 'This browser doesn’t allow copying. Press Ctrl+C.';
  });
  const row = document.createElement('div');
  row.className = 'buttons';
  row.append(button, told);
  field.after(row);
}

/** Also on pages without TLS, where the field that is marked is copied. @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand('copy');
  }
}
