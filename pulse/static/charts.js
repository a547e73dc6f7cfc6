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

  const show = async (place) => {
    const answer = await fetch(place.dataset.figure, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return place.remove();
    const figure = await answer.json();
    await draw(place, figure);
    place.dataset.drawn = "yes";
    dark.addEventListener("change", () => draw(place, figure));
  };

  for (const place of document.querySelectorAll("[data-figure]")) show(place).catch(() => place.remove());
})();
