// Projects, their videos, and one video with what can be done with it.

import { call, media, upload } from "./api.js";
import { button, definitions, element, field, say, select, size } from "./dom.js";
import { comparison } from "./comparison.js";

const ASK_MILLISECONDS = 1000;
const ENDED = new Set(["DONE", "ERROR"]);
const CHOICES = {
  scaler: ["", "pabsr1", "dvres", "scale"],
  tag: ["", "hd_1080p", "uhd_4k", "uhd_8k"],
  denoiser: ["", "denoise", "hqdn3d"],
  deinterlacer: ["", "deint", "yadif", "bwdif", "weston3f"],
  stabilizer: ["", "dejit"],
  target: ["", "mov h264", "mp4 h264", "mp4 hevc", "mts h264", "mxf xdcam"],
};

export function library(content) {
  const state = { project: null, chosen: null, videos: new Map(), next: null, timer: 0, left: false };
  const projects = element("ul", { class: "list" });
  const videos = element("ul", { class: "list" });
  const more = button("More videos", () => load(state.next), { hidden: true });
  const detail = element("section", { "aria-label": "Video" }, element("p", { class: "quiet" }, "Choose a video."));

  const name = element("input", { name: "project", required: true, maxlength: 200 });
  const create = element("form", { class: "row" }, field("New project", name), element("button", {}, "Create"));
  create.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const made = await call("PUT", "videos/v1/project", { name: name.value });
      name.value = "";
      state.project = made.project.id;
      await refresh();
    });
  });
  const file = element("input", { type: "file", accept: "video/*,.mxf,.mts,.mkv" });
  file.addEventListener("change", () => attempt(() => send(file)));

  content.replaceChildren(element("div", { class: "library" },
    element("section", { "aria-label": "Projects" }, element("h2", {}, "Projects"), projects, create),
    element("section", { "aria-label": "Videos" }, element("h2", {}, "Videos"), videos, more, field("Upload a video", file)),
    detail));
  attempt(refresh);
  state.timer = setInterval(() => attempt(watch), ASK_MILLISECONDS);
  return () => { state.left = true; clearInterval(state.timer); };

  async function attempt(action) {
    try { await action(); } catch (error) { if (!state.left) say(error.message); }
  }

  async function refresh() {
    const page = await call("GET", "videos/v1/projects?page-size=100");
    const entries = [{ id: null, name: "All videos" }, ...page._embedded.projects];
    projects.replaceChildren(...entries.map((project) => element("li", {}, button(project.name, () => {
      state.project = project.id;
      attempt(refresh);
    }, { "aria-current": project.id === state.project && "true" }))));
    state.videos.clear();
    const filter = state.project === null ? "" : `&project-id=${encodeURIComponent(state.project)}`;
    await load(`videos/v1/videos?page-size=20${filter}`);
  }

  async function load(link) {
    const page = await call("GET", relative(link));
    const found = await Promise.all(page._embedded.videos.map((one) => read(one.id, one.parentId)));
    for (const video of found) if (video) state.videos.set(video.id, video);
    state.next = page._links.next?.href ?? null;
    more.hidden = state.next === null;
    list();
  }

  async function read(id, parentId) {
    try {
      return { ...(await call("GET", `videos/v1/video/${id}`)).video, parentId };
    } catch (error) {
      if (error.status === 404) return null;
      throw error;
    }
  }

  function list() {
    const all = [...state.videos.values()];
    const roots = all.filter((video) => !state.videos.has(video.parentId));
    const rows = [];
    const add = (video, depth) => {
      rows.push(element("li", { class: depth ? "made" : null }, entry(video)));
      for (const made of all.filter((one) => one.parentId === video.id)) add(made, depth + 1);
    };
    for (const video of roots) add(video, 0);
    const focused = document.activeElement?.dataset?.video;
    videos.replaceChildren(...(rows.length ? rows : [element("li", { class: "quiet" }, "There are no videos yet.")]));
    if (focused) videos.querySelector(`[data-video="${CSS.escape(focused)}"]`)?.focus();
  }

  function entry(video) {
    const [status, percent] = progressOf(video);
    const shown = element("span", { class: `state ${ENDED.has(status) ? status : "PROCESSING"}` },
      percent === undefined ? status : `${status} ${percent.toFixed(0)} %`);
    const bar = ENDED.has(status) ? null
      : element("progress", percent === undefined ? { "aria-label": "Progress" } : { max: 100, value: percent, "aria-label": "Progress" });
    return element("button", {
      type: "button", "data-video": video.id, "aria-current": video.id === state.chosen && "true",
      onclick: () => {
        state.chosen = video.id;
        list();
        show(video);
        // On narrow screens it lies below the lists.
        if (detail.getBoundingClientRect().top > innerHeight / 2) detail.scrollIntoView();
      },
    }, video.name, madeBy(video), shown, bar);
  }

  async function watch() {
    for (const video of [...state.videos.values()]) {
      if (state.left) return;
      if (ENDED.has(progressOf(video)[0]) || video.upload?.uploadState.uploadStatus === "PENDING") continue;
      const before = progressOf(video)[0];
      if (video.processing) {
        const told = await call("GET", `videos/v1/check-process-video-progress/${video.id}`);
        video.processing.processingState = told.processingState;
      } else {
        const told = await call("GET", `videos/v1/check-ingest-video-progress/${video.id}`);
        video.ingestion.ingestionState = told.ingestionState;
      }
      const [status] = progressOf(video);
      if (ENDED.has(status)) {
        const whole = await read(video.id, video.parentId);
        if (whole) state.videos.set(video.id, whole); else state.videos.delete(video.id);
        if (state.chosen === video.id && whole) show(whole);
        say(`${video.name}: ${status}`);
      }
      list();
      if (before !== status && state.chosen === video.id && !ENDED.has(status)) show(video);
    }
  }

  function show(video) {
    const [status] = progressOf(video);
    const metadata = video.ingestion?.metadata;
    const done = status === "DONE";
    const source = state.videos.get(video.parentId);
    const players = element("div");
    detail.replaceChildren(...[
      element("h2", {}, video.name),
      video.attributes?.notes ? element("p", { class: "problem" }, video.attributes.notes) : null,
      element("div", { class: "row" },
        done && button("Download", () => attempt(() => save(video))),
        done && video.parentId && button("Compare with the source", () => attempt(async () =>
          comparison(players, source ?? await read(video.parentId), video)), { class: "main" }),
        button("Delete", () => attempt(() => remove(video)), { class: "danger" })),
      players,
      element("h3", {}, "Media"),
      definitions([
        ["Id", video.id], ["Status", status], ["File", video.upload?.fileName], ["Size", size(video.upload?.fileSize ?? metadata?.size)],
        ["Container", metadata?.longContainerName], ["Codec", metadata?.longCodecName],
        ["Picture", metadata && `${metadata.frameWidth} × ${metadata.frameHeight}, ${metadata.pixelFormat?.name ?? ""}`],
        ["Frames", metadata && `${metadata.totalFrames}, ${metadata.averageFramerate} a second`],
        ["Duration", metadata && `${(metadata.durationInMillis / 1000).toFixed(2)} s`],
      ]),
      quality(video.ingestion?.qualityAssessment),
      done && processForm(video),
    ].filter(Boolean));
  }

  function processForm(video) {
    const inputs = Object.fromEntries(Object.entries(CHOICES).map(([key, names]) => [key, select(names, { name: key })]));
    const labels = { scaler: "Scaler", tag: "Resolution", denoiser: "Denoiser", deinterlacer: "Deinterlacer",
      stabilizer: "Stabilizer", target: "Container and codec" };
    const form = element("form", {}, element("h3", {}, "Process"),
      element("div", { class: "row" }, Object.entries(inputs).map(([key, input]) => field(labels[key], input))),
      element("button", { class: "main" }, "Start"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const request = {};
      for (const key of ["scaler", "denoiser", "deinterlacer", "stabilizer"]) if (inputs[key].value) request[key] = inputs[key].value;
      if (inputs.tag.value) request.resolution = { tag: inputs.tag.value };
      if (inputs.target.value) {
        const [container, codec] = inputs.target.value.split(" ");
        request.mediaContainerCodec = { container, codec };
      }
      attempt(async () => {
        const accepted = await call("POST", `videos/v1/process-video/${video.id}`, request);
        const made = await read(accepted.processedVideoId, video.id);
        if (made) { state.videos.set(made.id, made); state.chosen = made.id; list(); show(made); }
        say("The processing has begun.");
      });
    });
    return form;
  }

  async function send(input) {
    const [chosen] = input.files;
    if (!chosen) return;
    const wanted = { name: chosen.name };
    if (state.project !== null) wanted.projectId = state.project;
    const made = await call("PUT", "videos/v1/video", wanted);
    try {
      await upload(`media/v1/upload/${made.videoId}`, chosen, (done, total) =>
        say(`Uploading ${chosen.name}: ${Math.floor((100 * done) / total)} %`));
      say(`${chosen.name} is uploaded.`);
    } finally {
      input.value = "";
      state.chosen = made.videoId;
      await refresh();
      const video = state.videos.get(made.videoId);
      if (video) show(video);
    }
  }

  async function save(video) {
    const kind = video.parentId ? "processed" : "original";
    const blob = await media(`media/v1/download/${kind}/${video.id}`, (done, total) =>
      say(`Downloading: ${Math.floor((100 * done) / total)} %`));
    const url = URL.createObjectURL(blob);
    element("a", { href: url, download: video.upload?.fileName ?? video.name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    say("");
  }

  async function remove(video) {
    if (!confirm(`Delete ${video.name} and everything that was made from it?`)) return;
    await call("DELETE", `videos/v1/video/${video.id}`);
    state.chosen = null;
    detail.replaceChildren(element("p", { class: "quiet" }, "Choose a video."));
    await refresh();
  }
}

function quality(assessment) {
  if (!assessment) return null;
  const rows = assessment.metrics.map((metric) => element("tr", {},
    element("td", {}, metric.name), element("td", {}, metric.subjectiveLabel), element("td", {}, metric.subjectiveScore.toFixed(2))));
  return element("div", {}, element("h3", {}, `Quality ${assessment.overallSubjectiveScore.toFixed(2)} of 5`),
    element("table", {}, element("thead", {}, element("tr", {}, ["Metric", "Label", "Score"].map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, rows)));
}

// A result has its source's name; what was done tells them apart.
function madeBy(video) {
  const target = video.processing?.processingParameters?.targetVideo;
  if (!target) return null;
  const filters = (target.videoFilters ?? []).map((filter) => filter.name).join(", ");
  const text = `${filters || "converted"}: ${target.codec?.name ?? ""} ${target.frameWidth} × ${target.frameHeight}`;
  return element("span", { class: "state" }, text);
}

function progressOf(video) {
  if (video.processing) {
    const { processingStatus, processingProgressPercent } = video.processing.processingState;
    return [processingStatus, ENDED.has(processingStatus) ? undefined : processingProgressPercent ?? 0];
  }
  const uploaded = video.upload?.uploadState.uploadStatus;
  return [uploaded && uploaded !== "DONE" ? uploaded : video.ingestion.ingestionState.ingestionStatus, undefined];
}

function relative(link) {
  const url = new URL(link, document.baseURI);
  return url.pathname.slice(new URL(".", document.baseURI).pathname.length) + url.search;
}
