// Small parts that the others use.

const announcer = made("p", { class: "unseen", role: "status" });
document.body.append(announcer);

function made(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function button(text, action) {
  const element = made("button", { type: "button" }, text);
  element.addEventListener("click", () => action(element));
  return element;
}

// Say something to those who cannot see that it happened.
function announce(text) {
  announcer.textContent = text;
}

// A word in place of the button's own, for a moment.
function answer(element, text) {
  const usual = element.dataset.usual || element.textContent;
  element.dataset.usual = usual;
  element.textContent = text;
  announce(text);
  setTimeout(() => { element.textContent = usual; }, 2000);
}

function fileName(text, ending) {
  const name = text.normalize().replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "");
  return `${name.slice(0, 80) || "explant"}.${ending}`;
}

// Hand a file to the reader; it is made here and asked of nobody.
function saveFile(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = made("a", { href: address, download: name, hidden: "" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// What an element says, on one line.
function textOf(element) {
  return element.textContent.replace(/\s+/gu, " ").trim();
}

function control(name) {
  return document.querySelector(`[data-control="${name}"]`);
}
