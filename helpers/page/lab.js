// The frame of a page in JupyterLab and Notebook: what the page says goes to Python, what Python says to the page.
function render({ model, el }) {
  const frame = document.createElement("iframe"), box = document.createElement("div");
  const report = new URL(model.get("root"), document.baseURI).href, root = `data-root="${report}_static/"`; // the way out
  const page = model.get("page").replace('data-root=""', () => root);
  const address = URL.createObjectURL(new Blob([page], { type: "text/html" })), gone = new AbortController();
  const tell = (said) => frame.contentWindow?.postMessage(said, "*");
  const mode = () => ({ mode: { true: "light", false: "dark" }[document.body.dataset.jpThemeLight] });
  const heard = ({ source, data }) => {
    if (source !== frame.contentWindow) return;
    if (data.way) return data.way.startsWith(report) && open(data.way, "_blank", "noopener");
    if (data.save) return model.send({ save: data.save });
    for (const name of ["asked", "chosen", "address"]) model.set(name, data[name]);
    model.save_changes();
  };
  const coloured = new MutationObserver(() => tell(mode()));
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  frame.style.cssText = "width: 100%; height: 100%; border: 0; display: block";
  box.style.cssText = "height: 38rem; resize: vertical; overflow: hidden; border: 1px solid #8888";
  frame.addEventListener("load", () => tell({ ...mode(), code: model.get("code"), asked: model.get("asked"), address: model.get("address") }));
  addEventListener("message", heard, { signal: gone.signal });
  model.on("msg:custom", tell);
  coloured.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  Object.assign(frame, { title: model.get("title"), src: address });
  el.append(box);
  box.append(frame);
  return () => {
    model.off("msg:custom", tell);
    gone.abort();
    coloured.disconnect();
    URL.revokeObjectURL(address);
  };
}
export default { render };
