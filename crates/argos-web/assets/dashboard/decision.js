// Shows what the user will be told for the chosen reason, and asks for the comment where it is needed.

const code = document.getElementById("code");
const told = document.getElementById("user-text");
const comment = document.getElementById("comment");

function update() {
  const text = code.selectedOptions[0]?.dataset.userText;
  told.hidden = !text;
  told.textContent = text ? `The user is told: ${text}` : "";
  comment.required = code.value === "other";
}

if (code && told && comment) {
  code.addEventListener("change", update);
  update();
}
