import { appendFileSync, renameSync, rmSync, statSync } from "node:fs";

export interface LogFileOptions {
  /** When the file has this many bytes, it is renamed to `.1`, and the previous `.1` to `.2`. */
  maxBytes: number;
  /** How many renamed files are kept. */
  keep: number;
}

/** A log that cannot fill the disk: at most `keep` + 1 files of `maxBytes` and a line. */
export function openLogFile(file: string, { maxBytes, keep }: LogFileOptions): (line: string) => void {
  let bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const rotate = () => {
    rmSync(`${file}.${keep}`, { force: true });
    for (let n = keep - 1; n >= 0; n--) {
      const from = n === 0 ? file : `${file}.${n}`;
      if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${file}.${n + 1}`);
    }
    bytes = 0;
  };
  return (line) => {
    if (bytes >= maxBytes) rotate();
    const text = `${line}\n`;
    appendFileSync(file, text);
    bytes += Buffer.byteLength(text);
  };
}
