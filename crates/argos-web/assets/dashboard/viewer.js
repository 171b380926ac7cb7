// Opens an image over the page, to enlarge and turn it. Without this module the link opens the image by itself.

const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3, 4];
const FITTING = 2;

function button(label, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button button-secondary button-small";
  element.textContent = label;
  element.addEventListener("click", action);
  return element;
}

class Viewer {
  constructor() {
    this.dialog = document.createElement("dialog");
    this.dialog.className = "viewer";
    this.title = document.createElement("h2");
    this.title.id = "viewer-title";
    this.dialog.setAttribute("aria-labelledby", this.title.id);
    this.stage = document.createElement("div");
    this.stage.className = "viewer-stage";
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "group");
    this.stage.setAttribute("aria-label", "Image; scroll with the arrow keys");
    this.image = document.createElement("img");
    this.frame = document.createElement("div");
    this.frame.className = "viewer-frame";
    this.frame.append(this.image);
    this.stage.append(this.frame);
    const bar = document.createElement("div");
    bar.className = "viewer-bar";
    bar.append(
      this.title,
      button("Smaller", () => this.zoomBy(-1)),
      button("Larger", () => this.zoomBy(1)),
      button("Turn", () => this.turn()),
      button("Close", () => this.dialog.close()),
    );
    this.dialog.append(bar, this.stage);
    document.body.append(this.dialog);
    this.image.addEventListener("load", () => this.draw());
    addEventListener("resize", () => this.draw());
    this.dialog.addEventListener("close", () => this.opener?.focus());
    this.dialog.addEventListener("keydown", (event) => {
      const action = { "+": () => this.zoomBy(1), "-": () => this.zoomBy(-1), r: () => this.turn() }[event.key];
      if (action && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        action();
      }
    });
  }

  open(link) {
    this.opener = link;
    this.zoom = FITTING;
    this.quarters = 0;
    this.title.textContent = link.dataset.label;
    this.image.alt = link.dataset.label;
    this.image.src = link.href;
    this.dialog.showModal();
    this.draw();
  }

  zoomBy(steps) {
    this.zoom = Math.min(Math.max(this.zoom + steps, 0), ZOOMS.length - 1);
    this.draw();
  }

  turn() {
    this.quarters = (this.quarters + 1) % 4;
    this.draw();
  }

  draw() {
    const { naturalWidth: width, naturalHeight: height } = this.image;
    if (!this.dialog.open || !width) return;
    const lies = this.quarters % 2 === 1;
    const [boxWidth, boxHeight] = lies ? [height, width] : [width, height];
    const margin = 32;
    const fit = Math.min((this.stage.clientWidth - margin) / boxWidth, (this.stage.clientHeight - margin) / boxHeight);
    const scale = Math.max(fit, 0.01) * ZOOMS[this.zoom];
    this.frame.style.width = `${boxWidth * scale}px`;
    this.frame.style.height = `${boxHeight * scale}px`;
    const style = this.image.style;
    style.width = `${width * scale}px`;
    style.height = `${height * scale}px`;
    // The middle of the picture stays in the middle of its frame, which has the turned picture's size.
    style.transform = `translate(-50%, -50%) rotate(${this.quarters * 90}deg)`;
  }
}

let viewer;
for (const link of document.querySelectorAll("a.picture")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    viewer ??= new Viewer();
    viewer.open(link);
  });
}
