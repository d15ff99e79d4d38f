// Two things that the editor lacks.
//
// Lists pasted from Word: its HTML holds none. Each item is a paragraph whose style names its level,
// and its marker is text. Here they become lists before the editor reads them.
//
// A name: the field's label and hints belong to the hidden textarea, so they are given to the editor.
import { Extension, Plugin } from "django-prose-editor/editor";

const NUMBERED = /^\(?([0-9]+|[a-z]{1,4})[.)]/i;

function styleOf(element) {
  return element?.getAttribute("style") ?? "";
}

function levelOf(element) {
  return Number(/mso-list:[^;]*\blevel(\d)/.exec(styleOf(element))?.[1] ?? 0);
}

function takeMarker(item) {
  const marker = [...item.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(styleOf(span)));
  marker?.remove();
  return marker?.textContent.trim() ?? "";
}

function gatherItems(doc) {
  const open = []; // the lists that are not finished, outermost first
  let previous = null;
  for (const item of [...doc.body.querySelectorAll("[style*='mso-list']")].filter(levelOf)) {
    const level = levelOf(item);
    const kind = NUMBERED.test(takeMarker(item)) ? "ol" : "ul";
    if (!open.length || item.previousElementSibling !== open[0].list || item.parentElement !== previous) {
      open.length = 0;
    }
    while (open.length && (open.at(-1).level > level || (open.at(-1).level === level && open.at(-1).kind !== kind))) {
      open.pop();
    }
    if (open.at(-1)?.level !== level) {
      const list = doc.createElement(kind);
      const outer = open.at(-1);
      if (outer) outer.list.lastElementChild.append(list);
      else item.before(list);
      open.push({ level, kind, list });
    }
    const entry = doc.createElement("li");
    entry.append(...item.childNodes);
    open.at(-1).list.append(entry);
    previous = item.parentElement;
    item.remove();
  }
}

function cleanWord(html) {
  if (!html.includes("mso-")) return html;
  const doc = new DOMParser().parseFromString(html, "text/html");
  gatherItems(doc);
  for (const element of doc.querySelectorAll("o\\:p, style, meta, link, script, img")) element.remove();
  for (const element of doc.querySelectorAll("[class^='Mso']")) element.removeAttribute("class");
  return doc.body.innerHTML;
}

function nameOf(textarea, otherwise) {
  const label = textarea.labels?.[0]?.textContent.trim().replace(/\s+/g, " ");
  const given = { "aria-label": label || otherwise, "aria-multiline": "true" };
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) given[name] = textarea.getAttribute(name);
  }
  return given;
}

export const WordPaste = Extension.create({
  name: "wordPaste",
  addOptions() {
    return { label: "Text" };
  },
  addProseMirrorPlugins() {
    const textarea = this.editor.options.element.querySelector("textarea");
    for (const label of textarea.labels ?? []) {
      label.addEventListener("click", () => this.editor.commands.focus());
    }
    const attributes = nameOf(textarea, this.options.label);
    // The summary of errors leads to the field's id: without JavaScript to the textarea, now here.
    if (textarea.id) {
      attributes.id = textarea.id;
      textarea.id += "_source";
    }
    return [new Plugin({ props: { transformPastedHTML: cleanWord, attributes } })];
  },
});
