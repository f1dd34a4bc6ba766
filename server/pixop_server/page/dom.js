// Elements are built from nodes and text alone: nothing that a server or a user wrote is ever read as markup.

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

export function button(text, action, properties = {}) {
  return element("button", { type: "button", onclick: action, ...properties }, text);
}

export function field(text, input) {
  return element("label", {}, text, input);
}

export function select(options, properties = {}) {
  const choices = options.map((name) => element("option", { value: name }, name === "" ? "as it is" : name));
  return element("select", properties, choices);
}

export function definitions(pairs) {
  const known = pairs.filter(([, value]) => value !== undefined && value !== null && value !== "");
  return element("dl", {}, known.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, String(value))]));
}

// Text of the document, in which backticks stand around code.
export function prose(text) {
  return String(text).split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));
}

export function say(text) {
  document.getElementById("status").textContent = text;
}

export function size(bytes) {
  if (bytes === undefined || bytes === null) return undefined;
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) { bytes /= 1024; unit += 1; }
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${units[unit]}`;
}
