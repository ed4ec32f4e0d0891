// What is folded: all at once, and open on paper.

const narrowContents = document.querySelector(".contents details");
let openedToPrint = [];

function setFolds(open) {
  document.querySelectorAll("main details").forEach((fold) => { fold.open = open; });
}

function unfoldToPrint() {
  openedToPrint = Array.from(document.querySelectorAll("main details:not([open])"));
  openedToPrint.forEach((fold) => { fold.open = true; });
}

function foldAfterPrint() {
  openedToPrint.forEach((fold) => { fold.open = false; });
  openedToPrint = [];
}

control("expand").addEventListener("click", () => setFolds(true));
control("collapse").addEventListener("click", () => setFolds(false));
window.addEventListener("beforeprint", unfoldToPrint);
window.addEventListener("afterprint", foldAfterPrint);
if (!window.matchMedia("(min-width: 72rem)").matches) narrowContents.open = false;
