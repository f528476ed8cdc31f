// Calls an operation. The guide shows a part of this file.
export async function call(url, key, input) {
  // ANCHOR: call
  const response = await fetch(url, {
    method: "POST",
    headers: { "Authorization": `Bearer ${key}` },
    body: JSON.stringify(input),
  });
  // ANCHOR_END: call
  return response.json();
}
