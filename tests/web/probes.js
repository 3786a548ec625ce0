// What the tests ask of a page that is open. Each probe gives a list of what is wrong, or a plain fact; none changes anything
// but the place scrolled to.
window.probes = (() => {
  const shown = (element) => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
  const name = (element) =>
    `${element.tagName.toLowerCase()}${element.id ? "#" + element.id : ""} “${element.textContent.trim().slice(0, 50)}”`;

  function* textNodes(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && shown(parent)) yield [walker.currentNode, parent];
    }
  }

  function lines(node, start, end) {
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, end);
    return [...range.getClientRects()].filter((box) => box.width > 0);
  }

  // Words that nobody can see or reach: beyond the edge of the page, of their cell, or of their picture.
  function cut() {
    const found = [];
    for (const [node, parent] of textNodes(document.body)) {
      if (parent.closest(".skip")) continue;
      const frame = parent.closest("svg, td, th, caption, .scroll, .drawing") ?? document.documentElement;
      const edge = frame === document.documentElement ? { left: 0, right: innerWidth } : frame.getBoundingClientRect();
      const out = lines(node, 0, node.length).some((box) => box.left < edge.left - 0.5 || box.right > edge.right + 0.5);
      if (out) found.push(name(parent));
    }
    return found;
  }

  // Words broken in the middle. Ids and hashes may break anywhere; words may not.
  function broken() {
    const found = [];
    for (const [node, parent] of textNodes(document.querySelector("main"))) {
      if (parent.closest("code, svg")) continue;
      for (const word of node.data.matchAll(/\p{L}{2,}/gu)) {
        const tops = lines(node, word.index, word.index + word[0].length).map((box) => Math.round(box.top));
        if (new Set(tops).size > 1) found.push(`${word[0]} in ${name(parent)}`);
      }
    }
    return found;
  }

  // Boxes whose own content is wider than they are, although they neither scroll nor can be scrolled.
  function spilling() {
    return [...document.querySelectorAll("body *:not(svg *)")]
      .filter((e) => shown(e) && getComputedStyle(e).overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1)
      .map(name);
  }

  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const colour = (said) => said.match(/^rgb\((\d+), (\d+), (\d+)\)$/)?.slice(1).map(Number);

  // The ground under a point of a picture: the fill of the uppermost shape there. Lines are no ground: a word may cross one.
  function ground(x, y) {
    const under = document.elementsFromPoint(x, y).filter((e) => e instanceof SVGGeometryElement && e.tagName !== "line");
    return under.length ? getComputedStyle(under[0]).fill : "nothing";
  }

  // Words of pictures whose contrast with what lies under them is too low, or cannot be told because a pattern lies there.
  function faintInPictures() {
    const found = [];
    for (const said of document.querySelectorAll("svg text")) {
      said.scrollIntoView({ block: "center", inline: "center" });
      const box = said.getBoundingClientRect();
      const ink = colour(getComputedStyle(said).fill);
      for (const share of [0.02, 0.25, 0.5, 0.75, 0.98]) {
        const under = ground(box.left + box.width * share, box.top + box.height / 2);
        const paper = colour(under);
        if (!ink || !paper) {
          found.push(`${name(said)}: on ${under}`);
          continue;
        }
        const [light, dark] = [luminance(ink), luminance(paper)].sort((a, b) => b - a);
        if ((light + 0.05) / (dark + 0.05) < 4.5) found.push(`${name(said)}: on ${under}`);
      }
    }
    return found;
  }

  // Everything that the Tab key is to reach, in the order of the page.
  const reachable = () => [...document.querySelectorAll("a[href], summary, [tabindex='0'], button, input")].filter(shown);

  // Where the focus is: its place in `reachable` as it was at first, and whether a person sees it.
  let order = null;
  function focus() {
    order ??= reachable();
    const here = document.activeElement;
    const style = getComputedStyle(here);
    const box = here.getBoundingClientRect();
    return {
      place: order.indexOf(here),
      name: name(here),
      outlined: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2,
      onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
  }

  const moving = () =>
    [...document.querySelectorAll("*")]
      .filter((e) => {
        const style = getComputedStyle(e);
        return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0 || style.scrollBehavior === "smooth";
      })
      .map(name);

  // The box of the sign that stands before a word in the legend of the first picture, in pixels of the page.
  function sign(word) {
    const said = [...document.querySelectorAll("svg text")].findLast((text) => text.textContent === word);
    if (!said) return null;
    said.scrollIntoView({ block: "center" });
    const scale = said.getScreenCTM().a;
    const box = said.getBoundingClientRect();
    const middle = box.top + box.height / 2;
    return { x: box.left - 34 * scale, y: middle - 11 * scale, width: 28 * scale, height: 22 * scale };
  }

  return { cut, broken, spilling, faintInPictures, reachable, focus, moving, sign };
})();
