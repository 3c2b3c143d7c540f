/* A letter to write (Share Details, an invoice): rich text over its textarea, its button to move, and the letter shown
   as it is typed. Without script the textarea is sent as plain text. */
const shareDetails = (share) => {
  const BUTTON = "SIGN_AND_PAY";
  const area = share.elements.body;
  const words = share.querySelector(".words");
  const labels = new Map([...share.querySelectorAll("[data-put]")].map((one) => [one.dataset.put, one.textContent]));
  const icon = (name) => `<svg class="i" aria-hidden="true"><use href="#i-${name}"/></svg>`;
  const made = (html) => Object.assign(document.createElement("template"), { innerHTML: html }).content.firstChild;

  /* --- placeholders, as they stand in the text */

  const chip = (name) => {
    const one = made(`<span class="ph" contenteditable="false"></span>`);
    one.dataset.ph = name;
    one.textContent = labels.get(name) ?? `{{${name}}}`;
    return one;
  };
  const says = share.querySelector(`[data-put=${BUTTON}]`).innerHTML;
  const button = () => made(
    `<div class="ph-line" contenteditable="false" draggable="true" data-ph="${BUTTON}"><span class="ph-btn">${icon("dots")}${says}<span class="unseen"> button, placeholder</span></span>` +
    `<button class="button plain icon" type="button" data-move="up" aria-label="Move ${says} up">${icon("up")}</button>` +
    `<button class="button plain icon" type="button" data-move="down" aria-label="Move ${says} down">${icon("down")}</button>` +
    `<button class="button plain icon" type="button" data-move="away" aria-label="Remove ${says}">${icon("x")}</button></div>`,
  );
  const dress = () => {
    for (const block of [...words.children]) {
      if (block.textContent.trim() === `{{${BUTTON}}}`) block.replaceWith(button());
    }
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) if (walker.currentNode.data.includes("{{")) found.push(walker.currentNode);
    for (const text of found) {
      const parts = text.data.split(/\{\{\s*([A-Z][A-Z0-9_]*)\s*\}\}/);
      text.replaceWith(...parts.map((part, at) => (at % 2 ? chip(part) : part)));
    }
  };
  const html = () => {
    const copy = words.cloneNode(true);
    for (const one of copy.querySelectorAll(".ph-line")) one.replaceWith(made(`<p>{{${BUTTON}}}</p>`));
    for (const one of copy.querySelectorAll("[data-ph]")) one.replaceWith(`{{${one.dataset.ph}}}`);
    for (const one of copy.querySelectorAll("div")) one.replaceWith(wrapped("p", [...one.childNodes]));
    return copy.innerHTML.replaceAll("&nbsp;", " ");
  };

  /* Behind which block the button stands, or stood: none when it comes first. */
  let behind;
  const remember = () => {
    const line = words.querySelector(".ph-line");
    if (line) behind = line.previousElementSibling;
  };
  const putBack = () => {
    if (behind === null) words.prepend(button());
    else if (behind?.isConnected) behind.after(button());
    else words.append(button());
    later();
  };

  let waiting;
  const show = () => {
    area.value = html();
    showLetter(share, share);
  };
  const later = () => {
    remember();
    area.value = html();
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  };

  /* --- the tools */

  let place = null;
  const keep = () => {
    const selection = getSelection();
    if (selection.rangeCount && words.contains(selection.anchorNode)) place = selection.getRangeAt(0).cloneRange();
  };
  const back = () => {
    words.focus();
    if (!place) return;
    getSelection().removeAllRanges();
    getSelection().addRange(place);
  };
  const insert = (node) => {
    const range = getSelection().rangeCount && words.contains(getSelection().anchorNode) ? getSelection().getRangeAt(0) : null;
    if (!range) return words.append(node);
    range.deleteContents();
    range.insertNode(node);
    const blank = document.createTextNode("\u00a0");
    node.after(blank);
    getSelection().collapse(blank, 1);
    keep();
  };
  const block = () => {
    let node = place?.startContainer;
    while (node && node.parentNode !== words) node = node.parentNode;
    return node;
  };
  const list = () => {
    back();
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
    const blocks = [...words.children].filter((one) => range?.intersectsNode(one) && !one.matches(".ph-line"));
    const listed = blocks.length && blocks.every((one) => one.matches("ul, ol"));
    for (const one of blocks) {
      if (listed) {
        for (const item of [...one.children]) one.before(wrapped("p", [...item.childNodes]));
        one.remove();
      } else if (!one.matches("ul, ol")) {
        const item = wrapped("li", [...one.childNodes]);
        const before = one.previousElementSibling;
        if (before?.matches("ul")) before.append(item);
        else one.before(wrapped("ul", [item]));
        one.remove();
      }
    }
    back();
    later();
  };
  const wrapped = (name, nodes) => {
    const one = document.createElement(name);
    one.append(...nodes);
    return one;
  };
  const put = (name) => {
    back();
    if (name !== BUTTON) {
      insert(chip(name));
    } else if (!words.querySelector(".ph-line")) {
      const at = block();
      if (at?.after) at.after(button());
      else words.append(button());
    }
    later();
  };
  const link = () => {
    const dialog = document.getElementById("ask-link");
    const field = document.getElementById("link-address");
    field.value = "";
    dialog.returnValue = "";
    dialog.showModal();
    dialog.onclose = () => {
      back();
      const typed = field.value.trim();
      if (dialog.returnValue !== "put" || !typed) return;
      const address = /^(https?:|mailto:|tel:)/i.test(typed) ? typed : `https://${typed}`;
      if (getSelection().isCollapsed) {
        const a = Object.assign(document.createElement("a"), { href: address, textContent: typed });
        insert(a);
      } else document.execCommand("createLink", false, address);
      later();
    };
  };
  const move = (line, way) => {
    if (way === "up") line.previousElementSibling?.before(line);
    else if (way === "down") line.nextElementSibling?.after(line);
    else line.remove();
    (line.isConnected ? line.querySelector(`[data-move=${way}]`) : words).focus();
    later();
  };

  dress();
  remember();
  document.execCommand("defaultParagraphSeparator", false, "p");
  document.execCommand("styleWithCSS", false, false);
  share.elements.format.value = "html";
  share.querySelector(".plain-words").remove();
  share.querySelector(".editor").before(area);
  area.hidden = true;
  share.querySelector(".editor").hidden = false;
  share.querySelector("[data-unscripted]").hidden = true;
  show();

  document.addEventListener("selectionchange", keep);
  share.querySelector(".tools").addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-do]")) event.preventDefault();
  });
  share.addEventListener("click", (event) => {
    const { do: act, put: name, move: way } = event.target.closest("button")?.dataset ?? {};
    if (act === "link") link();
    else if (act === "list") list();
    else if (act) {
      back();
      document.execCommand(act);
      later();
    } else if (name) {
      event.target.closest("details").open = false;
      put(name);
    } else if (way) move(event.target.closest(".ph-line"), way);
  });
  words.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  words.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", ""));
  words.addEventListener("dragover", (event) => event.preventDefault());
  words.addEventListener("drop", (event) => {
    const line = words.querySelector(".ph-line");
    let over = event.target;
    while (over && over.parentNode !== words) over = over.parentNode;
    event.preventDefault();
    if (!line || !over || over === line) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(line);
    else over.after(line);
    later();
  });
  share.addEventListener("input", later);
  share.addEventListener("change", later);
  share.addEventListener("htmx:afterSettle", later);

  /* What was chosen while an answer was under way is not undone by it: the next answer knows. */
  let chosen = 0;
  let asked = 0;
  const choose = (event) => { if (event.target.closest("#who, [name=preset]")) chosen++; };
  share.addEventListener("change", choose, true);
  share.addEventListener("input", choose, true);
  share.addEventListener("htmx:beforeRequest", () => { asked = chosen; });
  share.addEventListener("htmx:beforeSwap", (event) => { if (asked !== chosen) event.detail.shouldSwap = false; });

  addEventListener("load", () => {
    const who = share.querySelector("#who");
    const other = who && [...who.querySelectorAll("input")].some((one) => one.checked !== one.defaultChecked || one.value !== one.defaultValue);
    if (other) who.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* --- a letter without its button is a question */

  const question = document.getElementById("ask-button");
  share.addEventListener("submit", (event) => {
    area.value = html();
    if (event.submitter?.value !== "send" || words.querySelector(`[data-ph=${BUTTON}]`)) return;
    event.preventDefault();
    question.returnValue = "";
    question.showModal();
  });
  question.addEventListener("close", () => {
    if (question.returnValue === "send") share.requestSubmit(document.getElementById("without"));
    if (question.returnValue === "put") putBack();
  });
};
if (document.getElementById("share")) shareDetails(document.getElementById("share"));
