import { logIn } from "./api.js";
import { h } from "./dom.js";
import { t } from "./texts.js";

// `done` is called when somebody is logged in.
export function loginView(done, languageButton) {
  const error = h("p", { class: "error", role: "alert", id: "login-error" });
  const user = h("input", { id: "login-user", name: "user", autocomplete: "username", required: true });
  const password = h("input", { id: "login-password", name: "password", type: "password", autocomplete: "current-password", required: true,
    "aria-describedby": "login-error" });
  const button = h("button", { class: "main" }, t("logIn"));
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    error.textContent = "";
    try {
      await logIn(user.value, password.value);
      await done();
    } catch (refused) {
      error.textContent = refused.status ? refused.message : t("offline");
      password.select();
    } finally {
      button.disabled = false;
    }
  };
  return h("main", { class: "login" },
    h("form", { onsubmit: submit },
      h("h1", {}, h("img", { src: "/web/kontor.svg", alt: "", width: "40", height: "40" }), "Kontor"),
      h("p", { class: "lead" }, t("loginLead")),
      h("label", { for: "login-user" }, t("user")), user,
      h("label", { for: "login-password" }, t("password")), password,
      error, button, languageButton));
}
