// Light or dark as the system has it, unless the reader chooses the other.

const THEME = "explant-theme";
const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");

// A page opened as a file may have no storage: the choice then lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem(THEME);
  } catch {
    return null;
  }
}

function remember(theme) {
  try {
    if (theme) localStorage.setItem(THEME, theme);
    else localStorage.removeItem(THEME);
  } catch {
    // Nothing to do: see above.
  }
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : systemIsDark.matches;
}

function setTheme(theme) {
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  control("dark").setAttribute("aria-pressed", String(isDark()));
}

function switchTheme() {
  const wanted = isDark() ? "light" : "dark";
  const theme = (wanted === "dark") === systemIsDark.matches ? null : wanted;
  setTheme(theme);
  remember(theme);
}

setTheme(remembered());
systemIsDark.addEventListener("change", () => setTheme(document.documentElement.dataset.theme));
control("dark").addEventListener("click", switchTheme);
control("all").hidden = false;
