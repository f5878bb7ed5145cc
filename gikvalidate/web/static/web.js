"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = (words) => {
    const said = one("#said");
    said.textContent = words;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { said.textContent = ""; }, 4000);
  };

  // Handing in: files are dropped or chosen, listed, and sent with a bar that shows how far they are.
  const handIn = one("#hand-in");
  if (handIn) {
    const fault = one(".fault", handIn);
    const words = handIn.dataset;
    const drops = all(".drop", handIn).map((zone) => ({ zone, input: one("input", zone), list: one(".chosen", zone) }));

    const show = ({ input, list }) => {
      list.replaceChildren(...[...input.files].map((file, number) => {
        const item = document.createElement("li");
        const remove = document.createElement("button");
        item.textContent = file.name;
        remove.type = "button";
        remove.textContent = "×";
        remove.setAttribute("aria-label", `${words.remove} ${file.name}`);
        remove.dataset.number = number;
        item.append(remove);
        return item;
      }));
      list.hidden = !input.files.length;
      fault.textContent = "";
    };
    const give = (input, files) => {
      const transfer = new DataTransfer();
      for (const file of files) transfer.items.add(file);
      input.files = transfer.files;
    };

    for (const drop of drops) {
      const { zone, input, list } = drop;
      input.addEventListener("change", () => show(drop));
      for (const type of ["dragenter", "dragover"]) {
        zone.addEventListener(type, (event) => { event.preventDefault(); zone.classList.add("over"); });
      }
      zone.addEventListener("dragleave", (event) => {
        if (!zone.contains(event.relatedTarget)) zone.classList.remove("over");
      });
      zone.addEventListener("drop", (event) => {
        event.preventDefault();
        zone.classList.remove("over");
        give(input, [...input.files, ...event.dataTransfer.files]);
        show(drop);
      });
      list.addEventListener("click", (event) => {
        const remove = event.target.closest("button");
        if (!remove) return;
        give(input, [...input.files].filter((_, number) => number !== Number(remove.dataset.number)));
        show(drop);
        input.focus();
      });
      if (input.files.length) show(drop);
    }
    // A file that misses its zone must not replace the page.
    for (const type of ["dragover", "drop"]) addEventListener(type, (event) => event.preventDefault());

    handIn.addEventListener("submit", (event) => {
      event.preventDefault();
      const files = drops.flatMap(({ input }) => [...input.files]);
      const size = files.reduce((sum, file) => sum + file.size, 0);
      if (!drops[0].input.files.length) fault.textContent = words.none;
      else if (files.length > Number(words.most)) fault.textContent = words.tooMany;
      else if (size > Number(words.largest) - files.length * 1024 - 65536) fault.textContent = words.tooLarge;
      else return send();
      return drops[0].input.focus();
    });

    const send = () => {
      const button = one("button.first", handIn);
      const request = new XMLHttpRequest();
      const ended = () => { button.disabled = false; one(".sending", handIn).hidden = true; };
      button.disabled = true;
      one(".sending", handIn).hidden = false;
      request.upload.addEventListener("progress", (event) => { one("#sent").value = 100 * event.loaded / event.total; });
      request.addEventListener("load", () => {
        if (request.status < 400) location.assign(request.responseURL);
        else {
          ended();
          const page = new DOMParser().parseFromString(request.responseText, "text/html");
          fault.textContent = one("main p", page)?.textContent || words.problem;
        }
      });
      request.addEventListener("error", () => { ended(); fault.textContent = words.problem; });
      request.open("POST", handIn.action);
      request.send(new FormData(handIn));
    };
  }

  // The main part of an answer takes the place of what is shown.
  const swap = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = one("#main", page);
    document.title = page.title;
    one("#main").replaceWith(document.adoptNode(fresh));
    return fresh;
  };

  // While files are being checked the list is asked for again and again.
  const watch = async () => {
    while (one("main[data-unfinished]")) {
      await new Promise((done) => setTimeout(done, 700));
      if (document.hidden) continue;
      try {
        const answer = await fetch(location.pathname, { headers: { accept: "text/html" } });
        if (answer.redirected) return location.replace(answer.url);
        const before = document.activeElement?.getAttribute("href");
        const main = swap(await answer.text());
        if (before) one(`a[href="${CSS.escape(before)}"]`, main)?.focus();
      } catch { /* the server may be busy; it is asked again */ }
    }
    return undefined;
  };
  watch();

  // Trying a repair and explaining a finding show the report anew, at the place where it was.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-swap]")) return;
    event.preventDefault();
    const main = one("#main");
    const pressed = event.submitter;
    const values = new URLSearchParams(new FormData(form));
    if (pressed?.name) values.set(pressed.name, pressed.value);
    main.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: values });
      const own = form.elements.fingerprint?.value;
      const fresh = swap(await answer.text());
      const trial = one(".trial", fresh);
      if (!own && trial) trial.scrollIntoView({ block: "nearest" });
      const finding = own && one(`[data-fingerprint="${CSS.escape(own)}"]`, fresh);
      const target = finding || trial || one(".tally", fresh);
      if (target) {
        target.tabIndex = -1;
        target.focus({ preventScroll: true });
        if (finding) finding.scrollIntoView({ block: "center" });
      }
      const counts = all(".tally li", fresh).map((lane) => lane.innerText.replace(/\s+/g, " ").trim());
      if (counts.length) say(`${fresh.dataset.now} ${counts.join(" · ")}`);
    } catch {
      location.reload();
    }
  });
})();
