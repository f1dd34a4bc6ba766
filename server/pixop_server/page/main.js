import { signIn, signOut, signedIn, whenExpired } from "./api.js";
import { button, element, field, say } from "./dom.js";
import { library } from "./library.js";
import { reference } from "./reference.js";

const content = document.getElementById("content");
const session = document.getElementById("session");
let leave = () => {};
let who = "";

function signInForm() {
  const email = element("input", { type: "email", name: "email", autocomplete: "username", required: true });
  const password = element("input", { type: "password", name: "password", autocomplete: "current-password", required: true });
  const problem = element("p", { class: "problem", role: "alert" });
  const form = element("form", { class: "card" },
    element("h2", {}, "Sign in"),
    field("E-mail", email),
    field("Password", password),
    problem,
    element("button", { class: "main" }, "Sign in"),
    element("p", { class: "quiet" }, "A new server for development names its users in its log."));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      await signIn(email.value, password.value);
      who = email.value;
      show();
    } catch (error) {
      problem.textContent = error.message;
    } finally {
      password.value = "";
    }
  });
  content.replaceChildren(form);
  email.focus();
}

function show() {
  leave();
  leave = () => {};
  say("");
  const view = location.hash === "#reference" ? "reference" : "videos";
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  session.replaceChildren(...(signedIn() ? [who, button("Sign out", () => { signOut(); show(); })] : []));
  if (view === "reference") leave = reference(content);
  else if (signedIn()) leave = library(content);
  else signInForm();
}

whenExpired(() => { show(); say("The token expired. Sign in again."); });
addEventListener("hashchange", () => { if (location.hash !== "#content") show(); });
show();
