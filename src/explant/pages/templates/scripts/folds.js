// What is folded, all at once. Paper shows what is open on the screen.

const narrowContents = document.querySelector(".contents details");

function setFolds(open) {
  document.querySelectorAll("main details").forEach((fold) => { fold.open = open; });
}

control("expand").addEventListener("click", () => setFolds(true));
control("collapse").addEventListener("click", () => setFolds(false));
if (narrowContents && !window.matchMedia("(min-width: 72rem)").matches) narrowContents.open = false;
