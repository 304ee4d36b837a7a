// Maps for tests: from the examples, and through the API.

export const EXAMPLES = ['Monthly release with a maintenance window', 'Rolling release, no downtime', 'DORA’s published map'];

/** Creates a map from an example; the page then shows it. */
export async function createFromExample(page, name) {
  await page.goto('/');
  await page.getByRole('article').filter({ hasText: name }).getByRole('button').click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.waitForLoadState();
}

/** Creates a map through the API; returns its id. */
export async function createMap(weir, map) {
  const response = await fetch(`${weir.url}/api/v1/maps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ format: 'weir-map', version: 1, ...map }),
  });
  const created = await response.json();
  if (response.status !== 201) throw new Error(JSON.stringify(created));
  return created.id;
}

/** The map as the API returns it. */
export async function readMap(weir, id) {
  return (await fetch(`${weir.url}/api/v1/maps/${id}`)).json();
}
