// Marking a letter made quicker: Shift with an arrow key or a click takes in the sentences after the
// chosen one. Without it the number of the last sentence is typed.
const form = document.getElementById("marking");
const last = form?.elements.namedItem("last");
const told = document.getElementById("chosen");
const choices = form ? [...form.querySelectorAll("[name='first']")] : [];
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function firstChosen() {
  return Number(choices.find((choice) => choice.checked)?.value ?? 0);
}

function show() {
  const first = firstChosen();
  const end = Math.max(first, Number(last.value) || first);
  choices.forEach((choice, place) => {
    choice.closest(".app-sentence").classList.toggle("app-sentence--chosen", place + 1 >= first && place + 1 <= end);
  });
  if (first) told.textContent = end > first ? `Sentences ${first} to ${end} are chosen.` : `Sentence ${first} is chosen.`;
}

function takeInTo(number) {
  const first = firstChosen();
  const end = Math.min(Math.max(number, first), choices.length);
  last.value = end > first ? String(end) : "";
  show();
}

form?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!event.shiftKey || !step || event.target.name !== "first") return;
  event.preventDefault();
  takeInTo((Number(last.value) || firstChosen()) + step);
});

form?.addEventListener("click", (event) => {
  const number = Number(event.target.closest(".app-sentence")?.querySelector("[name='first']").value);
  if (!event.shiftKey || !number || number <= firstChosen()) return;
  event.preventDefault();
  takeInTo(number);
});

form?.addEventListener("change", (event) => {
  if (event.target.name === "first") last.value = "";
  if (event.target.name === "first" || event.target === last) show();
});

if (choices.length) show();
