// The call desk by keyboard alone: Enter reads the sentence, Ctrl and Enter send the form. Without this file both have a button.

const sentence = document.getElementById("f_said");
const first = document.querySelector("#call [data-first]");

document.querySelector(".sb-call-keys")?.removeAttribute("hidden");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.repeat) return;
  if ((event.ctrlKey || event.metaKey) && first) {
    event.preventDefault();
    first.form.requestSubmit(first);
  } else if (event.target === sentence && !event.shiftKey) {
    event.preventDefault(); // a sentence has no lines
    sentence.form.requestSubmit();
  }
});
