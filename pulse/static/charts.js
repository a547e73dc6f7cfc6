// Draws the figures a page names, in the page's own colours. The same numbers stand in the table below each chart.
(() => {
  "use strict";
  const DAYLIGHT = { "#1b2330": "--ink", "#56606d": "--muted", "#dddfdf": "--rule", "#17559c": "--series", "#d7e5f5": "--series-soft" };
  const SETTINGS = { displayModeBar: false, displaylogo: false, showSendToCloud: false, responsive: true, doubleClick: false };
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const coloured = (value, colours) => {
    if (Array.isArray(value)) return value.map((part) => coloured(part, colours));
    if (value && typeof value === "object")
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, coloured(part, colours)]));
    return colours[value] ?? value;
  };

  const draw = (place, figure) => {
    const style = getComputedStyle(document.documentElement);
    const colours = Object.fromEntries(Object.entries(DAYLIGHT).map(([day, name]) => [day, style.getPropertyValue(name).trim()]));
    const { data, layout } = coloured(figure, colours);
    return Plotly.react(place, data, { ...layout, height: 340 }, SETTINGS);
  };

  // An image for a slide or a mail: in daylight colours on white, with the page's heading, whatever the screen shows.
  const picture = (place, { data, layout }) => {
    const title = [document.querySelector("h1"), document.getElementById(place.getAttribute("aria-labelledby").split(" ")[0])];
    const text = title.filter(Boolean).map((part) => part.textContent.trim().replaceAll("<", "&lt;")).join(" – ");
    const margin = { ...layout.margin, t: 56 };
    const drawn = { ...layout, margin, paper_bgcolor: "#fff", plot_bgcolor: "#fff", title: { text, x: 0.02, font: { size: 15 } } };
    return Plotly.toImage({ data, layout: drawn, config: SETTINGS }, { format: "svg", width: 1000, height: 520, imageDataOnly: true });
  };

  const save = async (place, figure) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await picture(place, figure)], { type: "image/svg+xml" }));
    link.download = `${document.querySelector("h1").textContent.trim()} - ${document.title.split(",")[0]}.svg`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const offer = (place, figure) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet save";
    button.textContent = "Save as image";
    button.addEventListener("click", () => save(place, figure));
    place.after(button);
  };

  const show = async (place) => {
    const answer = await fetch(place.dataset.figure, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return place.remove();
    const figure = await answer.json();
    await draw(place, figure);
    place.dataset.drawn = "yes";
    offer(place, figure);
    dark.addEventListener("change", () => draw(place, figure));
  };

  for (const place of document.querySelectorAll("[data-figure]")) show(place).catch(() => place.remove());
})();
