// Facts on a sheet: headings, label and value rows, ledgers, notes. Every text is set as textContent.
const SAFE_LINK = /^https?:\/\//i;

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

function valueNode(row) {
  if (row.href && SAFE_LINK.test(row.href)) {
    const link = element("a", "link", row.value);
    link.href = row.href;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }
  if (row.swap) {
    const button = element("button", "swap", row.value);
    button.type = "button";
    button.title = row.swapHint || "Show in another notation";
    let swapped = false;
    button.onclick = () => {
      swapped = !swapped;
      button.textContent = swapped ? row.swap : row.value;
    };
    return button;
  }
  const node = element("span", row.tone ? `tone-${row.tone}` : "", row.value);
  if (row.value === "–" || row.value === "unknown") {
    node.setAttribute("aria-label", "unknown");
    node.classList.add("unknown");
  }
  return node;
}

function rowsNode(rows) {
  const list = element("dl");
  for (const row of rows) {
    list.append(element("dt", "", row.label));
    const value = element("dd");
    value.append(valueNode(row));
    for (const note of row.notes || []) value.append(element("div", "note", note));
    list.append(value);
  }
  return list;
}

function itemNode(item) {
  const node = element("li", item.tone ? `item tone-${item.tone}` : "item");
  const head = element("div", "head");
  head.append(item.href ? valueNode({ value: item.head, href: item.href }) : element("strong", "", item.head));
  if (item.tag) head.append(element("span", `tag ${item.tagTone ? `tag-${item.tagTone}` : ""}`, item.tag));
  node.append(head);
  for (const line of item.lines || []) node.append(element("div", "line", line));
  return node;
}

function sectionNode(section) {
  const node = element("section");
  if (section.title) {
    const title = element("h3", "", section.title);
    if (section.aside) title.append(element("span", "aside", section.aside));
    node.append(title);
  }
  if (section.rows) node.append(rowsNode(section.rows));
  if (section.items) {
    const list = element("ul");
    for (const item of section.items) list.append(itemNode(item));
    node.append(list);
  }
  for (const text of section.texts || []) node.append(element("p", "", text));
  return node;
}

export default function ({ data, parentElement }) {
  let root = parentElement.querySelector(".sheet");
  if (!root) {
    root = element("article", "sheet");
    parentElement.append(root);
  }
  const parts = [];
  if (data.kicker) parts.push(element("div", "kicker", data.kicker));
  if (data.title) parts.push(element("h2", "", data.title));
  if (data.badges && data.badges.length) {
    const line = element("div", "badges");
    for (const badge of data.badges) line.append(element("span", `tag tag-${badge.tone || "plain"}`, badge.text));
    parts.push(line);
  }
  for (const section of data.sections || []) parts.push(sectionNode(section));
  root.replaceChildren(...parts);
}
