"use strict";
(() => {
  const all = (selector, root = document) => root.querySelectorAll(selector);

  // In a long list a document and the places of its findings are packed; they are unpacked when it is opened.
  const unpack = async (section) => {
    const sides = section.querySelector("[data-packed]");
    const packed = sides && document.getElementById(sides.dataset.packed);
    if (!packed || !("DecompressionStream" in window)) return;
    delete sides.dataset.packed;
    const bytes = Uint8Array.from(atob(packed.textContent), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    sides.innerHTML = await new Response(stream).text();
    packed.remove();
  };

  const light = (element) => {
    for (const lit of all(".lit")) lit.classList.remove("lit");
    const id = /^d(\d+)-f(\d+)$/.exec(element.id);
    const numbers = id ? [id[2]] : (element.dataset.f || "").split(" ").filter(Boolean);
    const owner = element.id.split("-")[0];
    for (const number of numbers) {
      const finding = document.getElementById(`${owner}-f${number}`);
      if (finding) finding.classList.add("lit");
      for (const mark of all(`[id^="${owner}-"][data-f~="${number}"]`)) mark.classList.add("lit");
    }
  };

  // The finding whose place was followed, so that its own marks light up and not those of every finding there.
  let followed = null;
  // Where a click has led already: the browser tells of it later, when the reader may have moved on.
  let arrived = null;

  const arrive = async () => {
    arrived = location.hash;
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id) return;
    const section = document.getElementById(id.split("-")[0]);
    if (section && section.matches("details")) {
      section.open = true;
      await unpack(section);
    }
    const target = document.getElementById(id);
    if (!target) return;
    light(followed || target);
    followed = null;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  };

  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.matches(".report")) unpack(event.target);
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#d"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    followed = link.closest(".places") ? link.closest(".finding") : null;
    location.hash = link.hash;
    arrive();
  });
  addEventListener("hashchange", () => {
    if (location.hash !== arrived) arrive();
  });

  const filter = document.getElementById("filter");
  if (filter) {
    filter.closest("[hidden]").hidden = false;
    const reports = [...all(".report")].map((report) => [report, report.querySelector("summary").textContent]);
    filter.addEventListener("input", () => {
      for (const [report, text] of reports) report.hidden = !text.includes(filter.value.trim());
    });
  }
  arrive();
})();
