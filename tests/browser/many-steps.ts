import type { Page } from "playwright-core";

const COLUMNS = 20;

/** A workflow of so many steps, one behind the other, in rows. */
export function manySteps(count: number) {
  const nodes: object[] = [{ id: "debut", kind: "start", name: "Début", position: { x: 0, y: 0 } }];
  const edges: object[] = [];
  for (let n = 1; n < count; n++) {
    const isLast = n === count - 1;
    nodes.push({
      id: `n${n}`,
      kind: isLast ? "end" : "conversation",
      name: `Étape ${n}`,
      position: { x: (n % COLUMNS) * 290, y: Math.floor(n / COLUMNS) * 170 },
      ...(!isLast && { prompt: "Parle." }),
    });
    edges.push({ id: `e${n}`, from: n === 1 ? "debut" : `n${n - 1}`, to: `n${n}`, condition: "" });
  }
  return { name: `${count} étapes`, nodes, edges };
}

/** The median time between two frames while the drawing is dragged about, in milliseconds. */
export async function framesWhileDragging(page: Page): Promise<number> {
  const box = await page.locator(".react-flow__pane").boundingBox();
  if (box === null) throw new Error("nothing is drawn");
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames });
    const note = (at: number) => {
      frames.push(at);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await page.mouse.move(box.x + 300, box.y + 300);
  await page.mouse.down();
  for (let n = 0; n < 60; n++) await page.mouse.move(box.x + 300 + (n % 20) * 8, box.y + 300 + (n % 15) * 8);
  await page.mouse.up();
  const frames = await page.evaluate((): number[] => Reflect.get(window as object, "frames") as number[]);
  const gaps = frames
    .slice(1)
    .map((at, n) => at - (frames[n] ?? at))
    .toSorted((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? Infinity;
}
