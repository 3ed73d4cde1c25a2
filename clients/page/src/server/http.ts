/** Questions to the server that served this page. */

/** The server wants another access token. */
export class Unauthorized extends Error {
  override name = "Unauthorized";
}

/**
 * What the server answers to `GET path`.
 *
 * @throws Unauthorized It wants another token.
 * @throws Error It cannot be reached, or has no such thing.
 */
export async function getJson<Answer>(
  path: string,
  token: string,
  signal?: AbortSignal,
): Promise<Answer> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const response = await fetch(path, { headers, ...(signal && { signal }) });
  if (response.status === 401) throw new Unauthorized("The server asks for an access token");
  if (!response.ok) throw new Error(`${path} is answered with ${response.status}`);
  return (await response.json()) as Answer;
}
