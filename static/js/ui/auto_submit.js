// Pages with options: a choice takes effect at once; on the report, a button prints.

document.documentElement.classList.add('js');

document.getElementById('print')?.addEventListener('click', () => print());

const form = document.querySelector('form.report-choice');
if (form instanceof HTMLFormElement) {
  form.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLSelectElement) form.requestSubmit();
  });
}
