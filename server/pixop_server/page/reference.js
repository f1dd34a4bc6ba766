// The API reference, rendered from the document that the server carries, with a form for each operation.

import { send, signedIn } from "./api.js";
import { element, field, prose, say, select, size } from "./dom.js";

const METHODS = ["get", "head", "put", "post", "delete"];
const LONGEST_BODY = 1 << 20;

export function reference(content) {
  const place = element("div", {}, element("p", { class: "quiet" }, "Reading the document…"));
  content.replaceChildren(place);
  fetch("openapi.json").then((answer) => answer.json()).then((document) => render(place, document))
    .catch((error) => say(`The document could not be read: ${error.message}`));
  return () => {};
}

function render(place, document) {
  const resolve = (node) => {
    for (let hops = 0; node?.$ref && hops < 20; hops += 1) {
      node = node.$ref.slice(2).split("/").reduce((found, step) => found?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], document);
    }
    return node ?? {};
  };
  const groups = new Map((document.tags ?? []).map((tag) => [tag.name, { tag, operations: [] }]));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      const operation = item[method];
      const name = operation.tags?.[0] ?? "other";
      if (!groups.has(name)) groups.set(name, { tag: { name }, operations: [] });
      groups.get(name).operations.push({ path, method, operation, parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve) });
    }
  }
  place.replaceChildren(
    element("h2", {}, `${document.info.title} ${document.info.version}`),
    element("p", { class: "quiet" }, signedIn() ? "Requests are sent with your token." : "Sign in under “Videos” to send requests with a token.",
      " ", element("a", { href: "openapi.json" }, "The document (JSON)")),
    ...[...groups.values()].map(({ tag, operations }) => element("section", { "aria-label": tag.name },
      element("h3", {}, tag.name), tag.description ? paragraphs(tag.description) : null,
      operations.map((one) => operationView(one, resolve)))));
}

function paragraphs(text) {
  return element("div", {}, String(text).split(/\n\s*\n/).map((part) => element("p", {}, prose(part))));
}

function operationView({ path, method, operation, parameters }, resolve) {
  const body = element("div");
  const view = element("details", { class: "operation", "data-operation": operation.operationId },
    element("summary", {}, element("span", { class: "method" }, method.toUpperCase()), element("code", {}, path),
      element("span", { class: "quiet" }, operation.summary ?? "")), body);
  view.addEventListener("toggle", () => { if (view.open && !body.hasChildNodes()) fill(); });
  return view;

  function fill() {
    const inputs = parameters.map((parameter) => {
      const schema = resolve(parameter.schema ?? {});
      const properties = { name: parameter.name, required: parameter.required };
      return { parameter, input: schema.enum ? select(["", ...schema.enum], properties) : element("input", properties) };
    });
    const content = resolve(operation.requestBody ?? {}).content ?? {};
    const json = content["application/json"];
    const example = json && (json.example ?? Object.values(json.examples ?? {})[0]?.value ?? sample(json.schema, resolve, 0));
    const text = json ? element("textarea", { name: "body", spellcheck: "false" }) : null;
    if (text) text.value = JSON.stringify(example, null, 2);
    const file = content["multipart/form-data"] ? element("input", { type: "file", name: "file", required: true }) : null;
    const answer = element("div", { "aria-live": "polite" });
    const form = element("form", {},
      inputs.map(({ parameter, input }) => element("div", {},
        field(`${parameter.name} (${parameter.in}${parameter.required ? "" : ", optional"})`, input),
        parameter.description ? element("p", { class: "quiet" }, prose(parameter.description)) : null)),
      text ? field("Body (application/json)", text) : null,
      file ? field("File (multipart/form-data)", file) : null,
      element("div", { class: "row" }, element("button", { class: "main" }, "Try it")));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      answer.replaceChildren(element("p", { class: "quiet" }, "Waiting for the answer…"));
      try { answer.replaceChildren(...await attempt(inputs, text, file)); } catch (error) {
        answer.replaceChildren(element("p", { class: "problem" }, `No answer: ${error.message}`));
      }
    });
    body.replaceChildren(
      ...[operation.description ? paragraphs(operation.description) : null, form, answer, responses()].filter(Boolean));
  }

  function responses() {
    const rows = Object.entries(operation.responses).map(([status, response]) => {
      const { description, content } = resolve(response);
      const names = Object.values(content ?? {}).map((one) => one.schema?.$ref?.split("/").pop()).filter(Boolean);
      return element("tr", {}, element("td", {}, status), element("td", {}, prose(description ?? "")), element("td", {}, [...new Set(names)].join(", ")));
    });
    return element("details", {}, element("summary", {}, "Responses"), element("table", {},
      element("thead", {}, element("tr", {}, ["Status", "Meaning", "Schema"].map((one) => element("th", { scope: "col" }, one)))), element("tbody", {}, rows)));
  }

  async function attempt(inputs, text, file) {
    let target = path;
    const query = new URLSearchParams();
    const headers = {};
    for (const { parameter, input } of inputs) {
      if (input.value === "") continue;
      if (parameter.in === "path") target = target.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
      else if (parameter.in === "query") query.append(parameter.name, input.value);
      else if (parameter.in === "header") headers[parameter.name] = input.value;
    }
    let content;
    if (text) { content = text.value; headers["Content-Type"] = "application/json"; }
    if (file) { content = new FormData(); content.append("file", file.files[0], file.files[0].name); }
    if (query.size) target += `?${query}`;
    const answer = await send(method.toUpperCase(), target, { headers, body: content });
    const lines = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    const shown = [element("h3", {}, `${answer.status} ${answer.statusText}`), element("pre", {}, lines)];
    const type = answer.headers.get("Content-Type") ?? "";
    if (type.startsWith("application/json")) {
      const raw = await answer.text();
      let pretty = raw;
      try { pretty = JSON.stringify(JSON.parse(raw), null, 2); } catch { /* shown as it came */ }
      shown.push(element("pre", {}, pretty.slice(0, LONGEST_BODY)));
    } else {
      const length = answer.headers.get("Content-Length");
      if (answer.body) await answer.body.cancel();
      if (length) shown.push(element("p", { class: "quiet" }, `${size(Number(length))} that are not shown here.`));
    }
    return shown;
  }
}

function sample(schema, resolve, depth) {
  const found = resolve(schema ?? {});
  if (depth > 6) return null;
  if (found.example !== undefined) return found.example;
  if (found.examples?.length) return found.examples[0];
  if (found.const !== undefined) return found.const;
  if (found.enum) return found.enum[0];
  const kind = Array.isArray(found.type) ? found.type[0] : found.type;
  if (kind === "object" || found.properties) {
    const required = found.required ?? [];
    return Object.fromEntries(Object.entries(found.properties ?? {}).filter(([name]) => required.includes(name))
      .map(([name, inner]) => [name, sample(inner, resolve, depth + 1)]));
  }
  return { array: [], integer: 1, number: 1, boolean: true, string: "" }[kind] ?? {};
}
