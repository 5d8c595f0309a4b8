// What can be pressed in a creative, as points in its frame: the middle of the frame, and of each link and button on it.
(() => {
  const most = 8, points = [[Math.round(innerWidth / 2), Math.round(innerHeight / 2)]];
  const inner = root => [...root.querySelectorAll('*')].slice(0, 5000).flatMap(e => e.shadowRoot ? [e, ...inner(e.shadowRoot)] : [e]);
  const takes = 'a, area, button, input, [onclick], [onmousedown], [onmouseup], [ontouchend], [role=button], [role=link], canvas, svg, video';
  for (const element of inner(document)) {
    if (points.length >= most) break;
    if (!element.matches(takes) && !element.onclick) continue;
    const box = element.getBoundingClientRect();
    const x = Math.round(box.left + box.width / 2), y = Math.round(box.top + box.height / 2);
    const isSeen = box.width > 1 && box.height > 1 && x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
    if (isSeen && !points.some(([a, b]) => a === x && b === y)) points.push([x, y]);
  }
  return points;
})()
