import type { Block } from "@allokoli/shared/rpc/reader";
import { createBlocks, toLine } from "./blocks.ts";
import { MAX_REPEATED_COLUMNS, MAX_REPEATED_TEXT } from "./limits.ts";

/** How many rows and columns a cell goes over; in Word's files, one that goes on with the cell above says so itself. */
export type Reach = { rows: number; columns: number; goesOn?: boolean };
/** What a document may have said again in other rows and columns. */
const MAX_REPEATED_CELLS = 20_000;

type Builder = ReturnType<typeof createBlocks>;
type Frame = Builder & {
  text: string;
  level: number | undefined;
  tables: number;
  cells: string[];
  /** How many cells of the row are its own. */
  own: number;
  rowAbove: string[];
  /** What reaches into the next rows, by its column. */
  reaching: Map<number, { text: string; rows: number }>;
  /** What stands beside the text, such as a note or a box: it follows the paragraph or the row. */
  aside: Block[];
};

const newFrame = (): Frame => ({
  ...createBlocks(),
  text: "",
  level: undefined,
  tables: 0,
  cells: [],
  own: 0,
  rowAbove: [],
  reaching: new Map(),
  aside: [],
});

/**
 * The text of a document as its elements come: paragraphs, tables row by row, and boxes, which float beside the paragraph in
 * which they are anchored. A table in a cell is text of the cell.
 */
export function createFlow() {
  const frames: Frame[] = [newFrame()];
  const top = (): Frame => frames.at(-1) ?? newFrame();
  const flushAside = (frame: Frame) => {
    if (frame.tables === 0) frame.blocks.push(...frame.aside.splice(0));
  };
  let left = MAX_REPEATED_CELLS;
  const again = (text: string) => (text.length <= MAX_REPEATED_TEXT && left-- > 0 ? text : "");
  /** What reaches down to where the next cell would be. */
  const takeReaching = ({ cells, reaching }: Frame) => {
    for (let cell = reaching.get(cells.length); cell !== undefined && left > 0; cell = reaching.get(cells.length)) {
      if (--cell.rows <= 0) reaching.delete(cells.length);
      cells.push(again(cell.text));
    }
  };
  return {
    text(text: string): void {
      top().text += text;
    },
    level(level: number): void {
      top().level = level;
    },
    endParagraph(): void {
      const frame = top();
      const { text, level, tables } = frame;
      if (tables > 0) frame.text += " ";
      else {
        if (level === undefined) frame.paragraph(text);
        else frame.heading(text, level);
        frame.text = "";
      }
      frame.level = undefined;
      flushAside(frame);
    },
    startTable(): void {
      const frame = top();
      if (++frame.tables !== 1) return;
      frame.rowAbove = [];
      frame.reaching.clear();
    },
    endCell({ rows, columns, goesOn = false }: Reach = { rows: 1, columns: 1 }): void {
      const frame = top();
      if (frame.tables !== 1) return;
      takeReaching(frame);
      const { cells, reaching, rowAbove } = frame;
      const text = toLine(goesOn ? again(rowAbove[cells.length] ?? "") : frame.text);
      frame.text = "";
      frame.own++;
      for (let column = 0; column < Math.min(Math.max(1, columns), MAX_REPEATED_COLUMNS); column++) {
        if (rows > 1 && cells.length < MAX_REPEATED_COLUMNS) reaching.set(cells.length, { text, rows: rows - 1 });
        if (column === 0 || left > 0) cells.push(column === 0 ? text : again(text));
      }
    },
    endRow(): void {
      const frame = top();
      if (frame.tables !== 1) return;
      const isOne = frame.own === 1 && frame.cells.every((cell) => cell === frame.cells[0]);
      takeReaching(frame);
      frame.rowAbove = frame.cells.splice(0);
      frame.row(isOne ? frame.rowAbove.slice(0, 1) : frame.rowAbove);
      frame.own = 0;
    },
    endTable(): void {
      const frame = top();
      frame.tables = Math.max(0, frame.tables - 1);
      flushAside(frame);
    },
    startBox(): void {
      frames.push(newFrame());
    },
    endBox(): void {
      const box = frames.length > 1 ? frames.pop() : undefined;
      if (box !== undefined) top().aside.push(...box.blocks, ...box.aside);
    },
    aside(blocks: Block[]): void {
      top().aside.push(...blocks);
    },
    /** All of it. */
    end(): Block[] {
      const [frame = newFrame()] = frames;
      frame.tables = 0;
      frame.paragraph(frame.text);
      flushAside(frame);
      return frame.blocks;
    },
  };
}
