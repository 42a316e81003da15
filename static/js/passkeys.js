// Passkeys: a form marked data-passkey asks its server what to sign, has the browser make or use a passkey, and sends what it
// signed. Without this file, or where the browser has no passkeys, the form stays hidden and the page says so.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** What the server asked, with bytes where a browser wants bytes. */
function readable(asked) {
  const known = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));
  const options = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) options.excludeCredentials = known(asked.excludeCredentials);
  if (asked.allowCredentials) options.allowCredentials = known(asked.allowCredentials);
  return options;
}

/** What a passkey answered, as text. */
function sendable(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

function say(form, trouble) {
  const place = form.querySelector("[data-trouble]");
  place.hidden = !trouble;
  place.querySelector("[data-text]").textContent = trouble;
}

async function sign(form) {
  say(form, "");
  try {
    const asked = await fetch(form.dataset.ask, { method: "POST" });
    if (!asked.ok) throw new Error(asked.statusText);
    const publicKey = readable(await asked.json());
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.answer.value = sendable(credential);
    form.dataset.signed = "yes";
    form.submit();
  } catch (problem) {
    const known = problem.name === "InvalidStateError" ? form.dataset.twice : "";
    say(form, known || form.dataset.failed);
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sign(form);
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
