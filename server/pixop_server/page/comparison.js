// A source and what was made from it, side by side, in step.

import { media } from "./api.js";
import { button, element, say, size } from "./dom.js";

const LARGEST_BYTES = 1 << 30;
const DRIFT_SECONDS = 0.06;
let urls = [];

export async function comparison(place, source, result) {
  for (const url of urls) URL.revokeObjectURL(url);
  urls = [];
  const bytes = (source.upload?.fileSize ?? 0) + (result.ingestion?.metadata?.size ?? 0);
  if (bytes > LARGEST_BYTES) {
    place.replaceChildren(element("p", { class: "problem" }, `Both files together have ${size(bytes)}: too much for a browser's memory. Download them.`));
    return;
  }
  const start = (result.processing?.processingParameters?.sourceVideo?.startPositionMilliseconds ?? 0) / 1000;
  const sides = [];
  for (const [video, kind, title] of [[source, source.parentId ? "processed" : "original", "Source"], [result, "processed", "Result"]]) {
    const blob = await media(`media/v1/download/${kind}/${video.id}`, (done, total) =>
      say(`${title}: ${Math.floor((100 * done) / total)} %`));
    // Browsers refuse QuickTime by its type and play it all the same, as it has the boxes of MP4.
    const url = URL.createObjectURL(blob.type === "video/quicktime" ? blob.slice(0, blob.size, "video/mp4") : blob);
    urls.push(url);
    const problem = element("p", { class: "problem", role: "alert" });
    const player = element("video", { playsinline: true, preload: "auto", "aria-label": title });
    player.muted = sides.length === 0;
    player.addEventListener("error", () => {
      const metadata = video.ingestion?.metadata;
      problem.textContent = `This browser cannot play ${metadata?.codecName ?? "this codec"} in ${metadata?.containerName ?? "this container"}. Download it.`;
    });
    player.src = url;
    sides.push({ player, figure: element("figure", {}, player, element("figcaption", {}, `${title}: ${video.name}`), problem) });
  }
  say("");
  const [left, right] = sides.map((side) => side.player);
  const seek = element("input", { type: "range", min: 0, max: 0, step: 0.001, value: 0, "aria-label": "Position" });
  const time = element("output", {}, "0.00 s");
  const play = button("Play", toggle);
  const frame = 1 / (result.ingestion?.metadata?.averageFramerate || 25);

  right.addEventListener("loadedmetadata", () => { seek.max = right.duration; step(0); });
  right.addEventListener("timeupdate", follow);
  right.addEventListener("seeked", follow);
  for (const name of ["play", "pause", "ended"]) right.addEventListener(name, () => {
    play.textContent = right.paused ? "Play" : "Pause";
    if (right.paused) { left.pause(); left.currentTime = right.currentTime + start; }
  });
  seek.addEventListener("input", () => { right.currentTime = Number(seek.value); left.currentTime = right.currentTime + start; });

  const region = element("div", { role: "group", "aria-label": "Comparison" },
    element("div", { class: "players" }, sides.map((side) => side.figure)),
    element("div", { class: "controls" },
      button("Frame back", () => step(-frame), { "aria-label": "One frame back" }), play,
      button("Frame on", () => step(frame), { "aria-label": "One frame on" }), seek, time),
    element("p", { class: "quiet" }, "Keys: K plays and pauses, comma and full stop step one frame."));
  region.addEventListener("keydown", (event) => {
    const action = { k: toggle, ",": () => step(-frame), ".": () => step(frame) }[event.key];
    if (action) { event.preventDefault(); action(); }
  });
  place.replaceChildren(region);
  play.focus();

  function toggle() {
    if (!right.paused) { right.pause(); return; }
    left.currentTime = right.currentTime + start;
    Promise.allSettled([left.play(), right.play()]);
  }

  function step(seconds) {
    right.pause();
    right.currentTime = Math.min(Math.max(right.currentTime + seconds, 0), right.duration || 0);
    left.currentTime = right.currentTime + start;
  }

  function follow() {
    seek.value = right.currentTime;
    time.textContent = `${right.currentTime.toFixed(2)} s`;
    if (Math.abs(left.currentTime - right.currentTime - start) > DRIFT_SECONDS) left.currentTime = right.currentTime + start;
  }
}
